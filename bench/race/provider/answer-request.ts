import type { IncomingMessage, ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { Case } from '../case.ts';
import type { Role } from '../runner.ts';
import { type ChatRequest, readChatRequest } from './chat-request.ts';
import { askedCalls } from './asked-calls.ts';
import type { CallFault } from './faults.ts';
import { findCase } from './find-case.ts';
import type { ObeyInput } from './obey.ts';
import type { CallLog, ModelCall } from './model-call.ts';
import type { Thinking } from './provider.ts';
import type { ProviderClock } from './provider-clock.ts';
import { countTurns } from './count-turns.ts';
import { countReplyTokens, type Reply, speakReply, type SpokenReply } from './reply.ts';
import { roleOf, roles } from './roles/play-role.ts';
import type { Tries } from './roles/role-input.ts';
import { drawPace, type Timing, tokenAtMs } from './timing.ts';
import { CHARACTERS_PER_TOKEN, countPromptTokens } from './tokens.ts';
import { writeStream, writeWhole } from './write-reply.ts';

/** What a provider is made of. */
export interface ProviderState {
  readonly cases: ReadonlyMap<string, Case>;
  /** The cases of `cases` that are answered at once. */
  readonly untimed: ReadonlyMap<string, Case>;
  readonly timing: Timing;
  readonly seed: number;
  readonly chunkCharacters: number;
  readonly thinking: Thinking;
  readonly tries: Tries;
  readonly obey: (cell: string, input: ObeyInput) => Reply | undefined;
  readonly faultOf: (cell: string, nowMs: number) => CallFault;
  readonly clock: ProviderClock;
  readonly log: CallLog;
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the completion. */
  readonly id: string;
}

/** Answers one request and logs it where it was a model call. */
export async function answerRequest(state: ProviderState, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const startMs = state.clock.now();
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (request.method !== 'POST' || path !== '/v1/chat/completions') {
    const message = `There is no ${request.method ?? ''} ${path} here. Use POST /v1/chat/completions.`;
    return sendError(response, { status: 404, code: 'not_found', message });
  }
  const chat = readChatRequest(await readText(request));
  if (typeof chat === 'string') {
    return sendError(response, { status: 400, code: 'invalid_request', message: chat });
  }
  const role = roleOf(chat.model);
  if (role === undefined) {
    const message = `There is no model "${chat.model}" here. Use one of ${Object.keys(roles)
      .map((name) => `sim-${name}`)
      .join(', ')}.`;
    return sendError(response, { status: 404, code: 'model_not_found', message });
  }
  const raceCase = findCase(state.cases, chat.messages);
  if (raceCase === undefined) {
    const message = 'No user message holds a question that this provider knows, word for word.';
    return sendError(response, { status: 400, code: 'unknown_question', message });
  }
  const cell = cellOf(request);
  state.log.begin(cell);
  try {
    await playCall(state, exchange, { chat, role, raceCase, cell, startMs });
  } finally {
    state.log.done(cell);
  }
}

interface Played {
  readonly chat: ChatRequest;
  readonly role: Role;
  readonly raceCase: Case;
  readonly cell: string;
  readonly startMs: number;
}

async function playCall(state: ProviderState, exchange: Exchange, played: Played): Promise<void> {
  const { clock, seed } = state;
  const { chat, role, raceCase, cell, startMs } = played;
  const { response } = exchange;
  const fault = state.faultOf(cell, startMs);
  if (fault.kind === 'refused') return refuse(state, response, { ...played, fault });
  const promptTokens = countPromptTokens(chat);
  const reply = replyOf(state, played, fault.kind === 'bad-line');
  const turn = countTurns(chat.messages);
  const timing = state.untimed.has(raceCase.question) ? NO_TIME : state.timing;
  const pace = drawPace({ timing, seed, question: raceCase.question, role, turn });
  const atMs = (token: number): number => startMs + tokenAtMs(pace, promptTokens, token);
  const gone = new AbortController();
  const onClose = (): void => gone.abort();
  response.once('close', onClose);
  const out = {
    response,
    reply,
    id: exchange.id,
    model: chat.model,
    promptTokens,
    includeUsage: chat.includeUsage,
    chunkCharacters: state.chunkCharacters,
    clock,
    tokenAtMs: atMs,
    signal: gone.signal,
    cut: fault.kind === 'cut' ? fault.how : undefined,
  };
  await (chat.stream ? writeStream(out) : writeWhole(out));
  response.removeListener('close', onClose);
  const endMs = clock.now();
  const total = countReplyTokens(reply);
  const end: ModelCall['end'] =
    fault.kind === 'cut' ? 'cut' : gone.signal.aborted ? 'left' : 'complete';
  const generated = endMs < atMs(1) ? 0 : Math.floor((endMs - atMs(1)) / pace.tokenMs) + 1;
  const completionTokens = end === 'complete' ? total : Math.min(total, generated);
  const firstTokenMs = Math.min(atMs(1), endMs);
  const asked = askedCalls(reply).map(({ token, ...call }) => ({ ...call, atMs: atMs(token) }));
  const tokens = { promptTokens, completionTokens };
  state.log.add({ cell, role, ...tokens, startMs, firstTokenMs, endMs, end, asked });
}

const NO_TIME: Timing = { firstTokenMs: 0, promptTokenMs: 0, tokenMs: 0, jitter: 0 };

function replyOf(state: ProviderState, played: Played, badLine: boolean): SpokenReply {
  const { chat, role, raceCase, cell } = played;
  const { tokens, as } = state.thinking;
  const reply =
    state.obey(cell, { role, request: chat }) ??
    roles[role]({ raceCase, request: chat, badLine, tries: state.tries });
  const thinking = 'so, '
    .repeat(tokens * CHARACTERS_PER_TOKEN)
    .slice(0, tokens * CHARACTERS_PER_TOKEN);
  if (tokens === 0 || as === 'reasoning') {
    return speakReply(reply, { thinking, maxTokens: chat.maxTokens });
  }
  const text = `<think>${thinking}</think>\n${reply.text}`;
  return speakReply({ ...reply, text }, { thinking: '', maxTokens: chat.maxTokens });
}

function refuse(
  state: ProviderState,
  response: ServerResponse,
  refused: Played & { readonly fault: Extract<CallFault, { kind: 'refused' }> },
): void {
  const { cell, role, startMs, fault } = refused;
  response.setHeader('retry-after', String(fault.retryAfterSeconds));
  const message = `Rate limit reached. Try again in ${fault.retryAfterSeconds} s.`;
  sendError(response, { status: 429, code: 'rate_limit_exceeded', message });
  const tokens = { promptTokens: 0, completionTokens: 0 };
  const times = { startMs, firstTokenMs: startMs, endMs: startMs };
  state.log.add({ cell, role, ...tokens, ...times, end: 'refused' });
}

function cellOf({ headers }: IncomingMessage): string {
  return (headers.authorization ?? '').replace(/^Bearer /i, '');
}

interface WireError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

function sendError(response: ServerResponse, { status, code, message }: WireError): void {
  const error = { message, type: 'invalid_request_error', param: null, code };
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error }));
}
