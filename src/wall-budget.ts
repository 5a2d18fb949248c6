import type { Cause } from './core/outcome.ts';
import { createStop, releaseStop, stopNow, type Stop } from './core/stop.ts';
import type { Executor } from './executor/executor.ts';
import type { ExecutionSettings } from './settings.ts';

/**
 * Ends planning and calls when `budget.wallMs` is over; the joiner answers with what there is.
 * `release` takes the timer back.
 */
export function watchWallBudget(
  { clock, budget }: ExecutionSettings,
  executor: Executor,
  stop: Stop,
): { readonly planStop: Stop; readonly release: () => void } {
  const planStop = createStop(stop);
  const { wallMs } = budget;
  if (wallMs === Infinity) return { planStop, release: () => releaseStop(planStop) };
  const cancelTimer = clock.after(wallMs, () => {
    const message = `The time of the run was over (budget.wallMs of ${String(wallMs)} ms).`;
    const cause: Cause = { reason: 'budget', message };
    executor.closeAll(cause);
    stopNow(planStop, cause);
  });
  return {
    planStop,
    release: () => {
      cancelTimer();
      releaseStop(planStop);
    },
  };
}
