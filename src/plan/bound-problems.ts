import type { PlanItem } from './task.ts';

/** Of errors, and of warnings: a text of 1 MB can hold a third of a million. */
const MOST = 100;

/** A filter that lets the first 100 errors and the first 100 warnings of a plan through. */
export function createProblemBound(): (items: readonly PlanItem[]) => readonly PlanItem[] {
  let counts = { error: 0, warning: 0 };
  const passes = (item: PlanItem): boolean => {
    if (item.kind === 'void') counts = { error: 0, warning: 0 };
    if (item.kind !== 'problem') return true;
    counts[item.problem.severity] += 1;
    return counts[item.problem.severity] <= MOST;
  };
  return (items) => (items.every(({ kind }) => kind === 'task') ? items : items.filter(passes));
}
