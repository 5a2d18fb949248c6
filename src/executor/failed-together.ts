import type { Clock } from '../core/clock.ts';

/**
 * What calls that failed in one batch have in common, so that they are ready in one turn again and
 * are one batch again, which costs what one call does. A call that was in no batch has its own.
 */
export interface FailedTogether {
  /** How long they back off: decided by the first of them, at whatever attempt the others are. */
  backOffMs: number | undefined;
  /** Whether the gate's budget pays for the retry: asked once. */
  isPaid: boolean | undefined;
  /** As the clock's, but those that wait as long have one timer: that of the first. */
  readonly after: Clock['after'];
}

export function createFailedTogether(clock: Clock): FailedTogether {
  return { backOffMs: undefined, isPaid: undefined, after: sharedTimers(clock) };
}

interface Timer {
  readonly actions: Set<() => void>;
  readonly cancel: () => void;
}

function sharedTimers(clock: Clock): Clock['after'] {
  const timers = new Map<number, Timer>();

  const start = (delayMs: number): Timer => {
    const actions = new Set<() => void>();
    const cancel = clock.after(delayMs, () => {
      timers.delete(delayMs);
      for (const action of actions) action();
    });
    return { actions, cancel };
  };

  return (delayMs, action) => {
    const timer = timers.get(delayMs) ?? start(delayMs);
    timers.set(delayMs, timer);
    const own = (): void => action();
    timer.actions.add(own);
    return () => {
      if (!timer.actions.delete(own) || timer.actions.size > 0) return;
      timer.cancel();
      if (timers.get(delayMs) === timer) timers.delete(delayMs);
    };
  };
}
