import { messageOf } from '../core/errors.ts';
import type { Cause, Outcome, Timing } from '../core/outcome.ts';
import type { Edge, Ending } from './graph.ts';

/** Why a task whose edge cannot be met is skipped; `causeOf` knows why a node that is no task ended. */
export function blockedCause(
  { source, kind }: Edge,
  causeOf: (key: string) => Cause | undefined,
): Cause {
  if (typeof source === 'string') return causeOf(source) ?? unmet;
  if (kind === 'order') {
    const message = `Task ${String(source)}, a write before it, did not succeed.`;
    return { reason: 'earlier-write', message, taskId: source };
  }
  const message = `It needs task ${String(source)}, which did not succeed.`;
  return { reason: 'dependency', message, taskId: source };
}

const unmet: Cause = { reason: 'dependency', message: 'What it waits for did not succeed.' };

export const guardFalse: Cause = { reason: 'guard', message: 'Its guard was false.' };

export const planInvalid: Cause = {
  reason: 'plan-invalid',
  message: 'Its plan had errors: nothing is written.',
};

export const replaced: Cause = { reason: 'plan-replaced', message: 'The plan was corrected.' };

/** Why a task ends that waits for what no plan has given, or in a circle. */
export const neverReady: Cause = {
  reason: 'dependency',
  message: 'It waits for a task that no plan has, or for itself.',
};

/** How a task ends that never started. */
export function unstarted({ reason }: Cause): 'skipped' | 'cancelled' {
  const isFromOutside = reason === 'abort' || reason === 'not-needed' || reason === 'budget';
  return isFromOutside ? 'cancelled' : 'skipped';
}

/** What an outcome means for those that wait. A false guard is no failure: later writes go on. */
export function endingOf(outcome: Outcome): Ending {
  if (outcome.status === 'ok') return 'ok';
  return outcome.status === 'skipped' && outcome.cause.reason === 'guard' ? 'void' : 'bad';
}

/** Why a task above `limits.tasks` does not run. */
export function tooManyTasks(limit: number): Cause {
  const message = `A run may have ${String(limit)} tasks (budget.tasks).`;
  return { reason: 'budget', bound: 'tasks', message };
}

/** The outcome of a call whose machinery threw, against its contract. */
export function dispatchBroke(thrown: unknown, timing: Timing): Outcome {
  const message = `The call could not be made: ${messageOf(thrown)}. This is a bug of toolc or of the dispatch it was given.`;
  return { status: 'failed', error: { code: 'run.internal', message }, ...timing };
}
