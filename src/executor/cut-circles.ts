import { isGroup, type Source } from './conflicts.ts';
import type { Effect } from './effect.ts';
import { argumentEdges, guardEdges } from './task-edges.ts';
import type { Surroundings } from './planned-key.ts';

/**
 * Takes back what an effect would wait for although that waits, at any distance, for the effect
 * itself: a read before a write that gives the read its input. Between writes there is no such circle;
 * the check of the plan refuses it.
 *
 * Quadratic at worst, so that it is for plans only whose tasks refer to later ones.
 */
export function cutCircles(effects: readonly Effect[], { records, outcomes }: Surroundings): void {
  const waiters = new Map<number, number[]>();
  const note = (waiter: number, source: number): void => {
    const known = waiters.get(source);
    if (known === undefined) waiters.set(source, [waiter]);
    else known.push(waiter);
  };

  for (const [id, { task }] of records) {
    if (outcomes.has(id)) continue;
    const edges = task.guard === undefined ? [] : guardEdges(task.guard);
    for (const { source } of [...argumentEdges(task), ...edges]) note(id, Number(source));
  }
  for (const { task, before } of effects) {
    if (task.effect === 'read') continue;
    for (const write of flat(before.writes)) note(task.id, write.task.id);
  }
  for (const effect of effects) {
    const { task, before } = effect;
    const late = reach(waiters, task.id);
    const isLate = (source: Effect): boolean => late.has(source.task.id);
    if (task.effect === 'write') {
      const reads = flat(before.reads).filter((read) => !isLate(read));
      effect.before = { writes: before.writes, reads };
      for (const read of reads) note(task.id, read.task.id);
    } else {
      const writes = firstNotLate(flat(before.writes), isLate);
      effect.before = { writes, reads: [] };
      for (const write of writes) note(task.id, write.task.id);
    }
  }
}

function flat(sources: readonly Source<Effect>[]): readonly Effect[] {
  const found = new Set<Effect>();
  const agenda = [...sources];
  for (let source = agenda.pop(); source !== undefined; source = agenda.pop()) {
    if (isGroup(source)) for (const member of source.members) agenda.push(member);
    else found.add(source);
  }
  return [...found];
}

/** Instead of a write that waits for the reader, those before it. */
function firstNotLate(
  writes: readonly Effect[],
  isLate: (write: Effect) => boolean,
): readonly Effect[] {
  const found = new Set<Effect>();
  const seen = new Set<Effect>();
  const agenda = [...writes];
  for (let write = agenda.pop(); write !== undefined; write = agenda.pop()) {
    if (seen.has(write)) continue;
    seen.add(write);
    if (isLate(write)) agenda.push(...flat(write.before.writes));
    else found.add(write);
  }
  return [...found];
}

function reach(waiters: ReadonlyMap<number, readonly number[]>, from: number): Set<number> {
  const found = new Set<number>();
  const agenda = [from];
  for (let id = agenda.pop(); id !== undefined; id = agenda.pop()) {
    for (const waiter of waiters.get(id) ?? []) {
      if (found.has(waiter)) continue;
      found.add(waiter);
      agenda.push(waiter);
    }
  }
  return found;
}
