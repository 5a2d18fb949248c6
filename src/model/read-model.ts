import type { Clock } from '../core/clock.ts';
import { messageOf, ToolcError } from '../core/errors.ts';
import { ignorePromise } from '../core/ignore-promise.ts';
import type { Model, ModelPart, ModelRequest } from './model.ts';
import { isQueued, type ModelTurn, type OnWait, type QueuedModel } from './queued-model.ts';
import { readPart } from './read-part.ts';
import { noUsage } from './usage.ts';

/**
 * Reads one reply of any model and holds it to the port's promises, whatever the model does.
 *
 * 1. There is exactly one `end`, and it comes last; a stream that ends without one is `'cut'`.
 * 2. An abort of `request.signal` throws `run.aborted` at once, even if the model does not listen.
 * 3. Whatever else a model throws arrives as a `ToolcError`; foreign errors are `model.threw`, and a
 *    part that has not the port's shape is `model.protocol`.
 * 4. A model that gives nothing for `patience.idleMs` while its reader waits, or has not ended
 *    after `patience.totalMs`, is `model.timeout`.
 *    Once text has come such a silence ends the reply as `'cut'`, as a lost connection does.
 * 5. However the reading stops, the model's own signal is aborted unless its stream was over, so
 *    that it closes its socket, and no listener stays on `request.signal`.
 * 6. The wait for a queued model's turn counts as neither silence nor part of its reply, and neither
 *    ends while it waits for another turn. `patience.onWait` hears of each such wait once.
 */
export async function* readModel(
  model: Model,
  request: ModelRequest,
  patience: Patience,
): AsyncGenerator<ModelPart, void, undefined> {
  const { signal } = request;
  const { clock, idleMs, totalMs } = patience;
  const controller = new AbortController();
  const wait = createWait();
  const abort = (): void => {
    controller.abort(signal.reason);
    wait.fail(abortedError(model.name, signal.reason));
  };
  if (signal.aborted) throw abortedError(model.name, signal.reason);
  const ready: ModelTurn = isQueued(model) ? await turnOf(model, request, patience) : model;
  signal.addEventListener('abort', abort);
  const failAfter = (ms: number, error: () => ToolcError): (() => void) => {
    let cancel: () => void;
    const arm = (): void => {
      cancel = clock.after(ms, () => (ready.isWaiting?.() === true ? arm() : wait.fail(error())));
    };
    arm();
    return () => cancel();
  };
  const cancelTotal = failAfter(totalMs, () => totalError(model.name, totalMs));
  let iterator: AsyncIterator<ModelPart> | undefined;
  let end: ModelPart | undefined;
  let hasText = false;
  let empty = 0;
  try {
    iterator = ready.stream({ ...request, signal: controller.signal })[Symbol.asyncIterator]();
    if (wasAborted(signal)) throw abortedError(model.name, signal.reason);
    while (end === undefined) {
      const cancelIdle = failAfter(idleMs, () => idleError(model.name, idleMs));
      let result: IteratorResult<ModelPart>;
      try {
        result = await wait.until(iterator.next());
      } finally {
        cancelIdle();
      }
      const part = result.done === true ? cut : readPart(result.value);
      if (part === undefined) throw shapeError(model.name);
      if (part.type === 'end') end = part;
      else if (part.text !== '') {
        empty = 0;
        hasText = true;
        yield part;
      } else if ((empty += 1) > mostEmpty) throw emptyError(model.name);
    }
    yield end;
  } catch (error) {
    if (hasText && isSilence(error) && !wasAborted(signal)) return yield cut;
    throw wasAborted(signal)
      ? abortedError(model.name, signal.reason)
      : portError(model.name, error);
  } finally {
    signal.removeEventListener('abort', abort);
    cancelTotal();
    if (end === undefined) controller.abort(new Error('the reply is no longer wanted'));
    close(iterator);
  }
}

/** How long a reader waits for a model. */
export interface Patience {
  readonly clock: Clock;
  readonly idleMs: number;
  /** Of a whole reply. */
  readonly totalMs: number;
  /** Of a queued model: hears of each wait for a turn. What it throws is dropped. */
  readonly onWait?: OnWait;
}

function turnOf(
  model: QueuedModel,
  request: ModelRequest,
  { onWait }: Patience,
): Promise<ModelTurn> {
  return model.takeTurn(request, (wait) => {
    try {
      ignorePromise(onWait?.(wait));
    } catch {
      // who looks on cannot stop the call
    }
  });
}

function idleError(name: string, idleMs: number): ToolcError {
  const text = `the model ${name} gave nothing for ${String(idleMs)} ms (limits.modelIdleMs): it was given up`;
  return new ToolcError('model.timeout', text, { details: { limit: 'idleMs', limitMs: idleMs } });
}

/** Ours or the model's own, as `openai()` tells it. */
function isSilence(error: unknown): boolean {
  return (
    error instanceof ToolcError &&
    error.code === 'model.timeout' &&
    error.details['limit'] === 'idleMs'
  );
}

function totalError(name: string, totalMs: number): ToolcError {
  const text = `the model ${name} had not ended its reply after ${String(totalMs)} ms (limits.modelTotalMs): it was given up`;
  return new ToolcError('model.timeout', text, { details: { limit: 'totalMs', limitMs: totalMs } });
}

/** Texts in a row that hold nothing; without a bound no timer might ever get its turn again. */
const mostEmpty = 10_000;

function emptyError(name: string): ToolcError {
  const text = `the model ${name} gave more than ${String(mostEmpty)} empty texts in a row: correct its stream()`;
  return new ToolcError('model.protocol', text);
}

const cut: ModelPart = { type: 'end', finish: 'cut', usage: noUsage };

function shapeError(name: string): ToolcError {
  const text = `the model ${name} gave a part that is neither { type: 'text', text } nor { type: 'end', finish, usage }: correct its stream()`;
  return new ToolcError('model.protocol', text);
}

/** A function, because the signal has changed since it was looked at first. */
function wasAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** A `ToolcError` as it is, anything else as `model.threw`. */
function portError(name: string, error: unknown): ToolcError {
  if (error instanceof ToolcError) return error;
  const text = `the model ${name} threw: ${messageOf(error)}`;
  return new ToolcError('model.threw', text, { cause: error });
}

function abortedError(name: string, reason: unknown): ToolcError {
  if (reason instanceof ToolcError && reason.code === 'run.aborted') return reason;
  return new ToolcError('run.aborted', `the call of ${name} was aborted: ${messageOf(reason)}`, {
    cause: reason,
  });
}

/** Not awaited: a model that ignores its signal would hold up its reader. */
function close(iterator: AsyncIterator<ModelPart> | undefined): void {
  try {
    iterator?.return?.().then(undefined, () => undefined);
  } catch {
    // the reply is over for us, whatever its iterator says
  }
}

interface Wait {
  /** What the work comes to, or the failure, if that was or is first. One at a time. */
  until<Value>(work: Promise<Value>): Promise<Value>;
  /** The first one stays. */
  fail(error: Error): void;
}

/** Not `Promise.race` with one failure for all: that would hold a part's promises until the last part. */
function createWait(): Wait {
  let failure: Error | undefined;
  let rejectNow: ((error: Error) => void) | undefined;
  return {
    until: (work) =>
      new Promise((resolve, reject) => {
        Promise.resolve(work).then(resolve, reject); // a model's iterator may give no promise
        if (failure !== undefined) reject(failure);
        rejectNow = reject;
      }),
    fail(error) {
      failure ??= error;
      rejectNow?.(failure);
    },
  };
}
