import type { Durations } from './durations.ts';
import type { Graph, Weights } from './graph.ts';
import type { Passes } from './passes.ts';
import type { TaskRecord } from './task-record.ts';

/** Which of the calls that wait for a permit goes first: that of the task with the greatest `of`. */
export interface Priority {
  of(taskId: number): number;
  /** Rises when what `of` says may have changed. */
  version(): number;
}

/** A task weighs what its tool's calls take, in ms; what is no task takes no time. */
export function taskWeights(
  records: ReadonlyMap<number, TaskRecord>,
  durations: Durations,
): Weights {
  return {
    of(key) {
      const record = typeof key === 'number' ? records.get(key) : undefined;
      return record === undefined ? 0 : durations.of(record.task.tool);
    },
    version: durations.version,
  };
}

/** An order that was given, else what the passes say. */
export function choosePriority(
  graph: Graph,
  { priority }: Passes,
  order?: (taskId: number) => number,
): Priority {
  if (order !== undefined) return { of: order, version: unchanged };
  if (priority === 'arrival') return { of: unchanged, version: unchanged };
  return { of: graph.height, version: graph.version };
}

function unchanged(): number {
  return 0;
}
