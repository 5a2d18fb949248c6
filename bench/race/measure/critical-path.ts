import type { Json } from '../../../src/index.ts';
import type { Case, Results } from '../case.ts';
import { bindStep, runOracle } from '../world/oracle.ts';

/** How long each step's call takes, in ms, by its place. */
export function latencies(raceCase: Case): (place: number) => number {
  const { steps, known } = runOracle(raceCase);
  return (place) => {
    const step = steps[place];
    const tool = raceCase.tools.find(({ name }) => name === step?.tool);
    const input = step === undefined ? undefined : bindStep(step, known);
    if (tool === undefined || input === undefined) {
      throw new Error(
        `Expected step ${place} of "${raceCase.question}" to be a call that can be made.`,
      );
    }
    return tool.latencyMs(input);
  };
}

/**
 * How long the calls take, in ms, if each begins the moment it can be foreseen and its inputs are
 * there: no model at all between a result and the calls that it leads to.
 */
export function criticalPathMs(raceCase: Case): number {
  const { results } = runOracle(raceCase);
  const latencyOf = latencies(raceCase);
  const ended = new Map<number, Json>();
  const running = new Map<number, number>();
  const known: Results = (place) => ended.get(place);
  let nowMs = 0;
  for (;;) {
    raceCase.steps(known).forEach((step, place) => {
      if (ended.has(place) || running.has(place) || bindStep(step, known) === undefined) return;
      running.set(place, nowMs + latencyOf(place));
    });
    const [next] = [...running].sort(([, left], [, right]) => left - right);
    if (next === undefined) return nowMs;
    const [place, endMs] = next;
    nowMs = endMs;
    running.delete(place);
    ended.set(place, results[place] ?? null);
  }
}
