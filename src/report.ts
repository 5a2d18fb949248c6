import type { EventOf, RunStatus } from './core/events.ts';
import type { Json } from './core/json.ts';
import type { Failure, Outcome } from './core/outcome.ts';
import { findCriticalPath, type PathStep } from './critical-path.ts';
import type { RunState, TaskState } from './run-state.ts';
import { checkCitations, collectSources, type Source } from './joiner/sources.ts';

/** How a run went, once it has ended. */
export interface Report<Value = unknown> {
  readonly runId: string;
  readonly question: string;
  readonly status: RunStatus;
  /** Absent where there is none: the run failed, was aborted, or had no joiner. */
  readonly answer: string | undefined;
  /** The typed answer: of `{ output }`, or of a `finish` with a value. */
  readonly value: Value | undefined;
  readonly error: Failure | undefined;
  /** Every task's outcome, in the order planned. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
  /** What the answer had to do without: tasks that failed, were skipped for that, or were stopped. */
  readonly missing: readonly Missing[];
  /** The first bound of the budget that kept the run from something; undefined for a complete run. */
  readonly incomplete: Incomplete | undefined;
  /** Problems of all plans, corrected ones and warnings included, at most 200 a plan. */
  readonly problems: readonly EventOf<'plan-error'>[];
  readonly rounds: number;
  readonly usage: { readonly planner: RoleUsage; readonly joiner: RoleUsage };
  readonly timing: RunTiming;
  /** What `[1]`, `[2]`, … in the answer cite, in this order. */
  readonly sources: readonly Source[];
  readonly citations: {
    readonly cited: readonly number[];
    /** Numbers in the answer that no source has. */
    readonly unknown: readonly number[];
  };
  /** What went wrong around the run: a listener that threw. At most 20. */
  readonly warnings: readonly string[];
}

/** A bound of the budget that was reached. */
export type Incomplete = Pick<EventOf<'budget-reached'>, 'bound' | 'limit' | 'message'>;

export interface Missing {
  /** Absent for a refused statement whose id could not be read. */
  readonly taskId: number | undefined;
  /** The canonical statement, or the place of one that was refused. */
  readonly call: string;
  readonly status: 'refused' | 'failed' | 'skipped' | 'cancelled' | 'partial' | 'fallback';
  readonly message: string;
}

export interface RoleUsage {
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Some of it was counted by us (about four characters a token), because a stream was stopped early. */
  readonly estimated: boolean;
}

/** All in ms. */
export interface RunTiming {
  readonly wallMs: number;
  /** While the planner wrote; a plan that the joiner wrote counts as joining, one by hand as nothing. */
  readonly planningMs: number;
  readonly joiningMs: number;
  /** While at least one call ran. */
  readonly busyMs: number;
  /** The durations of all calls added up. */
  readonly callsMs: number;
  /** The same plans, calls and joins one after another: planningMs + callsMs + joiningMs. */
  readonly sequentialMs: number;
  /** sequentialMs / wallMs. */
  readonly speedUp: number;
  /** What running side by side saved: sequentialMs - wallMs, 0 at least. Less than planningMs: the plan cost more than it saved. */
  readonly savedMs: number;
  /** The tasks that the user waited for, first to last, of every round. */
  readonly criticalPath: readonly PathStep[];
}

/** The report of a run that has ended. */
export function reportOf(state: RunState, warnings: readonly string[] = []): Report<Json> {
  const tasks = [...state.tasks.values()];
  const outcomes = new Map<number, Outcome>();
  for (const { id, outcome } of tasks) if (outcome !== undefined) outcomes.set(id, outcome);
  const sources = collectSources([...outcomes.values()]);
  const hasAnswer = state.status === 'done' && state.answer !== '';
  return {
    runId: state.runId,
    question: state.question,
    status: state.status === 'running' ? 'failed' : state.status,
    answer: hasAnswer ? state.answer : undefined,
    value: state.value,
    error: state.error,
    outcomes,
    incomplete: incompleteOf(state),
    missing: [...tasks.flatMap(missingOf), ...refusedStatements(state)],
    problems: state.plans.flatMap((plan) => plan.problems),
    rounds: state.round,
    usage: { planner: usageOf(state.plans), joiner: usageOf(state.joins) },
    timing: timingOf(state, tasks),
    sources,
    citations: checkCitations(citingText(state), sources),
    warnings,
  };
}

