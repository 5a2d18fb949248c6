import type { Reading } from './find-mentions.ts';
import { OPERATIONS, partOf, readPart, type Part } from './read-quantity.ts';

/** The two things that a difference or a ratio is of. */
export interface Sides {
  readonly left: Part;
  readonly right: Part;
}

/**
 * Splits a question at "than", else before the second "mean of", "sum of" …, else between its two
 * things. "How many times as high is A as B" is A to B, "as high as A is B" and "subtract A from B" turn them.
 */
export function splitSides(reading: Reading): Sides | undefined {
  const found = cuts(reading)
    .map((cut) => ({
      left: readPart(partOf(reading, 0, cut)),
      right: readPart(partOf(reading, cut, reading.words.length)),
    }))
    .find(({ left, right }) => hasThing(left) && hasThing(right));
  const turned = TURNED.test(reading.words.join(' '));
  return found !== undefined && turned ? { left: found.right, right: found.left } : found;
}

function cuts({ words, mentions }: Reading): readonly number[] {
  const than = words.lastIndexOf('than');
  if (than >= 0) return [than];
  const operations = [...words.keys()].filter((index) => OPERATIONS.has(words[index] ?? ''));
  const things = mentions.filter(
    ({ named, adjectives }) =>
      named !== undefined || adjectives.some(({ form }) => form === 'superlative'),
  );
  const last = operations.at(-1);
  const first = things[0];
  const found: number[] = [];
  if (last !== undefined && first !== undefined && first.start < last) found.push(last);
  if (things.length === 2) found.push(things[1]?.start ?? 0);
  return found;
}

const TURNED = /\btimes as \S+ as\b|\bsubtract\b.*\bfrom\b/;

function hasThing({ names, selection }: Part): boolean {
  return names.length > 0 || selection !== undefined;
}
