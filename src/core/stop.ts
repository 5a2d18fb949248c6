import { ToolcError } from './errors.ts';
import type { Cause } from './outcome.ts';

/**
 * The one way to stop something that runs. Cheap until used: the AbortController is made on the
 * first read of `signal`, because most tools never look and it costs more than the call.
 *
 * 1. It stops at most once; the first cause stays.
 * 2. Stopping runs every listener and aborts the signal in the same tick, children after their parent.
 * 3. A listener added after the stop runs at once; one that was taken back never runs.
 */
export interface Stop {
  readonly cause: Cause | undefined;
  readonly signal: AbortSignal;
  stop(cause: Cause): void;
  /** Returns a function that takes the listener back. Listeners must not throw. */
  onStop(listener: (cause: Cause) => void): () => void;
}

/** A stop of its own, or one that also stops with its parent; `release` unlinks it from the parent. */
export function createStop(parent?: Stop): Stop & { release(): void } {
  let cause: Cause | undefined;
  let controller: AbortController | undefined;
  let listeners: Set<(cause: Cause) => void> | undefined;

  const abort = (): void => {
    if (cause !== undefined) controller?.abort(abortError(cause));
  };
  const stop = (newCause: Cause): void => {
    if (cause !== undefined) return;
    cause = newCause;
    abort();
    // The live set: a listener may take back one that has not been called yet.
    for (const listener of listeners ?? []) listener(newCause);
    listeners = undefined;
  };
  const release = parent?.onStop(stop) ?? nothing;

  return {
    get cause() {
      return cause;
    },
    get signal() {
      if (controller === undefined) {
        controller = new AbortController();
        abort();
      }
      return controller.signal;
    },
    stop,
    onStop(listener) {
      if (cause !== undefined) {
        listener(cause);
        return nothing;
      }
      listeners ??= new Set();
      listeners.add(listener);
      return () => void listeners?.delete(listener);
    },
    release,
  };
}

/** What an aborted signal's `reason` is, and what a stopped operation throws. */
export function abortError(cause: Cause): ToolcError {
  return new ToolcError('run.aborted', cause.message, { details: { reason: cause.reason } });
}

function nothing(): void {
  // nothing to take back
}
