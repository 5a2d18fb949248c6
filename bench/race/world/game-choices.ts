import type { Json } from '../../../src/index.ts';
import type { Results, Step } from '../case.ts';
import { TARGET } from './game-tools.ts';
import { follow } from './plan.ts';

/** States that are kept for the next round. */
const KEPT = 2;

/** The states with the most ways to go on; none while a result of the round is missing. */
export function prune(evaluations: readonly (Json | undefined)[]): readonly string[] {
  const judged = evaluations.map((result) => ({
    state: follow(result, ['state']),
    ways: follow(result, ['ways']),
  }));
  if (judged.some(({ state, ways }) => typeof state !== 'string' || typeof ways !== 'number'))
    return [];
  return judged
    .filter(({ ways }) => Number(ways) > 0)
    .toSorted((left, right) => Number(right.ways) - Number(left.ways))
    .slice(0, KEPT)
    .map(({ state }) => String(state));
}

/** The first proposal that makes the target of everything. */
export function solutionIn(known: Results, steps: readonly Step[]): string {
  const candidates = steps.flatMap(({ tool }, index) => {
    const listed = tool === 'propose' ? follow(known(index), ['candidates']) : undefined;
    return Array.isArray(listed) ? (listed as readonly Json[]) : [];
  });
  const solved = candidates.find((candidate) => follow(candidate, ['left']) === String(TARGET));
  const state = follow(solved, ['state']);
  return typeof state === 'string' ? `${state} = ${TARGET}` : 'I could not find a solution.';
}
