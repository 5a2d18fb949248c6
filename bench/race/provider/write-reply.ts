import type { ServerResponse } from 'node:http';
import { chunkReply, type ReplyDelta } from './reply-chunks.ts';
import { countTokens } from './tokens.ts';
import { countReplyTokens, type SpokenReply } from './reply.ts';
import type { ProviderClock } from './provider-clock.ts';

/** A reply on its way. */
export interface Outgoing {
  readonly response: ServerResponse;
  readonly reply: SpokenReply;
  readonly id: string;
  readonly model: string;
  readonly promptTokens: number;
  readonly includeUsage: boolean;
  readonly chunkCharacters: number;
  readonly clock: ProviderClock;
  /** When a token (from 1) of the reply is there, on the clock. */
  readonly tokenAtMs: (token: number) => number;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** Breaks the reply off in its middle. */
  readonly cut: 'reset' | 'silent' | 'stall' | undefined;
}

/** Sends a reply when its last token is there. */
export async function writeWhole(out: Outgoing): Promise<void> {
  const { response, reply, clock, signal } = out;
  const tokens = countReplyTokens(reply);
  if (out.cut !== undefined) {
    await clock.sleepUntil(out.tokenAtMs(Math.ceil(tokens / 2)), signal);
    if (out.cut === 'stall') await aborted(signal);
    response.destroy();
    return;
  }
  await clock.sleepUntil(out.tokenAtMs(tokens), signal);
  if (signal.aborted) return;
  const message = {
    role: 'assistant',
    content: reply.text === '' && reply.calls.length > 0 ? null : reply.text,
    refusal: null,
    ...(reply.thinking === '' ? {} : { reasoning: reply.thinking }),
    ...(reply.calls.length === 0 ? {} : { tool_calls: reply.calls.map(wireCall) }),
  };
  const choice = { index: 0, message, finish_reason: reply.finish, logprobs: null };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ ...headOf(out, 'chat.completion'), choices: [choice], usage: usageOf(out) }),
  );
}

/**
 * Streams a reply as server-sent events, each chunk when its last token is there. The times are absolute,
 * so that a late timer delays its own chunk and nothing behind it; what is due goes out in one write.
 */
export async function writeStream(out: Outgoing): Promise<void> {
  const { response, reply, clock, signal } = out;
  const chunks = chunkReply(reply, out.chunkCharacters);
  const total = countReplyTokens(reply);
  const end = out.cut === undefined ? Infinity : total / 2;
  await clock.sleepUntil(out.tokenAtMs(1), signal);
  if (signal.aborted) return;
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  let due = eventOf(out, { role: 'assistant', content: '' }, null);
  for (const { token, delta } of chunks) {
    if (token > end) break;
    const atMs = out.tokenAtMs(token);
    if (atMs > clock.now()) {
      if (due !== '') response.write(due);
      due = '';
      await clock.sleepUntil(atMs, signal);
    }
    if (signal.aborted) return;
    due += eventOf(out, wireDelta(delta), null);
  }
  if (out.cut !== undefined) return breakOff(out, due);
  const usage = { ...headOf(out, 'chat.completion.chunk'), choices: [], usage: usageOf(out) };
  due += eventOf(out, {}, reply.finish);
  if (out.includeUsage) due += `data: ${JSON.stringify(usage)}\n\n`;
  response.end(`${due}data: [DONE]\n\n`);
}

async function breakOff({ response, cut, signal }: Outgoing, due: string): Promise<void> {
  if (cut === 'silent') response.end(due);
  else if (cut === 'stall') {
    response.write(due);
    await aborted(signal);
  }
  // Only what has left can be lost with the connection: the socket breaks behind the text.
  else response.write(due, () => response.destroy());
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function headOf({ id, model, clock }: Outgoing, object: string): object {
  return { id, object, created: Math.floor(clock.now() / 1_000), model };
}

function eventOf(out: Outgoing, delta: object, finish: string | null): string {
  const choice = { index: 0, delta, finish_reason: finish };
  const event = { ...headOf(out, 'chat.completion.chunk'), choices: [choice] };
  return `data: ${JSON.stringify(event)}\n\n`;
}

function wireDelta(delta: ReplyDelta): object {
  switch (delta.kind) {
    case 'text':
      return { content: delta.text };
    case 'thinking':
      return { reasoning: delta.text };
    case 'call': {
      const { index, id, name } = delta;
      return { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] };
    }
    case 'args':
      return { tool_calls: [{ index: delta.index, function: { arguments: delta.text } }] };
  }
}

function wireCall({ id, name, args }: SpokenReply['calls'][number]): object {
  return { id, type: 'function', function: { name, arguments: args } };
}

function usageOf({ promptTokens, reply }: Outgoing): object {
  const completionTokens = countReplyTokens(reply);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    completion_tokens_details: { reasoning_tokens: countTokens(reply.thinking) },
  };
}
