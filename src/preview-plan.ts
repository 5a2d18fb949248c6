import type { TokenUsage } from './core/events.ts';
import type { Question } from './input.ts';
import { findMerges } from './plan/find-merges.ts';
import { createPlanParser } from './plan/plan-parser.ts';
import { collectPlan, type ParsedPlan } from './plan/parse-plan.ts';
import type { PlanItem } from './plan/task.ts';
import { planMessages } from './planner/planner-prompt.ts';
import { repairMessages } from './planner/repair-messages.ts';
import { streamPlan } from './planner/stream-plan.ts';
import { patienceOf, type ExecutionSettings, type ModelSettings } from './settings.ts';
import type { Message } from './model/model.ts';
import type { Toolset } from './tools/prepared-tool.ts';

/** A checked plan that has not run. */
export interface PlanPreview extends ParsedPlan {
  /** As the planner wrote it, the last repair. */
  readonly text: string;
  readonly repairs: number;
  readonly usage: TokenUsage;
  /**
   * The ids of tasks whose calls are equal as planned, each group in plan order: a run makes one call
   * of each group. Empty where `passes.singleFlight` is off.
   */
  readonly merges: readonly (readonly number[])[];
}

type ReadPlan = Omit<PlanPreview, 'merges'>;

interface PreviewOptions {
  readonly settings: ExecutionSettings;
  readonly model: ModelSettings;
  readonly toolset: Toolset;
  readonly input: Question;
  readonly signal: AbortSignal | undefined;
}

/** Asks the planner for a plan and checks it; a plan with errors is repaired as in a run. */
export async function previewPlan(options: PreviewOptions): Promise<PlanPreview> {
  const { settings, model, toolset, input } = options;
  const messages = planMessages({
    conversation: input.conversation,
    tools: toolset,
    examples: model.examples,
    ...(model.instructions.planner === undefined
      ? {}
      : { instructions: model.instructions.planner }),
  });
  let preview = await readPlan(options, messages);
  for (let repair = 1; hasErrors(preview) && repair <= model.maxRepairs; repair += 1) {
    const { text: planText, problems } = preview;
    const { usage } = preview;
    const repaired = await readPlan(options, repairMessages({ messages, planText, problems }));
    preview = { ...repaired, repairs: repair, usage: addTokens(usage, repaired.usage) };
  }
  const isShared = settings.passes.singleFlight === 'on';
  return { ...preview, merges: isShared ? findMerges(preview.tasks, toolset) : [] };
}

async function readPlan(options: PreviewOptions, messages: readonly Message[]): Promise<ReadPlan> {
  const { settings, model, toolset, signal } = options;
  const { limits, budget } = settings;
  const items: PlanItem[] = [];
  const stream = streamPlan({
    model: model.planner,
    messages,
    parser: createPlanParser({ toolset, limits: { ...limits, tasks: budget.tasks } }),
    signal: signal ?? new AbortController().signal,
    planLength: limits.planLength,
    patience: patienceOf(settings),
  });
  for (let next = await stream.next(); ; next = await stream.next()) {
    if (next.done === true) {
      const { text, usage } = next.value;
      return { ...collectPlan(items), text, repairs: 0, usage };
    }
    items.push(...next.value);
  }
}

function hasErrors({ problems }: ReadPlan): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

function addTokens(left: TokenUsage, right: TokenUsage): TokenUsage {
  return {
    promptTokens: left.promptTokens + right.promptTokens,
    completionTokens: left.completionTokens + right.completionTokens,
    ...(left.estimated === true || right.estimated === true ? { estimated: true } : {}),
  };
}
