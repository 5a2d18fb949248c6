import type { EventOf, PlanSource, RunEvent, RunStatus, TokenUsage } from './core/events.ts';
import type { Json } from './core/json.ts';
import type { Failure, Outcome } from './core/outcome.ts';

/** What a run looks like after some of its events. Plain data, times in ms since the run began. */
export interface RunState {
  readonly runId: string;
  readonly question: string;
  readonly models: { readonly planner: string; readonly joiner: string } | null;
  readonly status: 'running' | RunStatus;
  /** The greatest round so far; 0 before the first plan. */
  readonly round: number;
  /** Every plan text, repairs included, in order. */
  readonly plans: readonly PlanState[];
  /** By id, in the order planned. */
  readonly tasks: ReadonlyMap<number, TaskState>;
  readonly joins: readonly JoinState[];
  readonly replans: readonly { readonly round: number; readonly reason: string }[];
  /** The answer so far. */
  readonly answer: string;
  readonly value: Json | undefined;
  readonly error: Failure | undefined;
  /** Time of the last event. */
  readonly at: number;
}

export interface PlanState {
  readonly round: number;
  readonly source: PlanSource;
  readonly text: string;
  readonly problems: readonly EventOf<'plan-error'>[];
  readonly status: 'streaming' | 'ok' | 'invalid';
  readonly terminal: 'join' | 'finish' | null;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly usage: TokenUsage | undefined;
}

export interface TaskState {
  readonly id: number;
  readonly round: number;
  readonly tool: string;
  /** The canonical statement. */
  readonly call: string;
  readonly dependencies: readonly number[];
  readonly effect: 'read' | 'write';
  /** It is mapped over a list. */
  readonly mapped: boolean;
  readonly thought: string | undefined;
  readonly state: 'waiting' | 'running' | Outcome['status'];
  readonly plannedAt: number;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly outcome: Outcome | undefined;
  /** Its own child calls: elements of a fan-out, or what the tool called; not those below them. */
  readonly children: ChildCounts;
}

export interface ChildCounts {
  readonly started: number;
  readonly ended: number;
  readonly failed: number;
  /** Their durations added up, in ms. */
  readonly totalMs: number;
}

export interface JoinState {
  readonly round: number;
  readonly attempt: number;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly decision: 'finish' | 'replan' | 'unusable' | undefined;
  readonly usage: TokenUsage | undefined;
}

/** The state before the first event. */
export const initialState: RunState = {
  runId: '',
  question: '',
  models: null,
  status: 'running',
  round: 0,
  plans: [],
  tasks: new Map(),
  joins: [],
  replans: [],
  answer: '',
  value: undefined,
  error: undefined,
  at: 0,
};

/**
 * The one definition of what a run looks like now: the state after one more event. Pure; costs a copy
 * of the task map, so use `foldAll` for many events at once. An event of an unknown type moves the
 * time and the round only.
 */
export function fold(state: RunState, event: RunEvent): RunState {
  const draft: Draft = { ...state, tasks: new Map(state.tasks), plans: [...state.plans] };
  step(draft, event);
  return draft;
}

/** The state after all events, in linear time. */
export function foldAll(events: Iterable<RunEvent>, from: RunState = initialState): RunState {
  const draft: Draft = { ...from, tasks: new Map(from.tasks), plans: [...from.plans] };
  for (const event of events) step(draft, event);
  return draft;
}

type Draft = {
  -readonly [Key in keyof RunState]: RunState[Key];
} & { tasks: Map<number, TaskState>; plans: PlanState[] };

