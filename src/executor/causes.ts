import { messageOf } from '../core/errors.ts';
import type { Cause, CauseReason, Outcome, Timing } from '../core/outcome.ts';
import type { Edge, Ending } from './graph.ts';

/** Why a task whose edge cannot be met is skipped. */
export function blockedCause(edge: Edge | undefined, reasonOf: ReasonOf): Cause {
  const source = edge?.source;
  if (typeof source !== 'number') {
    const known = source === undefined ? undefined : reasonOf(source);
    return known ?? { reason: 'plan-invalid', message: 'Its plan had errors: nothing is written.' };
  }
  if (edge?.kind === 'order') {
    const message = `Task ${String(source)}, a write before it, did not succeed.`;
    return { reason: 'earlier-write', message, taskId: source };
  }
  const message = `It needs task ${String(source)}, which did not succeed.`;
  return { reason: 'dependency', message, taskId: source };
}

/** The cause recorded for a guard that was false or could not be evaluated. */
export type ReasonOf = (guardKey: string) => Cause | undefined;

/** The outcome, timings apart, of a task that never started. */
export function unstarted(cause: Cause): { status: 'skipped' | 'cancelled'; cause: Cause } {
  return { status: stopsFromOutside(cause.reason) ? 'cancelled' : 'skipped', cause };
}

function stopsFromOutside(reason: CauseReason): boolean {
  return reason === 'abort' || reason === 'not-needed' || reason === 'budget';
}

/** What an outcome means for those that wait. A false guard is no failure: later writes go on. */
export function endingOf(outcome: Outcome): Ending {
  if (outcome.status === 'ok') return 'ok';
  return outcome.status === 'skipped' && outcome.cause.reason === 'guard' ? 'void' : 'bad';
}

/** Why a task above `limits.tasks` does not run. */
export function tooManyTasks(limit: number): Cause {
  return { reason: 'budget', message: `A run may have ${String(limit)} tasks (limits.tasks).` };
}

/** The outcome of a task whose dispatch rejected or threw, against its contract. */
export function dispatchBroke(thrown: unknown, timing: Timing): Outcome {
  const message = `The dispatch rejected, which it must not: ${messageOf(thrown)}`;
  return { status: 'failed', error: { code: 'run.internal', message }, ...timing };
}
