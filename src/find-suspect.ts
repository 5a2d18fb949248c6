import type { Observation } from './compare-schedules.ts';
import type { Span, TaskTrace } from './run-schedule.ts';

/** Two calls whose order probably made the difference. */
export interface Suspect {
  /** The one that ran first in the plan's order. */
  readonly earlier: number;
  readonly later: number;
  /** What the schedule did to them. */
  readonly became: 'swapped' | 'overlapping';
}

export interface Case {
  /** The task that differs, and nothing it reads does. */
  readonly taskId: number;
  /** The plan's own order. */
  readonly reference: ReadonlyMap<number, TaskTrace>;
  /** The first schedule in which it differs. */
  readonly observation: Observation;
  /** All schedules. */
  readonly observations: readonly Observation[];
}

/** More pairs than these are not looked at: their number grows with the square of the tasks'. */
const maxPairs = 20_000;

/**
 * The pair of calls whose order explains best, over all schedules, when the task differs and when it
 * does not. Of pairs that explain it alike the first of these: the task itself with a write, the task
 * with another call, a write with another call, any two; and of those the closest together. Calls that
 * ran behind the task in both orders are innocent.
 */
export function findSuspect(single: Case): Suspect | undefined {
  const { observation, observations, taskId, reference } = single;
  let best: { readonly pair: Pair; readonly score: number } | undefined;
  for (const pair of candidatePairs(single)) {
    let score = 0;
    for (const other of observations) {
      const isMoved = relationOf(pair, other.spans) !== 'kept';
      if (isMoved === other.differing.has(taskId)) score += 1;
    }
    if (best === undefined || score > best.score) best = { pair, score };
  }
  if (best === undefined) return undefined;
  const { earlier, later } = best.pair;
  const became = relationOf(best.pair, observation.spans);
  if (became === 'kept' || !reference.has(earlier)) return undefined;
  return { earlier, later, became };
}

interface Pair {
  readonly earlier: number;
  readonly later: number;
}

/** Pairs that the first schedule moved, the most suspicious kind first, the closest first in each. */
function candidatePairs(single: Case): readonly Pair[] {
  const { taskId, reference, observation } = single;
  const near = nearTask(single);
  const kinds: Pair[][] = [[], [], [], []];
  let count = 0;
  for (let distance = 1; distance < near.length; distance += 1) {
    for (let index = 0; index + distance < near.length; index += 1) {
      const earlier = near[index];
      const later = near[index + distance];
      if (earlier === undefined || later === undefined) continue;
      const hasTask = earlier === taskId || later === taskId;
      if (count >= maxPairs && !hasTask) continue;
      if (relationOf({ earlier, later }, observation.spans) === 'kept') continue;
      count += 1;
      const isWriting = [earlier, later].some(
        (id) => reference.get(id)?.planned.effect === 'write',
      );
      kinds[(hasTask ? 0 : 2) + (isWriting ? 0 : 1)]?.push({ earlier, later });
    }
  }
  return kinds.flat();
}

/** The task and what ran before or beside it in either order, in the plan's order of running. */
function nearTask({ taskId, reference, observation }: Case): readonly number[] {
  const own = reference.get(taskId)?.span;
  const moved = observation.spans.get(taskId);
  const spans: (readonly [number, Span])[] = [];
  for (const [id, { span }] of reference) {
    const other = observation.spans.get(id);
    if (span === undefined || other === undefined) continue;
    const isBefore = own === undefined || span.start <= own.start;
    const isBeforeMoved = moved === undefined || other.start <= moved.end;
    if (isBefore || isBeforeMoved) spans.push([id, span]);
  }
  return spans.sort(([, left], [, right]) => left.start - right.start).map(([id]) => id);
}

/** What a schedule made of two calls that ran one after the other. */
function relationOf(
  { earlier, later }: Pair,
  spans: ReadonlyMap<number, Span>,
): 'kept' | Suspect['became'] {
  const first = spans.get(earlier);
  const second = spans.get(later);
  if (first === undefined || second === undefined || first.end < second.start) return 'kept';
  return second.end < first.start ? 'swapped' : 'overlapping';
}
