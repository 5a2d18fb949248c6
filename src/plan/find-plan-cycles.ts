import { findCycles } from './find-cycles.ts';
import type { Finding } from './plan-problem.ts';
import { errorAt } from './plan-problem.ts';
import type { Position } from './syntax.ts';
import type { Task } from './task.ts';

/** A task and where it stands. */
export interface PlacedTask {
  readonly task: Task;
  readonly position: Position;
}

/** How many tasks of a cycle a message names. */
const SHOWN = 10;

/**
 * An error for each cycle among a plan's tasks, in plan order; each write waits for the write before
 * it too. `offset` is what was added to the ids that the plan was written with.
 */
export function findPlanCycles(
  tasks: ReadonlyMap<number, PlacedTask>,
  offset: number,
): readonly { readonly taskId: number; readonly finding: Finding }[] {
  const graph = new Map<number, readonly number[]>();
  let write: number | undefined;
  for (const [id, { task }] of tasks) {
    const isOrdered = task.effect === 'write' && write !== undefined;
    graph.set(
      id,
      isOrdered && write !== undefined ? [...task.dependencies, write] : task.dependencies,
    );
    if (task.effect === 'write') write = id;
  }
  return findCycles(graph).flatMap((cycle) => {
    const [first = -1] = cycle;
    const placed = tasks.get(first);
    if (placed === undefined) return [];
    const names = cycle.slice(0, SHOWN).map((id) => `${id - offset}`);
    const chain = [...names, cycle.length > SHOWN ? '…' : '', `${first - offset}`].filter(Boolean);
    const finding = errorAt('plan.cycle', placed.position, {
      message: `these tasks wait for each other: ${chain.join(' → ')}`,
      hint: 'A task may not need its own result. Writes run in the order of the plan.',
    });
    return [{ taskId: first, finding }];
  });
}
