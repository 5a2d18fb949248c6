import type { TaskState } from './run-state.ts';

/** One task that the end of its round waited for. Times in ms since the run began. */
export interface PathStep {
  readonly taskId: number;
  readonly round: number;
  readonly call: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * The critical path as it happened: from the call of each round that ended last, back over the
 * dependency that ended last, to a task that waited for none. In order of time.
 */
export function findCriticalPath(tasks: readonly TaskState[]): readonly PathStep[] {
  const steps = new Map<number, PathStep>();
  for (const task of tasks) {
    const { id, round, call, endedAt } = task;
    const startedAt = task.startedAt ?? waitedFrom(task);
    if (startedAt === undefined || endedAt === undefined) continue;
    steps.set(id, { taskId: id, round, call, startedAt, endedAt });
  }
  const lastOfRound = new Map<number, PathStep>();
  for (const step of steps.values()) {
    const last = lastOfRound.get(step.round);
    if (last === undefined || step.endedAt >= last.endedAt) lastOfRound.set(step.round, step);
  }
  const dependencies = new Map(tasks.map((task) => [task.id, task.dependencies]));
  const path = new Map<number, PathStep>();
  for (const last of lastOfRound.values()) {
    for (let step: PathStep | undefined = last; step !== undefined && !path.has(step.taskId);) {
      path.set(step.taskId, step);
      step = latest((dependencies.get(step.taskId) ?? []).map((id) => steps.get(id)));
    }
  }
  return [...path.values()].sort((left, right) => left.endedAt - right.endedAt);
}

/** A task that used another's call made none, but whoever needed it waited for that one's end. */
function waitedFrom({ outcome }: TaskState): number | undefined {
  const isReused = outcome?.status === 'ok' && outcome.reused !== undefined;
  return isReused ? outcome.readyAt : undefined;
}

function latest(steps: readonly (PathStep | undefined)[]): PathStep | undefined {
  let found: PathStep | undefined;
  for (const step of steps) {
    if (step !== undefined && (found === undefined || step.endedAt > found.endedAt)) found = step;
  }
  return found;
}
