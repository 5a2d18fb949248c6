import type { Cause } from './core/outcome.ts';
import type { Executor, Plan, TaskRecord } from './executor/executor.ts';
import { printTask } from './plan/print-plan.ts';
import type { Task } from './plan/task.ts';
import type { RunContext } from './run-context.ts';

/**
 * A corrected plan against the broken one it replaces.
 *
 * 1. A statement with the same id and the same call keeps what has become of it, unless something it
 *    depends on was changed. A task that was skipped or cancelled is run anew, and so is a read of a
 *    declared resource behind a write: it must see what that has done.
 * 2. A changed call takes the id over. What the corrected plan has stated already and reads from it,
 *    at any distance, is run anew: the order of the statements makes no difference.
 * 3. A task of the broken plan that was not repeated goes on if it has started, or if the corrected
 *    plan refers to it; otherwise it is closed when the corrected plan has ended.
 */
export interface Repair {
  /** The ids of the broken plan: the corrected one may state them again. */
  readonly replaceable: ReadonlySet<number>;
  /** Takes the next task of the corrected plan: keeps what stands as it should, adds all else. */
  add(task: Task): void;
  /** What was stated so far was only thought of. */
  startOver(): void;
  /** Closes what nobody wants any more. */
  finish(): void;
}

const replaced: Cause = { reason: 'plan-replaced', message: 'The corrected plan left it out.' };

export function createRepair(
  { executor, toolset }: Pick<RunContext, 'executor' | 'toolset'>,
  broken: Plan,
  corrected: () => Plan,
): Repair {
  const { records, outcomes } = executor;
  const old = new Map<number, TaskRecord>();
  for (const [id, record] of records) if (record.plan === broken) old.set(id, record);
  const readers = new Map<number, Set<number>>();
  for (const { task } of old.values()) addReader(readers, task);
  /** Of the broken plan: what it came to is out of date. */
  const stale = new Set<number>();
  const stated = new Map<number, Task>();
  let hasWrite = false;

  const taskOf = (id: number): Task | undefined => stated.get(id) ?? old.get(id)?.task;

  const keeps = (task: Task): boolean => {
    const record = old.get(task.id);
    // Another holds the name if the text first thought aloud of a changed call.
    if (record === undefined || records.get(task.id) !== record) return false;
    if (stale.has(task.id) || task.effect === 'write') return false;
    if (hasWrite && toolset.get(task.tool)?.tool.resource !== undefined) return false;
    const status = outcomes.get(task.id)?.status;
    return status !== 'skipped' && status !== 'cancelled' && record.call === printTask(task);
  };

  /** A waiting reader waits for whoever holds the name; one whose source had ended is added anew. */
  const readAnew = (changedId: number): void => {
    const taken = new Set([changedId]);
    for (const id of sourcesFirst(readersOf(changedId), taskOf)) {
      const task = stated.get(id);
      if (task === undefined) stale.add(id);
      else if (task.dependencies.some((source) => taken.has(source))) {
        if (outcomes.has(id)) taken.add(id);
        executor.add(task, corrected());
      }
    }
  };

  /** At any distance, as the tasks read now. */
  const readersOf = (sourceId: number): ReadonlySet<number> => {
    const found = new Set<number>();
    const agenda = [sourceId];
    for (let id = agenda.pop(); id !== undefined; id = agenda.pop()) {
      for (const reader of readers.get(id) ?? []) {
        if (found.has(reader) || taskOf(reader)?.dependencies.includes(id) !== true) continue;
        found.add(reader);
        agenda.push(reader);
      }
    }
    return found;
  };

  return {
    replaceable: new Set(old.keys()),
    add(task) {
      stated.set(task.id, task);
      hasWrite ||= task.effect === 'write';
      addReader(readers, task);
      if (keeps(task)) return;
      const hadEnded = outcomes.has(task.id);
      executor.add(task, corrected());
      if (hadEnded) readAnew(task.id);
    },
    startOver() {
      stated.clear();
      hasWrite = false;
    },
    finish() {
      const wanted = neededBy(executor, corrected(), stated.keys());
      const unwanted = [...old.keys()].filter((id) => {
        const record = records.get(id);
        return record?.plan === broken && !record.started && !wanted.has(id);
      });
      executor.close(unwanted, replaced);
    },
  };
}

function addReader(readers: Map<number, Set<number>>, { id, dependencies }: Task): void {
  for (const source of dependencies) {
    const known = readers.get(source);
    if (known === undefined) readers.set(source, new Set([id]));
    else known.add(id);
  }
}

/** The ids in an order in which none comes before one that it reads; what goes in a circle is left out. */
function sourcesFirst(
  ids: ReadonlySet<number>,
  taskOf: (id: number) => Task | undefined,
): readonly number[] {
  const waitsFor = new Map<number, number>();
  const readers = new Map<number, Set<number>>();
  for (const id of ids) {
    const task = taskOf(id);
    if (task === undefined) continue;
    waitsFor.set(id, task.dependencies.filter((source) => ids.has(source)).length);
    addReader(readers, task);
  }
  const order = [...ids].filter((id) => waitsFor.get(id) === 0);
  for (const id of order) {
    for (const reader of readers.get(id) ?? []) {
      const left = (waitsFor.get(reader) ?? 0) - 1;
      waitsFor.set(reader, left);
      if (left === 0) order.push(reader);
    }
  }
  return order;
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
