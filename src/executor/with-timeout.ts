import { createStop, releaseStop, stopNow } from '../core/stop.ts';
import type { Policy } from './policy.ts';

/** Stops the attempt, and nothing else of the task, when its time is up. */
export const withTimeout: Policy = (inner, { tool: { timeoutMs } }) => {
  if (timeoutMs === undefined) return inner;
  return async (call, scope) => {
    const stop = createStop(scope.stop);
    const cancelTimer = scope.run.clock.after(timeoutMs, () =>
      stopNow(stop, { reason: 'timeout', message: `timeoutMs of ${String(timeoutMs)} ms is over` }),
    );
    try {
      return await inner(call, { ...scope, stop });
    } finally {
      cancelTimer();
      releaseStop(stop);
    }
  };
};
