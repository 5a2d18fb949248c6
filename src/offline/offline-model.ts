import { sleep } from '../adapter.ts';
import {
  type Clock,
  type Message,
  type Model,
  type ModelPart,
  type ModelRequest,
  systemClock,
  ToolcError,
} from '../index.ts';
import { createCorpus, type Corpus } from './corpus.ts';
import { createVocabulary } from './question/vocabulary.ts';
import { writeReply } from './write-reply.ts';

/** Options of `offlineModel`. */
export interface OfflineModelOptions {
  /** Whose names it knows. Default: the embedded corpus; give the tools the same one. */
  readonly corpus?: Corpus;
  /** Default 80; 0 writes without waiting. */
  readonly tokensPerSecond?: number;
  /** Before the first token. Default 120; no matter where `tokensPerSecond` is 0. */
  readonly firstTokenMs?: number;
  readonly clock?: Clock;
}

/**
 * A deterministic stand-in for a model, with no key and no network: the same messages always give
 * the same text. It reads the prompts of toolc's planner and joiner, writes plans for a small
 * family of questions over the offline tools, and words answers from the outcomes it is shown. It
 * is no intelligence: outside its family it says so and lists what can be asked. A token here is
 * up to four characters of a word; usage counts those. Throws `option.invalid` for a rate or delay
 * that is negative or not finite, and `run.aborted` when the signal aborts.
 */
export function offlineModel(options: OfflineModelOptions = {}): Model {
  const { tokensPerSecond = 80, firstTokenMs = 120, clock = systemClock } = options;
  checkNumber('tokensPerSecond', tokensPerSecond);
  checkNumber('firstTokenMs', firstTokenMs);
  const vocabulary = createVocabulary(options.corpus ?? createCorpus());
  const pace = { clock, tokensPerSecond, firstTokenMs };
  return {
    name: OFFLINE_MODEL_NAME,
    stream: (request) => speak(writeReply(request.messages, vocabulary), request, pace),
  };
}

/** The name in events, reports and on the wire. */
export const OFFLINE_MODEL_NAME = 'offline';

interface Pace {
  readonly clock: Clock;
  readonly tokensPerSecond: number;
  readonly firstTokenMs: number;
}

/** Each token has its time from the start, so that late timers do not add up. */
async function* speak(text: string, request: ModelRequest, pace: Pace): AsyncGenerator<ModelPart> {
  const { messages, signal, maxOutputTokens = Infinity } = request;
  const { clock, tokensPerSecond, firstTokenMs } = pace;
  const tokens = tokensOf(text);
  const start = clock.now();
  let told = 0;
  for (const token of tokens.slice(0, maxOutputTokens)) {
    if (tokensPerSecond > 0) {
      const due = start + firstTokenMs + (told * 1_000) / tokensPerSecond;
      const wait = due - clock.now();
      if (wait > 0) await sleep(clock, wait, signal);
    }
    throwIfAborted(signal);
    told += 1;
    yield { type: 'text', text: token };
  }
  throwIfAborted(signal);
  const usage = { promptTokens: countTokens(messages), completionTokens: told };
  yield { type: 'end', finish: told < tokens.length ? 'length' : 'stop', usage };
}

function tokensOf(text: string): readonly string[] {
  return text.match(/\s*[^\s]{1,4}|\s+/gu) ?? [];
}

function countTokens(messages: readonly Message[]): number {
  return messages.reduce((sum, { content }) => sum + tokensOf(content).length, 0);
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new ToolcError('run.aborted', 'The offline model was stopped by its signal.', {
      cause: signal.reason,
    });
  }
}

function checkNumber(name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new ToolcError('option.invalid', `${name} is a number from 0 up, got ${String(value)}.`);
}
