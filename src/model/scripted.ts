import { ToolcError } from '../core/errors.ts';
import type { Model, ModelPart, ModelRequest, Usage } from './model.ts';
import { noUsage } from './usage.ts';

/** What a scripted model says to one request. */
export type ScriptedReply = FixedReply | ((request: ModelRequest) => FixedReply);

type FixedReply = string | readonly string[] | ChunkedReply | { readonly error: unknown };

interface ChunkedReply {
  readonly chunks: readonly string[];
  /** `'stop'` unless told; `null`: the stream ends without its `end`. */
  readonly finish?: Extract<ModelPart, { type: 'end' }>['finish'] | null;
  readonly usage?: Usage;
  /** Thrown after the chunks, in place of an end. */
  readonly error?: unknown;
}

export interface ScriptedModelOptions {
  /** `scripted` unless told. */
  readonly name?: string;
  /** `'held'`: every part waits for `next()`. `'free'` unless told. */
  readonly pace?: 'free' | 'held';
}

/** A model that replies by a script. */
export interface ScriptedModel extends Model {
  /** Every request so far, in order. */
  readonly requests: readonly ModelRequest[];
  /** How many streams wait to be released. */
  readonly waiting: number;
  /**
   * Releases one part (a chunk, the end or the error) of the stream that has waited longest, or of
   * the next one to ask. Resolves when its reader has asked for more or has gone, so that whatever
   * it does at once with the part is done.
   */
  next(): Promise<void>;
  /** Holds nothing back from now on. */
  release(): void;
}

/**
 * A deterministic model for tests: request k gets reply k. A reply is a text, a list of chunks,
 * chunks with finish, usage or error, an error, or a function of the request. A request too many
 * throws `model.bad-request`; an aborted one throws `run.aborted`. Usage is 0 unless the reply
 * tells one.
 */
export function scriptedModel(
  replies: readonly ScriptedReply[],
  options: ScriptedModelOptions = {},
): ScriptedModel {
  const name = options.name ?? 'scripted';
  const requests: ModelRequest[] = [];
  const gate = createGate(options.pace === 'held');

  async function* stream(request: ModelRequest): AsyncGenerator<ModelPart, void, undefined> {
    requests.push(request);
    const reply = replyTo(request);
    let taken = (): void => undefined;
    try {
      for (const part of partsOf(reply)) {
        const pass = gate.pass(request.signal);
        // The next part is asked for: the one before it has been dealt with.
        taken();
        taken = await pass;
        if (request.signal.aborted) {
          throw new ToolcError('run.aborted', `the call of ${name} was aborted`);
        }
        if ('error' in part) throw part.error;
        yield part;
      }
    } finally {
      taken();
    }
  }

  const replyTo = (request: ModelRequest): FixedReply => {
    const reply = replies[requests.length - 1];
    if (reply === undefined) throw tooManyRequests(name, replies.length, request);
    return typeof reply === 'function' ? reply(request) : reply;
  };

  return {
    name,
    requests,
    get waiting() {
      return gate.waiting;
    },
    next: gate.next,
    release: gate.release,
    stream,
  };
}

/** The parts of a reply in order; an error stands for the throw. */
function partsOf(reply: FixedReply): readonly (ModelPart | { readonly error: unknown })[] {
  if (typeof reply === 'string') return partsOf({ chunks: [reply] });
  if (!('chunks' in reply)) return 'error' in reply ? [reply] : partsOf({ chunks: reply });
  const texts = reply.chunks.map((text) => ({ type: 'text', text }) as const);
  if ('error' in reply) return [...texts, { error: reply.error }];
  if (reply.finish === null) return texts;
  const usage = reply.usage ?? noUsage;
  return [...texts, { type: 'end', finish: reply.finish ?? 'stop', usage }];
}

function tooManyRequests(name: string, known: number, request: ModelRequest): ToolcError {
  const last = request.messages.at(-1)?.content ?? '';
  const shown = last.length > 200 ? `${last.slice(0, 200)} …` : last;
  return new ToolcError(
    'model.bad-request',
    `the model ${name} has ${known} scripted replies and was asked once more; add a reply for the request that ends with: ${shown}`,
  );
}

interface Gate {
  readonly waiting: number;
  /** Resolves when a part may go out, with what to call once it has been dealt with. */
  pass(signal: AbortSignal): Promise<() => void>;
  next(): Promise<void>;
  release(): void;
}

function createGate(startsHeld: boolean): Gate {
  let held = startsHeld;
  const readers: ((taken: () => void) => void)[] = [];
  const permits: (() => void)[] = [];

  const pass: Gate['pass'] = (signal) =>
    new Promise((resolve) => {
      const nothing = (): void => undefined;
      if (!held || signal.aborted) return resolve(nothing);
      const permit = permits.shift();
      if (permit !== undefined) return resolve(permit);
      const abort = (): void => {
        readers.splice(readers.indexOf(go), 1);
        resolve(nothing);
      };
      const go = (taken: () => void): void => {
        signal.removeEventListener('abort', abort);
        resolve(taken);
      };
      signal.addEventListener('abort', abort, { once: true });
      readers.push(go);
    });

  return {
    get waiting() {
      return readers.length;
    },
    pass,
    next: () =>
      new Promise((resolve) => {
        const reader = readers.shift();
        if (reader === undefined) permits.push(resolve);
        else reader(resolve);
      }),
    release() {
      held = false;
      for (const permit of permits.splice(0)) permit();
      for (const reader of readers.splice(0)) reader(() => undefined);
    },
  };
}
