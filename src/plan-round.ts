import { closeWhere } from './close-where.ts';
import { ToolcError } from './core/errors.ts';
import type { Cause } from './core/outcome.ts';
import { signalOf } from './core/stop.ts';
import type { Message } from './model/model.ts';
import { estimateUsage } from './model/usage.ts';
import { modelPatience } from './model-patience.ts';
import { openSession, type PlanSession } from './plan-session.ts';
import { planMessages, type PastRound } from './planner/planner-prompt.ts';
import { repairMessages } from './planner/repair-messages.ts';
import { streamPlan } from './planner/stream-plan.ts';
import type { ModelRunContext } from './run-context.ts';

/** A plan that passed, or one that did not after its repairs. Its calls are on their way. */
export interface PlannedRound {
  readonly round: number;
  readonly session: PlanSession;
}

export interface RoundStart {
  readonly round: number;
  readonly history: readonly PastRound[];
  /** The plan that the joiner wrote behind its `Replan:`; then the planner is not asked. */
  readonly written: PlanSession | undefined;
}

const planInvalid: Cause = {
  reason: 'plan-invalid',
  message: 'The plan still had errors after its repair.',
};

/**
 * Gets the round's plan into the executor: from the planner, or as the joiner wrote it; with errors
 * it goes back to the planner with the list of them, at most `maxRepairs` times. Throws what the
 * model throws.
 */
export async function planRound(run: ModelRunContext, start: RoundStart): Promise<PlannedRound> {
  const { round, history, written } = start;
  const messages = planMessages({
    conversation: run.conversation,
    tools: run.toolset,
    history,
    examples: run.model.examples,
    ...(run.model.instructions.planner === undefined
      ? {}
      : { instructions: run.model.instructions.planner }),
    ...(run.output === undefined ? {} : { output: run.output.json }),
  });
  let session = written;
  if (session === undefined) {
    session = openSession(run, { round, source: 'planner' });
    await stream(run, session, messages);
  }
  const { maxRepairs } = run.model;
  for (let repair = 1; session.hasErrors() && repair <= maxRepairs; repair += 1) {
    if (run.stop.cause !== undefined || run.budget.spent() !== undefined) break;
    const { problems } = session;
    const planText = session.text();
    const asked = repairMessages({ messages, planText, problems });
    session = openSession(run, { round, source: 'repair', repairs: session });
    await stream(run, session, asked);
  }
  if (session.hasErrors()) endBroken(run, session);
  return { round, session };
}

/**
 * Ends what waits of a plan that did not pass: it can no longer be sure of its inputs. A plan that the
 * budget has cut is no bad plan: what of it was taken may run, its writes apart.
 */
function endBroken({ executor, budget }: ModelRunContext, session: PlanSession): void {
  if (budget.reached() === undefined) {
    closeWhere(executor, ({ started }) => !started, planInvalid);
  } else {
    // Whoever waits for a terminal has what nothing can make ready any more skipped.
    void executor.terminal({ kind: 'join', id: undefined }, session.plan());
  }
}

/** The planner's stream, until the plan has ended, into the session. */
async function stream(
  run: ModelRunContext,
  session: PlanSession,
  messages: readonly Message[],
): Promise<void> {
  const { planStop } = run.budget;
  const items = streamPlan({
    model: run.model.planner,
    messages,
    parser: session.parser,
    signal: signalOf(planStop),
    planLength: run.settings.limits.planLength,
    onText: (text) => session.log(text),
    patience: modelPatience(run, 'planner', session.plan().round),
  });
  try {
    for (let next = await items.next(); ; next = await items.next()) {
      if (next.done === true) return session.end(next.value.usage);
      session.take(next.value);
    }
  } catch (thrown) {
    const isOverBudget = run.stop.cause === undefined && planStop.cause !== undefined;
    // A bound of the budget is reached: the plan stays as far as it came, and counts as cut.
    if (isOverBudget) session.take(session.parser.end({ complete: false }));
    session.end(estimateUsage(messages, session.text()));
    if (!isOverBudget) throw thrown;
  }
}

/** The error of a run whose plan could not be repaired and that has nothing to answer from. */
export function planInvalidError({ session }: PlannedRound): ToolcError {
  const errors = session.problems.filter(({ severity }) => severity === 'error');
  const first = errors[0];
  const shown =
    first === undefined ? '' : ` The first: ${first.code}: ${first.message.replace(/\.$/, '')}.`;
  const count = errors.length === 1 ? '1 error' : `${String(errors.length)} errors`;
  return new ToolcError(
    'run.plan-invalid',
    `The planner wrote no valid plan, its repair included: ${count}. Try a stronger planner model, examples or instructions.${shown}`,
    { details: { problems: errors.map((problem) => ({ ...problem })) } },
  );
}
