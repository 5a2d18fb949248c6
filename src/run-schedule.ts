import { ToolcError } from './core/errors.ts';
import type { TaskPlanned } from './core/events.ts';
import type { JsonObject } from './core/json.ts';
import type { Outcome } from './core/outcome.ts';
import { seeded } from './core/seeded.ts';
import { whenCalm } from './core/when-calm.ts';
import type { Dispatch } from './executor/dispatch.ts';
import { createGates } from './executor/gates.ts';
import { invoke } from './executor/invoke.ts';
import { createDispatcher } from './executor/policies.ts';
import { resourceKey } from './executor/resource-key.ts';
import { bindInput } from './plan/bind-input.ts';
import type { Run } from './run.ts';
import type { RunContext } from './run-context.ts';
import { randomPriority, type Schedule } from './schedule.ts';
import type { ExecutionSettings } from './settings.ts';
import { startRun } from './start-run.ts';
import { takePlan } from './take-plan.ts';
import type { Toolset } from './tools/prepared-tool.ts';

/** A plan, and all that its schedules have in common. */
export interface ScheduledPlan {
  readonly text: string;
  readonly inputs: JsonObject | undefined;
  readonly settings: ExecutionSettings;
  readonly context: unknown;
  readonly signal: AbortSignal | undefined;
}

/** What a plan came to in one schedule. */
export interface ScheduleTrace {
  readonly schedule: Schedule;
  /** In plan order. */
  readonly tasks: ReadonlyMap<number, TaskTrace>;
}

export interface TaskTrace {
  readonly planned: TaskPlanned;
  readonly outcome: Outcome;
  /** Of its calls; undefined where its tool declares none. */
  readonly resources: readonly string[] | undefined;
  /** When it ran; undefined where it did not. */
  readonly span: Span | undefined;
}

/** Between which steps of a schedule a task ran: all starts and ends are counted together. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Runs every task of the plan, with no pass on: what is shared or closed early could hide a difference.
 * Throws what made the run fail: a plan with errors, an abort, a budget.
 */
export async function runSchedule(
  plan: ScheduledPlan,
  toolset: Toolset,
  schedule: Schedule,
): Promise<ScheduleTrace> {
  const { text, inputs, context, signal } = plan;
  const settings = { ...plan.settings, concurrency: schedule.concurrency };
  const places = new Map<number, number>();
  const resources = new Map<number, readonly string[]>();
  const { seed } = schedule;
  const run = startRun({
    settings,
    toolset,
    dispatchOf: createDispatcher({ gates: createGates(settings) }, slowed(schedule)),
    order: (taskId) =>
      seed === undefined ? -(places.get(taskId) ?? 0) : randomPriority(seed, taskId),
    context,
    inputs,
    signal,
    question: '',
    models: null,
    async work(context) {
      takePlan(context, text, inputs);
      await context.executor.settled();
      for (const id of context.executor.records.keys()) collectResources(context, id, resources);
      return undefined;
    },
  });
  run.on('task-planned', ({ taskId }) => void places.set(taskId, places.size));
  const read = readTrace(run);
  const report = await run.report;
  const failure = report.error ?? incomplete(report.incomplete?.message);
  if (failure !== undefined) {
    throw new ToolcError(failure.code, failure.message, {
      details: { problems: report.problems },
    });
  }
  const tasks = new Map<number, TaskTrace>();
  for (const [id, { planned, span }] of read) {
    const outcome = report.outcomes.get(id);
    if (outcome === undefined) continue;
    tasks.set(id, { planned, outcome, span, resources: resources.get(id) });
  }
  return { schedule, tasks };
}

/**
 * The tool's call, a moment later, so that one that ends at once does not give its permit back before
 * all that is ready has asked for one. Where calls overlap, some moments pass before it, so that the
 * elements of a fan-out begin in other orders, and behind it, so that calls end in other orders.
 */
function slowed({ seed, concurrency }: Schedule): Dispatch {
  const random = seed === undefined || concurrency === 1 ? () => 0 : seeded(seed);
  return async (call, scope) => {
    for (let steps = Math.floor(random() * 4); steps >= 0; steps -= 1) await Promise.resolve();
    const outcome = await invoke(call, scope);
    for (let turns = Math.floor(random() * 4); turns > 0; turns -= 1) {
      await new Promise<void>((resolve) => whenCalm(resolve));
    }
    return outcome;
  };
}

function incomplete(
  message: string | undefined,
): { readonly code: 'run.budget'; readonly message: string } | undefined {
  if (message === undefined) return undefined;
  return { code: 'run.budget', message: `The plan was not verified: ${message}` };
}

function collectResources(
  { executor, toolset, settings }: RunContext,
  taskId: number,
  resources: Map<number, readonly string[]>,
): void {
  const task = executor.records.get(taskId)?.task;
  const tool = task && toolset.get(task.tool);
  if (task === undefined || tool?.tool.resource === undefined) return;
  const { lookup } = executor;
  const bound = bindInput(task, tool, { lookup, maxElements: settings.limits.fanOut });
  if (bound.kind === 'failed') return;
  const inputs =
    bound.kind === 'single'
      ? [bound.input]
      : bound.elements.flatMap((element) => (element.ok ? [element.input] : []));
  const keys = inputs.flatMap((input) => resourceKey(tool, input) ?? []);
  resources.set(taskId, [...new Set(keys)]);
}

interface DraftTrace {
  planned: TaskPlanned;
  span: Span | undefined;
}

/** Starts and ends of tasks in the order of the events. */
function readTrace(run: Run): ReadonlyMap<number, DraftTrace> {
  const drafts = new Map<number, DraftTrace>();
  let step = 0;
  run.on('task-planned', (planned) => {
    drafts.set(planned.taskId, { planned, span: undefined });
  });
  run.on('task-start', ({ taskId }) => {
    const draft = drafts.get(taskId);
    step += 1;
    if (draft !== undefined) draft.span ??= { start: step, end: Infinity };
  });
  run.on('task-end', ({ taskId, path }) => {
    const draft = drafts.get(taskId);
    step += 1;
    if (path !== undefined || draft?.span === undefined) return;
    draft.span = { ...draft.span, end: step };
  });
  return drafts;
}
