import type { Answer } from './answer.ts';
import type { Json } from './core/json.ts';
import type { Cause } from './core/outcome.ts';
import { evaluate } from './plan/resolve.ts';
import type { PlannedRound } from './plan-round.ts';
import type { ModelRunContext, RunContext } from './run-context.ts';
import { validateOutput } from './validate-output.ts';

const notNeeded: Cause = { reason: 'not-needed', message: 'The answer was ready without it.' };

/**
 * Waits for the plan's end. A `finish` whose values have come is the answer, with no joiner: what
 * still runs is closed. `'replan'`: a failure asks for a new plan at once, and another round may
 * follow. Undefined: the joiner must answer, and every task has its outcome.
 */
export async function finishRound(
  run: ModelRunContext,
  { round, session }: PlannedRound,
): Promise<Answer | 'replan' | undefined> {
  const failed = run.failures.replanWanted(round).then(() => 'replan' as const);
  /** What comes first; in a round that none may follow, what was waited for. */
  const orReplan = async <Value>(awaited: Promise<Value>): Promise<Value | 'replan'> => {
    const first = await Promise.race([failed, awaited]);
    return first === 'replan' && run.budget.isLastRound(round) ? awaited : first;
  };
  const value = await orReplan(finishValue(run, session));
  if (value === 'replan') return value;
  if (value.kind === 'value') {
    const answer = await finishAnswer(run, value.value);
    if (answer !== undefined) {
      run.executor.close(run.executor.records.keys(), notNeeded);
      run.emit({ type: 'answer-delta', text: answer.answer }, round);
      return answer;
    }
  }
  return orReplan(run.executor.settled().then(() => undefined));
}

/** What a plan's `finish` gives. */
export type FinishValue =
  | { readonly kind: 'value'; readonly value: Json }
  /** The plan ends in `join()`, or has errors. */
  | { readonly kind: 'none' }
  /** Something it needs did not come. */
  | { readonly kind: 'unavailable'; readonly message: string };

/** Waits for the value of a plan's `finish`. */
export async function finishValue(
  { executor, settings }: RunContext,
  session: Pick<PlannedRound['session'], 'terminal' | 'plan'>,
): Promise<FinishValue> {
  const terminal = session.terminal();
  if (terminal?.kind !== 'finish') return { kind: 'none' };
  if ((await executor.terminal(terminal, session.plan())) === 'blocked') {
    return {
      kind: 'unavailable',
      message: 'a task that finish needs, or a write, did not succeed',
    };
  }
  if (settings.passes.closeUnread === 'off') await executor.settled();
  const evaluated = evaluate(terminal.value, executor.lookup);
  if (evaluated.ok) return { kind: 'value', value: evaluated.value };
  return { kind: 'unavailable', message: evaluated.failure.message };
}

/** The text of a value that is the whole answer. */
export function answerText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function finishAnswer(run: ModelRunContext, value: Json): Promise<Answer | undefined> {
  const { output } = run;
  if (output === undefined) return { answer: answerText(value), value };
  const validated = await validateOutput(run, output, value);
  return validated.ok ? { answer: answerText(value), value: validated.value } : undefined;
}
