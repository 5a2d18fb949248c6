import { seeded } from './core/seeded.ts';

/** One order in which a plan is run. */
export interface Schedule {
  /** From 1; 0 for the plan's own order. */
  readonly index: number;
  /** Calls at once. */
  readonly concurrency: number;
  /** Undefined: the plan's own order. */
  readonly seed: number | undefined;
}

/** One call at a time; of those that can run, the first of the plan. */
export const planOrder: Schedule = { index: 0, concurrency: 1, seed: undefined };

/** Seeds are 32 bits: short enough to be typed again. */
export const seedCount = 4_294_967_296;

/**
 * The schedule of an index, from 1. By turns one call at a time, where any legal order may come up, and
 * two to eight at a time, where calls overlap.
 */
export function scheduleOf(seed: number, index: number): Schedule {
  const random = seeded(seed ^ Math.imul(index, 0x9e3779b1));
  const own = Math.floor(random() * seedCount);
  const concurrency = index % 2 === 1 ? 1 : 2 + Math.floor(random() * 7);
  return { index, concurrency, seed: own };
}

/** The priority of a task in a schedule with a seed: any order of them, the same for the same seed. */
export function randomPriority(seed: number, taskId: number): number {
  return seeded(seed ^ Math.imul(taskId, 0x85ebca6b))();
}
