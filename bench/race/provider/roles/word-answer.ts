import type { Case, Results } from '../../case.ts';
import type { Knowledge } from './knowledge.ts';

/**
 * The answer, computed from what is known. Where a result that it needs is not known, the model says so:
 * `I could not find …`, which no case takes for right.
 */
export function wordAnswer(raceCase: Case, { known, steps }: Knowledge): string {
  const missing = new Set<number>();
  const asked: Results = (place) => {
    const value = known(place);
    if (value === undefined) missing.add(place);
    return value;
  };
  try {
    const answer = raceCase.answer(asked);
    if (missing.size === 0 && steps.length > 0) return answer;
  } catch {
    // A damaged result may be of any shape: there is no answer in it.
  }
  const tools = [...missing].map((place) => steps[place]?.tool ?? 'a call');
  const what =
    tools.length === 0 ? 'an answer in the results' : `the result of ${tools.join(', ')}`;
  return `I could not find ${what}.`;
}
