import { type Clock, ToolcError } from '../index.ts';

/** What ends a request early: its caller, its total time, or silence. */
export interface Deadline {
  /** Aborts with the caller's reason, or with a `research.fetch-failed` that names the limit. */
  readonly signal: AbortSignal;
  /** Something arrived: the time of silence begins anew. */
  touch(): void;
  /** Aborts what still runs, after a failure that left something open. */
  cancel(): void;
  /** Takes both timers and the listener back; to be called on every path. */
  stop(): void;
}

export interface DeadlineOptions {
  readonly clock: Clock;
  readonly totalMs: number;
  readonly idleMs: number;
  /** Of the caller. */
  readonly signal: AbortSignal;
}

/** Starts both limits, in milliseconds of the clock. An aborted caller aborts it at once. */
export function startDeadline({ clock, totalMs, idleMs, signal }: DeadlineOptions): Deadline {
  const controller = new AbortController();
  const expire = (what: string) => (): void =>
    controller.abort(
      new ToolcError('research.fetch-failed', `The server ${what}. Try again, or another source.`, {
        details: { errno: 'ETIMEDOUT' },
      }),
    );
  const onIdle = expire(`sent nothing for ${idleMs} ms`);
  const onAbort = (): void => controller.abort(signal.reason);
  const cancelTotal = clock.after(totalMs, expire(`took longer than ${totalMs} ms`));
  let cancelIdle = clock.after(idleMs, onIdle);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  return {
    signal: controller.signal,
    touch() {
      cancelIdle();
      cancelIdle = clock.after(idleMs, onIdle);
    },
    cancel: () => controller.abort(),
    stop() {
      cancelTotal();
      cancelIdle();
      signal.removeEventListener('abort', onAbort);
    },
  };
}
