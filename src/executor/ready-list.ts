import type { Priority } from './priority.ts';
import type { Queue } from './queue.ts';
import type { TaskRecord } from './task-record.ts';

/**
 * Tasks that became ready together: they start in the order of their priority where there are not
 * permits for all of them, else as they came. Finding priorities costs a walk over the graph, which a
 * plan that arrives task by task would pay for each.
 */
export interface ReadyList<Ready> {
  add(record: Ready): void;
  /** Starts what is there; false where nothing was. */
  startAll(): boolean;
}

export interface ReadyListOptions<Ready> {
  readonly queue: Pick<Queue, 'free'>;
  readonly priority: Pick<Priority, 'of'>;
  readonly start: (record: Ready) => void;
}

export function createReadyList<Ready extends Pick<TaskRecord, 'task'>>(
  options: ReadyListOptions<Ready>,
): ReadyList<Ready> {
  const { queue, priority, start } = options;
  let ready: Ready[] = [];

  return {
    add: (record) => void ready.push(record),
    startAll() {
      if (ready.length === 0) return false;
      const records = ready;
      ready = [];
      const isScarce = records.length > 1 && queue.free() < records.length;
      for (const record of isScarce ? byPriority(records, priority) : records) start(record);
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
