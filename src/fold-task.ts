import type { EventOf } from './core/events.ts';
import { unreachable } from './core/unreachable.ts';
import type { ChildCounts, TaskState } from './run-state.ts';

/** An event that speaks of a task. */
export type TaskEvent = EventOf<
  'task-planned' | 'task-wait' | 'task-retry' | 'task-start' | 'task-end' | 'task-late'
>;

/** The tasks after one more event about one of them; changes the map, never what it holds. */
export function stepTask(tasks: Map<number, TaskState>, event: TaskEvent): void {
  if (event.type === 'task-planned') {
    tasks.set(event.taskId, plannedTask(event));
    return;
  }
  const task = tasks.get(event.taskId);
  if (task !== undefined) tasks.set(task.id, changedTask(task, event));
}

function changedTask(
  task: TaskState,
  event: Exclude<TaskEvent, EventOf<'task-planned'>>,
): TaskState {
  switch (event.type) {
    case 'task-wait':
      return { ...task, waits: event, gateWaits: task.gateWaits + 1 };
    case 'task-retry':
      return { ...task, retries: task.retries + 1, lastRetry: event };
    case 'task-late':
      return { ...task, late: event.outcome };
    case 'task-start':
    case 'task-end':
      return event.path === undefined
        ? ownStep(task, event)
        : childStep(noLonger(task, event), event);
    default:
      return unreachable(event);
  }
}

function ownStep(task: TaskState, event: EventOf<'task-start' | 'task-end'>): TaskState {
  if (event.type === 'task-start') {
    const startedAt = task.startedAt ?? event.at;
    return { ...task, waits: undefined, state: 'running', startedAt };
  }
  const { outcome } = event;
  return { ...task, waits: undefined, state: outcome.status, endedAt: event.at, outcome };
}

/** Of many calls that wait, the last one to begin to is the last to be served. */
function noLonger(task: TaskState, event: EventOf<'task-start' | 'task-end'>): TaskState {
  return task.waits?.path === event.path ? { ...task, waits: undefined } : task;
}

function childStep(task: TaskState, event: EventOf<'task-start' | 'task-end'>): TaskState {
  // The time of `4.2` holds that of `4.2.1`.
  if (event.path !== undefined && event.path.split('.').length > 2) return task;
  return { ...task, children: countChild(task.children, event) };
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
    retries: 0,
    lastRetry: undefined,
    waits: undefined,
    gateWaits: 0,
    late: undefined,
    children: { started: 0, ended: 0, failed: 0, totalMs: 0 },
  };
}

function countChild(counts: ChildCounts, event: EventOf<'task-start' | 'task-end'>): ChildCounts {
  if (event.type === 'task-start') {
    return event.attempt > 1 ? counts : { ...counts, started: counts.started + 1 };
  }
  const { startedAt, endedAt, status } = event.outcome;
  return {
    ...counts,
    ended: counts.ended + 1,
    failed: counts.failed + (status === 'ok' ? 0 : 1),
    totalMs: counts.totalMs + (startedAt === undefined ? 0 : endedAt - startedAt),
  };
}
