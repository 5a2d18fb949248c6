import type { Answer } from './answer.ts';
import { ToolcError } from './core/errors.ts';
import { finishRound } from './finish-round.ts';
import { joinRound } from './join-round.ts';
import { planInvalidError, planRound, type PlannedRound } from './plan-round.ts';
import type { PlanSession } from './plan-session.ts';
import type { PastRound } from './planner/planner-prompt.ts';
import type { ModelRunContext } from './run-context.ts';

/**
 * The loop of a run: plan, run, answer; or replan, at most `budget.rounds` times. Throws a
 * `ToolcError` where there is no answer.
 */
export async function conduct(run: ModelRunContext): Promise<Answer> {
  const history: PastRound[] = [];
  let written: PlanSession | undefined;
  for (let round = 1; ; round += 1) {
    const planned = await planRound(run, { round, history, written });
    const finished = await finishRound(run, planned);
    if (finished !== undefined) return finished;
    if (planned.session.hasErrors() && !hasResult(run)) throw whyNoPlan(run, planned);
    const isLast = round >= run.settings.budget.rounds || run.planStop.cause !== undefined;
    const joined = await joinRound(run, planned, { isLast });
    if (joined.kind === 'finish') return joined;
    written = joined.written;
    history.push(pastRound(run, planned, joined.reason));
  }
}

/** A plan that was cut because its time was over is no fault of the planner. */
function whyNoPlan({ planStop }: ModelRunContext, planned: PlannedRound): ToolcError {
  const { cause } = planStop;
  if (cause?.reason !== 'budget') return planInvalidError(planned);
  const message = `${cause.message} The plan was not complete, and no call had ended. Allow more time.`;
  return new ToolcError('run.budget', message);
}

/** Something to answer from, whatever became of the rest. */
function hasResult({ executor }: ModelRunContext): boolean {
  return [...executor.outcomes.values()].some(({ status }) => status === 'ok');
}

function pastRound(run: ModelRunContext, { round }: PlannedRound, reason: string): PastRound {
  const { records, outcomes } = run.executor;
  const ofRound = [...records.values()].filter((record) => record.plan.round === round);
  return {
    planText: ofRound.map(({ call }) => call).join('\n'),
    outcomes: ofRound.flatMap(({ task: { id } }) => {
      const outcome = outcomes.get(id);
      return outcome === undefined ? [] : [{ id, outcome }];
    }),
    reason,
  };
}