/** Changes the draft's own fields, map and list, never what they hold. */
function step(draft: Draft, event: RunEvent): void {
  draft.at = event.at;
  draft.round = Math.max(draft.round, event.round);
  switch (event.type) {
    case 'run-start':
      draft.runId = event.runId;
      draft.question = event.question;
      draft.models = event.models;
      return;
    case 'plan-start':
    case 'plan-delta':
    case 'plan-error':
    case 'plan-end':
      stepPlan(draft, event);
      return;
    case 'task-planned':
    case 'task-start':
    case 'task-end':
      stepTask(draft, event);
      return;
    case 'join-start':
    case 'join-end':
    case 'replan':
      stepJoin(draft, event);
      return;
    case 'answer-delta':
      draft.answer += event.text;
      return;
    case 'run-end':
      draft.status = event.status;
      draft.answer = event.answer ?? draft.answer;
      draft.value = event.value;
      draft.error = event.error;
      return;
    case 'plan-prose':
  }
}

function stepPlan(
  draft: Draft,
  event: EventOf<'plan-start' | 'plan-delta' | 'plan-error' | 'plan-end'>,
): void {
  if (event.type === 'plan-start') {
    draft.plans.push({
      round: event.round,
      source: event.source,
      text: '',
      problems: [],
      status: 'streaming',
      terminal: null,
      startedAt: event.at,
      endedAt: undefined,
      usage: undefined,
    });
    return;
  }
  const index = draft.plans.findLastIndex((plan) => plan.round === event.round);
  const plan = draft.plans[index];
  if (plan === undefined) return;
  if (event.type === 'plan-delta') {
    draft.plans[index] = { ...plan, text: plan.text + event.text };
  } else if (event.type === 'plan-error') {
    draft.plans[index] = { ...plan, problems: [...plan.problems, event] };
  } else {
    const { status, terminal, usage, at } = event;
    draft.plans[index] = { ...plan, status, terminal, usage, endedAt: at };
  }
}

function stepTask(draft: Draft, event: EventOf<'task-planned' | 'task-start' | 'task-end'>): void {
  if (event.type === 'task-planned') {
    draft.tasks.set(event.taskId, plannedTask(event));
    return;
  }
  const task = draft.tasks.get(event.taskId);
  if (task === undefined) return;
  if (event.path !== undefined) {
    if (event.path.split('.').length > 2) return; // the time of `4.2` holds that of `4.2.1`
    draft.tasks.set(task.id, { ...task, children: countChild(task.children, event) });
  } else if (event.type === 'task-start') {
    draft.tasks.set(task.id, { ...task, state: 'running', startedAt: task.startedAt ?? event.at });
  } else {
    const { outcome } = event;
    draft.tasks.set(task.id, { ...task, state: outcome.status, endedAt: event.at, outcome });
  }
}

function plannedTask(event: EventOf<'task-planned'>): TaskState {
  const { taskId, round, tool, call, dependencies, effect, mapped, thought, at } = event;
  return {
    id: taskId,
    round,
    tool,
    call,
    dependencies,
    effect,
    mapped,
    thought,
    state: 'waiting',
    plannedAt: at,
    startedAt: undefined,
    endedAt: undefined,
    outcome: undefined,
    children: { started: 0, ended: 0, failed: 0, totalMs: 0 },
  };
}

function countChild(counts: ChildCounts, event: EventOf<'task-start' | 'task-end'>): ChildCounts {
  if (event.type === 'task-start') return { ...counts, started: counts.started + 1 };
  const { startedAt, endedAt, status } = event.outcome;
  return {
    ...counts,
    ended: counts.ended + 1,
    failed: counts.failed + (status === 'ok' ? 0 : 1),
    totalMs: counts.totalMs + (startedAt === undefined ? 0 : endedAt - startedAt),
  };
}

function stepJoin(draft: Draft, event: EventOf<'join-start' | 'join-end' | 'replan'>): void {
  if (event.type === 'replan') {
    draft.replans = [...draft.replans, { round: event.round, reason: event.reason }];
  } else if (event.type === 'join-start') {
    const { round, attempt, at } = event;
    const join = { round, attempt, startedAt: at };
    draft.joins = [
      ...draft.joins,
      { ...join, endedAt: undefined, decision: undefined, usage: undefined },
    ];
  } else {
    const { at, decision, usage } = event;
    draft.joins = draft.joins.map((join, index) =>
      index === draft.joins.length - 1 ? { ...join, endedAt: at, decision, usage } : join,
    );
  }
}
