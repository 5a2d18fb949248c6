import type { Told } from './outcome-facts.ts';

/**
 * The answer with a citation of every source that it does not cite yet, before its last full stop:
 * `… is 8,609 m [1-5].` A run of three or more is written as a range.
 */
export function citeRest(answer: string, { sources }: Pick<Told, 'sources'>): string {
  const cited = new Set([...answer.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number)));
  const rest = sources.map(({ number }) => number).filter((number) => !cited.has(number));
  if (rest.length === 0) return answer;
  const citation = ` [${rangesOf(rest).join(', ')}]`;
  return answer.endsWith('.') ? `${answer.slice(0, -1)}${citation}.` : `${answer}${citation}`;
}

/** `1-5`, `7` of 1, 2, 3, 4, 5, 7: numbers that rise. */
function rangesOf(numbers: readonly number[]): readonly string[] {
  const starts = numbers.filter((number, index) => numbers[index - 1] !== number - 1);
  return starts.flatMap((start) => {
    let end = start;
    while (numbers.includes(end + 1)) end += 1;
    if (end === start) return [String(start)];
    return end === start + 1 ? [String(start), String(end)] : [`${start}-${end}`];
  });
}
