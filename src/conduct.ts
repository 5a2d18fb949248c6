import type { Answer } from './answer.ts';
import { closeWhere } from './close-where.ts';
import { ToolcError } from './core/errors.ts';
import type { Cause } from './core/outcome.ts';
import { finishRound } from './finish-round.ts';
import { joinRound } from './join-round.ts';
import { planInvalidError, planRound, type PlannedRound } from './plan-round.ts';
import type { PlanSession } from './plan-session.ts';
import type { PastRound } from './planner/planner-prompt.ts';
import type { ModelRunContext } from './run-context.ts';

/** A round that another one follows. */
interface Ended {
  readonly round: number;
  /** Why another one follows. */
  readonly reason: string;
}

/**
 * The loop of a run: plan, run, answer; or replan, at most `budget.rounds` times. Throws a
 * `ToolcError` where there is no answer.
 */
export async function conduct(run: ModelRunContext): Promise<Answer> {
  const ended: Ended[] = [];
  let written: PlanSession | undefined;
  for (let round = 1; ; round += 1) {
    // What still ran when it was told of last may have ended since.
    const history = ended.map((past) => pastRound(run, past));
    const planned = await planRound(run, { round, history, written });
    written = undefined;
    const finished = await finishRound(run, planned);
    if (finished === 'replan') {
      ended.push({ round, reason: await replan(run, round) });
      continue;
    }
    run.failures.endRound(round);
    if (finished !== undefined) return finished;
    if (planned.session.hasErrors() && !hasResult(run)) throw whyNoPlan(run, planned);
    const isLast = run.budget.isLastRound(round);
    const joined = await joinRound(run, planned, { isLast });
    if (joined.kind === 'finish') return joined;
    written = joined.written;
    ended.push({ round, reason: joined.reason });
  }
}

const premiseFailed: Cause = {
  reason: 'task-failed',
  message: 'Another call failed, and a new plan was asked for before this one was made.',
};

/**
 * The plan is given up, what runs is not. A write that has not begun must be asked for anew, so that
 * nothing is written twice or on a dead premise. One that waits for consent or a permit ends a moment
 * later: the next plan must not take it for one that runs.
 */
async function replan(
  { executor, failures, emit }: ModelRunContext,
  round: number,
): Promise<string> {
  const reason = failures.endRound(round);
  emit({ type: 'replan', reason, planned: false }, round);
  const closed = closeWhere(
    executor,
    ({ task }) => task.effect === 'write' && !failures.hasCalled(task.id),
    premiseFailed,
  );
  await executor.ended(closed);
  return reason;
}

/** A plan that was cut because its budget was spent is no fault of the planner. */
function whyNoPlan({ budget }: ModelRunContext, planned: PlannedRound): ToolcError {
  const reached = budget.reached();
  if (reached === undefined) return planInvalidError(planned);
  const message = `${reached.message} The plan was not complete, and no call had succeeded. Raise that bound.`;
  return new ToolcError('run.budget', message);
}

/** Something to answer from, whatever became of the rest. */
function hasResult({ executor }: ModelRunContext): boolean {
  return [...executor.outcomes.values()].some(({ status }) => status === 'ok');
}

function pastRound({ executor }: ModelRunContext, { round, reason }: Ended): PastRound {
  const { records, outcomes } = executor;
  const ofRound = [...records.values()].filter((record) => record.plan.round === round);
  return {
    planText: ofRound.map(({ call }) => call).join('\n'),
    outcomes: ofRound.flatMap(({ task: { id } }) => {
      const outcome = outcomes.get(id);
      return outcome === undefined ? [] : [{ id, outcome }];
    }),
    running: ofRound.map(({ task: { id } }) => id).filter((id) => !outcomes.has(id)),
    reason,
  };
}
