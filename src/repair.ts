import type { Cause } from './core/outcome.ts';
import type { Executor, Plan, TaskRecord } from './executor/executor.ts';
import { printTask } from './plan/print-plan.ts';
import type { Task } from './plan/task.ts';

/**
 * A corrected plan against the broken one it replaces.
 *
 * 1. A statement with the same id and the same call keeps what has become of it, unless something it
 *    depends on was changed. A task that was skipped or cancelled is run anew.
 * 2. A changed call takes the id over.
 * 3. A task of the broken plan that was not repeated goes on if it has started, or if the corrected
 *    plan refers to it; otherwise it is closed when the corrected plan has ended.
 */
export interface Repair {
  /** The ids of the broken plan: the corrected one may state them again. */
  readonly replaceable: ReadonlySet<number>;
  /** True if the task stands already as it should; false if it must be added. */
  keeps(task: Task): boolean;
  /** Closes what nobody wants any more. */
  finish(): void;
}

const replaced: Cause = { reason: 'plan-replaced', message: 'The corrected plan left it out.' };

export function createRepair(executor: Executor, broken: Plan, corrected: () => Plan): Repair {
  const old = new Map<number, TaskRecord>();
  for (const [id, record] of executor.records) if (record.plan === broken) old.set(id, record);
  const readers = readersOf(old.values());
  const stale = new Set<number>();
  const kept = new Map<number, Task>();

  /** Whatever read the old result is out of date; what was kept for it already is run anew. */
  const markStale = (changedId: number): void => {
    const agenda = [changedId];
    for (let id = agenda.pop(); id !== undefined; id = agenda.pop()) {
      for (const reader of readers.get(id) ?? []) {
        if (stale.has(reader)) continue;
        stale.add(reader);
        agenda.push(reader);
        const task = kept.get(reader);
        if (task !== undefined) executor.add(task, corrected());
      }
    }
  };

  return {
    replaceable: new Set(old.keys()),
    keeps(task) {
      const record = old.get(task.id);
      if (record === undefined) return false;
      const outcome = executor.outcomes.get(task.id);
      const ended = outcome?.status === 'skipped' || outcome?.status === 'cancelled';
      const same = record.call === printTask(task) && task.effect === 'read';
      if (same && !ended && !stale.has(task.id)) {
        kept.set(task.id, task);
        return true;
      }
      if (!same) markStale(task.id);
      return false;
    },
    finish() {
      const wanted = neededBy(executor, corrected(), kept.keys());
      const unwanted = [...old.keys()].filter((id) => {
        const record = executor.records.get(id);
        return record?.plan === broken && !record.started && !wanted.has(id);
      });
      executor.close(unwanted, replaced);
    },
  };
}

function readersOf(records: Iterable<TaskRecord>): ReadonlyMap<number, readonly number[]> {
  const readers = new Map<number, number[]>();
  for (const { task } of records) {
    for (const id of task.dependencies) {
      const list = readers.get(id);
      if (list === undefined) readers.set(id, [task.id]);
      else list.push(task.id);
    }
  }
  return readers;
}

/** The tasks of a plan and the kept ones, with everything they depend on. */
function neededBy(executor: Executor, plan: Plan, kept: Iterable<number>): ReadonlySet<number> {
  const needed = new Set<number>();
  const agenda = [...kept];
  for (const [id, record] of executor.records) if (record.plan === plan) agenda.push(id);
  for (let id = agenda.pop(); id !== undefined; id = agenda.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    agenda.push(...(executor.records.get(id)?.task.dependencies ?? []));
  }
  return needed;
}
