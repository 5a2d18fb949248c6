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
 * still runs is closed. Undefined: the joiner must answer, and every task has its outcome.
 */
export async function finishRound(
  run: ModelRunContext,
  { round, session }: PlannedRound,
): Promise<Answer | undefined> {
  const value = await finishValue(run, session);
  if (value.kind === 'value') {
    const answer = await finishAnswer(run, value.value);
    if (answer !== undefined) {
      run.executor.close(run.executor.records.keys(), notNeeded);
      run.emit({ type: 'answer-delta', text: answer.answer }, round);
      return answer;
    }
  }
  await run.executor.settled();
  return undefined;
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
  { executor }: RunContext,
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
