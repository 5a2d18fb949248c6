import type { Answer } from './answer.ts';
import { checkOptionNames } from './check-option-names.ts';
import { checkGateNames } from './check-gates.ts';
import { checkFallback } from './check-fallback.ts';
import type { ContextOption } from './context-option.ts';
import { ToolcError } from './core/errors.ts';
import type { Json, JsonObject } from './core/json.ts';
import { createGates } from './executor/gates.ts';
import { createDispatcher } from './executor/policies.ts';
import { answerText, finishValue } from './finish-round.ts';
import { planInputs } from './plan-inputs.ts';
import type { Run } from './run.ts';
import type { RunContext } from './run-context.ts';
import { executionSettings, type ExecutionOptions } from './settings.ts';
import { startRun } from './start-run.ts';
import { takePlan } from './take-plan.ts';
import type { Tool } from './tools/tool.ts';
import { createToolset } from './tools/toolset.ts';

export type RunPlanOptions<Context = unknown> = ExecutionOptions & {
  readonly tools: readonly Tool<Context>[] | Readonly<Record<string, Tool<Context>>>;
  /** What `$input` means in the plan. */
  readonly inputs?: JsonObject;
  readonly signal?: AbortSignal;
} & ContextOption<Context>;

/**
 * Runs a plan written by hand, with no model. The whole text is checked before anything starts: with
 * an error the run fails with `run.plan-invalid` and nothing has run. `finish(value)` gives the
 * report its `value`; after `join()` the outcomes are the result. Throws `tool.definition` and
 * `option.invalid` only.
 */
export function runPlan<Context = unknown>(
  text: string,
  options: RunPlanOptions<Context>,
): Run<Json | undefined> {
  const toolset = createToolset(options.tools);
  const inputs = planInputs(options.inputs);
  checkOptionNames('runPlan', options);
  const settings = executionSettings(options);
  checkFallback(settings.onFailure, toolset);
  checkGateNames(settings.gates, toolset, []);
  return startRun({
    settings,
    toolset,
    dispatchOf: createDispatcher({ gates: createGates(settings) }),
    context: options.context,
    inputs,
    signal: options.signal,
    question: '',
    models: null,
    work: (run) => runText(run, text, inputs),
  });
}

async function runText(
  run: RunContext,
  text: string,
  inputs: JsonObject | undefined,
): Promise<Answer | undefined> {
  const session = takePlan(run, text, inputs);
  const finished = await finishValue(run, session);
  if (finished.kind === 'value') {
    const answer = answerText(finished.value);
    run.emit({ type: 'answer-delta', text: answer }, 1);
    return { answer, value: finished.value };
  }
  await run.executor.settled();
  const overBudget = run.budget.reached();
  if (overBudget !== undefined && run.stop.cause === undefined) {
    throw new ToolcError('run.budget', `${overBudget.message} The outcomes are in the report.`);
  }
  if (finished.kind === 'none') return undefined;
  const message = `The plan's finish has no value: ${finished.message}. The outcomes are in the report.`;
  throw new ToolcError('run.finish-unavailable', message);
}