function incompleteOf({ budget }: RunState): Incomplete | undefined {
  if (budget === undefined) return undefined;
  const { bound, limit, message } = budget;
  return { bound, limit, message };
}

/** The numbers of a typed answer are data: only its texts can cite. */
function citingText({ answer, value }: RunState): string {
  return value === undefined || typeof value === 'string' ? answer : textsIn(value).join('\n');
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** What a plan that was never put right wanted and did not get. */
function refusedStatements({ status, plans }: RunState): readonly Missing[] {
  const last = plans.at(-1);
  if (status !== 'done' || last?.status !== 'invalid') return [];
  return last.problems
    .filter(({ severity }) => severity === 'error')
    .map(({ taskId, line, message }) => {
      const call = `line ${String(line)} of the plan`;
      return { taskId, call, status: 'refused', message };
    });
}

function missingOf({ id, call, outcome }: TaskState): readonly Missing[] {
  if (outcome === undefined) return [];
  const base = { taskId: id, call };
  switch (outcome.status) {
    case 'ok': {
      const { fallbackFor, holes = [] } = outcome;
      const replaced = fallbackFor && `A fallback stands for it: ${fallbackFor.message}`;
      const first = holes[0]?.failure.message ?? '';
      const lost = `${String(holes.length)} of its elements did not succeed; the first: ${first}`;
      return [
        ...(replaced === undefined
          ? []
          : [{ ...base, status: 'fallback', message: replaced } as const]),
        ...(holes.length === 0 ? [] : [{ ...base, status: 'partial', message: lost } as const]),
      ];
    }
    case 'failed':
      return [{ ...base, status: 'failed', message: outcome.error.message }];
    case 'skipped':
    case 'cancelled': {
      const { reason, message } = outcome.cause;
      const wanted = reason !== 'guard' && reason !== 'not-needed' && reason !== 'plan-replaced';
      return wanted ? [{ ...base, status: outcome.status, message }] : [];
    }
  }
}

type WithUsage = Pick<RunState['plans'][number], 'usage'>;

function usageOf(calls: readonly WithUsage[]): RoleUsage {
  const known = calls.flatMap(({ usage }) => (usage === undefined ? [] : [usage]));
  return {
    calls: known.length,
    promptTokens: sum(known.map((usage) => usage.promptTokens)),
    completionTokens: sum(known.map((usage) => usage.completionTokens)),
    estimated: known.some((usage) => usage.estimated === true),
  };
}

function timingOf(state: RunState, tasks: readonly TaskState[]): RunTiming {
  const planned = state.plans.filter(({ source }) => source === 'planner' || source === 'repair');
  const planningMs = sum(planned.map(spanMs));
  const joiningMs = sum(state.joins.map(spanMs));
  const busyMs = unionMs(tasks);
  const callsMs = sum(tasks.map(callMs));
  const sequentialMs = planningMs + callsMs + joiningMs;
  return {
    wallMs: state.at,
    planningMs,
    joiningMs,
    busyMs,
    callsMs,
    sequentialMs,
    speedUp: state.at === 0 ? 1 : sequentialMs / state.at,
    savedMs: Math.max(0, sequentialMs - state.at),
    criticalPath: findCriticalPath(tasks),
  };
}

/** A fan-out took as long as its elements, one after another; a tool that calls others at least so long. */
function callMs(task: TaskState): number {
  if (task.mapped && task.children.ended > 0) return task.children.totalMs;
  return Math.max(spanMs(task), task.children.totalMs);
}

type Span = { readonly startedAt: number | undefined; readonly endedAt: number | undefined };

function spanMs({ startedAt, endedAt }: Span): number {
  return startedAt === undefined || endedAt === undefined ? 0 : endedAt - startedAt;
}

/** The length of the union of intervals. */
function unionMs(spans: readonly Span[]): number {
  const sorted = spans
    .flatMap(({ startedAt, endedAt }) =>
      startedAt === undefined || endedAt === undefined ? [] : [{ startedAt, endedAt }],
    )
    .sort((left, right) => left.startedAt - right.startedAt);
  let total = 0;
  let coveredUntil = 0;
  for (const { startedAt, endedAt } of sorted) {
    total += Math.max(0, endedAt - Math.max(startedAt, coveredUntil));
    coveredUntil = Math.max(coveredUntil, endedAt);
  }
  return total;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
