import type { Cell } from '../cell.ts';
import type { Results } from './results.ts';

/** A cell in which the event loop was later than this is disturbed, in ms. */
export const lateLoop = {
  /** The p99 of its delay. */
  p99Ms: 5,
  /** Its longest delay: one stall moves a whole turn, and no p99 of a long cell. */
  longestMs: 50,
} as const;

/**
 * How long the cells that are run again may take, in ms: where more were disturbed the machine is at fault,
 * and to run them all alone takes an hour.
 */
const REPEAT_BUDGET_MS = { quick: 10_000, standard: 60_000, full: 600_000 } as const;

/** How far over its bounds a cell's loop was late; disturbed above 1. */
export function lateness({
  loopDelayMs,
  longestDelayMs,
}: Pick<Cell, 'loopDelayMs' | 'longestDelayMs'>): number {
  return Math.max(loopDelayMs / lateLoop.p99Ms, longestDelayMs / lateLoop.longestMs);
}

/** The worst first. */
export function disturbedCells({ cells }: Pick<Results, 'cells'>): readonly Cell[] {
  return cells
    .filter((cell) => lateness(cell) > 1)
    .sort((left, right) => lateness(right) - lateness(left));
}

/** The cells to run again, the most disturbed first, as far as the time goes. */
export function cellsToRepeat(results: Results): readonly Cell[] {
  let budgetMs = REPEAT_BUDGET_MS[results.settings.kind];
  return disturbedCells(results).filter(({ wallMs }) => (budgetMs -= wallMs) >= 0);
}
