import type { EventOf, RunEvent } from './core/events.ts';
import { stepTask } from './fold-task.ts';
import { initialState, type RunState, type TaskState, type PlanState } from './run-state.ts';

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
  // A late result comes when the run has long ended, and the run was not longer for it.
  if (event.type !== 'task-late') draft.at = event.at;
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
    case 'plan-usage':
      // One model writes at a time: a wait that led to nothing is over when a plan or a join ends.
      draft.modelWait = undefined;
      stepPlan(draft, event);
      return;
    case 'model-wait':
      draft.modelWait = event;
      return;
    case 'model-start':
      draft.modelWait = undefined;
      return;
    case 'task-planned':
    case 'task-wait':
    case 'task-retry':
    case 'task-start':
    case 'task-end':
    case 'task-late':
      stepTask(draft.tasks, event);
      return;
    case 'approval-asked':
    case 'approval-decided':
      stepApproval(draft, event);
      return;
    case 'budget-reached':
      draft.budget ??= event;
      return;
    case 'join-start':
    case 'join-end':
    case 'replan':
      draft.modelWait = undefined;
      stepJoin(draft, event);
      return;
    case 'answer-delta':
      draft.answer += event.text;
      return;
    case 'run-end':
      draft.modelWait = undefined;
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
  event: EventOf<'plan-start' | 'plan-delta' | 'plan-error' | 'plan-end' | 'plan-usage'>,
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
  } else if (event.type === 'plan-usage') {
    draft.plans[index] = { ...plan, usage: event.usage };
  } else {
    const { status, terminal, at } = event;
    draft.plans[index] = { ...plan, status, terminal, endedAt: at };
  }
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

function stepApproval(draft: Draft, event: EventOf<'approval-asked' | 'approval-decided'>): void {
  if (event.type === 'approval-asked') {
    const { approvalId: id, scope, writes, at: askedAt } = event;
    const open = { decision: 'asked', reason: undefined, inputs: undefined } as const;
    draft.approvals = [...draft.approvals, { id, scope, writes, askedAt, ...open }];
    return;
  }
  const { approvalId, decision, reason, inputs } = event;
  draft.approvals = draft.approvals.map((approval) =>
    approval.id === approvalId ? { ...approval, decision, reason, inputs } : approval,
  );
}
