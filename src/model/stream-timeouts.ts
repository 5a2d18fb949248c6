import type { Clock } from '../core/clock.ts';
import { messageOf, ToolcError } from '../core/errors.ts';

/** How long a model call may take, in milliseconds; `Infinity` switches a limit off. */
export interface ModelTimeouts {
  /** Of the TCP and TLS handshake of a new connection; only with the built-in fetch. 10 s. */
  readonly connectMs: number;
  /** From the request to the first byte, and without a byte until the first text. 60 s. */
  readonly firstByteMs: number;
  /** Without a byte once text has come. 30 s. */
  readonly idleMs: number;
  /** Of the whole call, retries and the waits between them included. 10 min. */
  readonly totalMs: number;
}

export const defaultModelTimeouts: ModelTimeouts = {
  connectMs: 10_000,
  firstByteMs: 60_000,
  idleMs: 30_000,
  totalMs: 600_000,
};

type Gap = 'firstByteMs' | 'idleMs';

/** What ends a call from outside: the caller's abort and the limits, each as the error to throw. */
export interface CallGuard {
  /** Aborts for either. */
  readonly signal: AbortSignal;
  /** Why, once it has. */
  readonly failure: ToolcError | undefined;
  /** Waits for `work`, at most as long as the gap limit allows without a byte. */
  wait<T>(work: Promise<T>, gap?: Gap): Promise<T>;
  /** A byte has come. */
  touch(): void;
  /** Takes back every timer and listener and aborts what still runs. */
  close(): void;
}

export interface CallGuardOptions {
  readonly clock: Clock;
  readonly timeouts: ModelTimeouts;
  readonly signal: AbortSignal;
  /** Who is called, for messages. */
  readonly where: string;
}

/**
 * Guards one call.
 *
 * 1. The first of abort and limits wins; its error is what every `wait` throws, at once, whether
 *    or not the work listens to the signal.
 * 2. The gap limit runs only inside `wait`: a slow reader of the text cannot pass it.
 */
export function createCallGuard({ clock, timeouts, signal, where }: CallGuardOptions): CallGuard {
  const controller = new AbortController();
  let failure: ToolcError | undefined;
  let fail: (error: ToolcError) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined);

  const stop = (error: ToolcError): void => {
    failure ??= error;
    fail(failure);
    controller.abort(failure);
  };
  const abort = (): void => stop(abortedError(signal));
  const after = (limit: keyof ModelTimeouts): (() => void) => {
    const limitMs = timeouts[limit];
    if (limitMs === Infinity) return () => undefined;
    return clock.after(limitMs, () => stop(timeoutError(where, limit, limitMs)));
  };

  let gapLimit: Gap | undefined;
  let cancelGap = (): void => undefined;
  const arm = (gap: Gap | undefined): void => {
    cancelGap();
    gapLimit = gap;
    cancelGap = gap === undefined ? () => undefined : after(gap);
  };
  const cancelTotal = after('totalMs');
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();

  return {
    signal: controller.signal,
    get failure() {
      return failure;
    },
    async wait(work, gap) {
      arm(gap);
      try {
        return await Promise.race([failed, work]);
      } finally {
        arm(undefined);
      }
    },
    touch() {
      if (gapLimit !== undefined) arm(gapLimit);
    },
    close() {
      arm(undefined);
      cancelTotal();
      signal.removeEventListener('abort', abort);
      controller.abort(new Error('the call is over'));
    },
  };
}

function timeoutError(where: string, limit: keyof ModelTimeouts, limitMs: number): ToolcError {
  const what = {
    connectMs: 'made no connection',
    firstByteMs: 'sent nothing',
    idleMs: 'fell silent in the middle of its reply',
    totalMs: 'was not done',
  }[limit];
  return new ToolcError(
    'model.timeout',
    `${where} ${what} within ${limitMs} ms. Check the server, or raise timeouts.${limit}.`,
    { details: { limit, limitMs } },
  );
}

function abortedError(signal: AbortSignal): ToolcError {
  const reason: unknown = signal.reason;
  if (reason instanceof ToolcError && reason.code === 'run.aborted') return reason;
  return new ToolcError('run.aborted', `the model call was aborted: ${messageOf(reason)}`, {
    cause: reason,
  });
}
