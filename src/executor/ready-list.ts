import type { Toolset } from '../tools/prepared-tool.ts';
import { hasGate } from './gates.ts';
import type { Priority } from './priority.ts';
import type { Queue } from './queue.ts';
import type { TaskRecord } from './task-record.ts';

/**
 * Tasks that became ready together: they start in the order of their priority where there are not
 * permits for all of them, or a gate may hold some back; else as they came. Finding priorities costs a
 * walk over the graph, which a plan that arrives task by task would pay for each.
 */
export interface ReadyList<Ready> {
  add(record: Ready): void;
  /** Starts what is there; false where nothing was. */
  startAll(): boolean;
}

export interface ReadyListOptions<Ready> {
  readonly queue: Pick<Queue, 'free'>;
  readonly toolset: Pick<Toolset, 'get'>;
  readonly priority: Pick<Priority, 'of'>;
  readonly start: (record: Ready) => void;
}

export function createReadyList<Ready extends Pick<TaskRecord, 'task'>>(
  options: ReadyListOptions<Ready>,
): ReadyList<Ready> {
  const { queue, toolset, priority, start } = options;
  let ready: Ready[] = [];

  const isGated = ({ task }: Ready): boolean => {
    const tool = toolset.get(task.tool)?.tool;
    return tool !== undefined && hasGate(tool);
  };

  return {
    add: (record) => void ready.push(record),
    startAll() {
      if (ready.length === 0) return false;
      const records = ready;
      ready = [];
      const isScarce = queue.free() < records.length || records.some(isGated);
      const isChoice = records.length > 1 && isScarce;
      for (const record of isChoice ? byPriority(records, priority) : records) start(record);
      return true;
    },
  };
}

function byPriority<Ready extends Pick<TaskRecord, 'task'>>(
  records: readonly Ready[],
  priority: Pick<Priority, 'of'>,
): readonly Ready[] {
  return records
    .map((record) => ({ record, priority: priority.of(record.task.id) }))
    .sort((left, right) => right.priority - left.priority)
    .map(({ record }) => record);
}
