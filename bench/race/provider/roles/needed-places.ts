import type { Json } from '../../../../src/index.ts';
import type { Case, Results } from '../../case.ts';
import { resolveArgs } from './knowledge.ts';

/**
 * The steps whose results the answer, or the choice of further steps, looks at: what a program must return
 * so that its reader can go on. Found by following the case with its own tools, which are pure; where
 * that fails, every step is needed.
 */
export function neededPlaces(raceCase: Case): (place: number) => boolean {
  const read = new Set<number>();
  const results: (Json | undefined)[] = [];
  const known: Results = (place) => {
    read.add(place);
    return results[place];
  };
  try {
    let steps = raceCase.steps(known);
    for (let place = 0; place < steps.length; place += 1) {
      const step = steps[place];
      const tool = raceCase.tools.find(({ name }) => name === step?.tool);
      const args = step === undefined ? undefined : resolveArgs(step, (at) => results[at]);
      if (tool === undefined || args === undefined) return () => true;
      results[place] = tool.result(args);
      steps = raceCase.steps(known);
    }
    raceCase.answer(known);
    return (place) => read.has(place);
  } catch {
    return () => true;
  }
}
