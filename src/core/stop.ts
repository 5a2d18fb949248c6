import { ToolcError } from './errors.ts';
import type { Cause } from './outcome.ts';

/**
 * The one way to stop something that runs. Plain data, and cheap until used: every call has one, most
 * tools never look at its signal, and an AbortController costs more than such a call.
 *
 * 1. It stops at most once; the first cause stays.
 * 2. Stopping runs every listener and aborts the signal in the same tick, children after their parent.
 * 3. A listener added after the stop runs at once; one that was taken back never runs.
 * 4. A child stops with its parent until it is released.
 */
export interface Stop {
  /** Set once it has stopped. Changed, as all of it, by the functions below only. */
  cause: Cause | undefined;
  controller: AbortController | undefined;
  listeners: Set<StopListener> | undefined;
  /** Takes back the link to the parent. */
  unlink: (() => void) | undefined;
}

/** Must not throw. */
export type StopListener = (cause: Cause) => void;

/** A stop of its own, or one that also stops with its parent. */
export function createStop(parent?: Stop): Stop {
  const stop: Stop = {
    cause: undefined,
    controller: undefined,
    listeners: undefined,
    unlink: undefined,
  };
  if (parent !== undefined) stop.unlink = onStop(parent, (cause) => stopNow(stop, cause));
  return stop;
}

/** Stops it, if it has not stopped. */
export function stopNow(stop: Stop, cause: Cause): void {
  if (stop.cause !== undefined) return;
  stop.cause = cause;
  stop.controller?.abort(abortError(cause));
  // The live set: a listener may take back one that has not been called yet.
  for (const listener of stop.listeners ?? []) listener(cause);
  stop.listeners = undefined;
}

/** Its signal, made on the first call. */
export function signalOf(stop: Stop): AbortSignal {
  if (stop.controller === undefined) {
    stop.controller = new AbortController();
    if (stop.cause !== undefined) stop.controller.abort(abortError(stop.cause));
  }
  return stop.controller.signal;
}

/** Returns a function that takes the listener back. */
export function onStop(stop: Stop, listener: StopListener): () => void {
  if (stop.cause !== undefined) {
    listener(stop.cause);
    return nothing;
  }
  stop.listeners ??= new Set();
  stop.listeners.add(listener);
  return () => void stop.listeners?.delete(listener);
}

/** Unlinks it from its parent: for the end of what it could stop. */
export function releaseStop(stop: Stop): void {
  stop.unlink?.();
  stop.unlink = undefined;
}

/** What an aborted signal's `reason` is, and what a stopped operation throws. */
export function abortError(cause: Cause): ToolcError {
  return new ToolcError('run.aborted', cause.message, { details: { reason: cause.reason } });
}

function nothing(): void {
  // nothing to take back
}
