import { sleep, type Clock } from '../core/clock.ts';
import { ToolcError } from '../core/errors.ts';
import type { ModelPart, Usage } from './model.ts';
import { readChunk, type Chunk } from './read-chunk.ts';
import type { CallGuard } from './stream-timeouts.ts';
import { noUsage } from './usage.ts';

/** How long the usage may come after the last word, in milliseconds. */
const TAIL_MS = 1_000;

/** Of a refusal's words, more than an error shows, in UTF-16 units. */
const REFUSAL_LIMIT = 4_000;

/** What reading one stream needs. */
export interface ChatReading {
  /** The chunks, of whatever shape. */
  readonly chunks: AsyncIterator<unknown>;
  readonly guard: CallGuard;
  readonly clock: Clock;
  /** True for an error of the connection. */
  readonly isLost: (thrown: unknown) => boolean;
  /** Takes secrets out of a text that goes into an error. */
  readonly redact: (text: string) => string;
}

/**
 * The parts of one streamed chat completion.
 *
 * 1. The end is what the finish reason says; a stream without one ends as `'cut'`, and
 *    so does one whose connection is lost after text.
 * 2. After the finish reason nothing can spoil the reply: its usage is waited for a second at most,
 *    while the stream ends by itself, so that its connection can be used again.
 * 3. A stream without one chunk of the wire format fails as `model.protocol`; a refusal without
 *    text as `model.refused`.
 */
export async function* readChat(reading: ChatReading): AsyncGenerator<ModelPart, void, undefined> {
  let usage: Usage | undefined;
  let refusal = '';
  let hasText = false;
  let count = 0;
  for (;;) {
    const next = await nextChunk(reading, hasText);
    if (next.done === true) break;
    const chunk = knownChunk(next.value);
    count += 1;
    usage = chunk.usage ?? usage;
    if (refusal.length < REFUSAL_LIMIT) refusal += chunk.refusal;
    if (chunk.text !== '') {
      hasText = true;
      yield { type: 'text', text: chunk.text };
    }
    if (chunk.finish === undefined) continue;
    if (!hasText && refusal !== '') throw refusedError(reading.redact(refusal));
    const rest = await readTail(reading);
    yield { type: 'end', finish: chunk.finish, usage: rest ?? usage ?? noUsage };
    return;
  }
  if (count === 0) throw protocolError('the reply holds no chunk of a chat completion');
  yield { type: 'end', finish: 'cut', usage: usage ?? noUsage };
}

/** The next chunk; a connection that is lost after text is the end of the chunks. */
async function nextChunk(
  { chunks, guard, isLost }: ChatReading,
  hasText: boolean,
): Promise<IteratorResult<unknown>> {
  try {
    // The package ends its stream silently when it is aborted: the guard has thrown before.
    return await guard.wait(chunks.next(), hasText ? 'idleMs' : 'firstByteMs');
  } catch (thrown) {
    if (guard.failure !== undefined || !hasText || !isLost(thrown)) throw thrown;
    return { done: true, value: undefined };
  }
}

function knownChunk(value: unknown): Chunk {
  const chunk = readChunk(value);
  if (chunk === undefined) throw protocolError('a chunk is no object');
  return chunk;
}

/** Reads on to the stream's own end for the usage; the reply is complete, so nothing here is an error. */
async function readTail({ chunks, clock, guard }: ChatReading): Promise<Usage | undefined> {
  const over = new AbortController();
  const pause = sleep(clock, TAIL_MS, over.signal).then(() => undefined);
  let usage: Usage | undefined;
  try {
    for (;;) {
      const next = await guard.wait(Promise.race([chunks.next(), pause]));
      if (next === undefined || next.done === true) break;
      usage = readChunk(next.value)?.usage ?? usage;
    }
  } catch {
    if (guard.failure?.code === 'run.aborted') throw guard.failure;
  } finally {
    over.abort();
  }
  return usage;
}

function protocolError(text: string): ToolcError {
  return new ToolcError('model.protocol', text);
}

function refusedError(refusal: string): ToolcError {
  const text = refusal.length > 500 ? `${refusal.slice(0, 500)} …` : refusal;
  return new ToolcError(
    'model.refused',
    `the model refused to answer: ${text} Word the question differently, or use another model.`,
    { details: { refusal: text } },
  );
}
