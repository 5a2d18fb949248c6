import type { TaskPlanned } from '../core/events.ts';
import type { TaskRecord } from './executor.ts';

/** The event that says a task is out. */
export function plannedFact({ task, call }: TaskRecord): TaskPlanned {
  return {
    type: 'task-planned',
    taskId: task.id,
    tool: task.tool,
    call,
    dependencies: task.dependencies,
    effect: task.effect,
    mapped: task.fanOut !== undefined,
    ...(task.thought === undefined ? {} : { thought: task.thought }),
  };
}
