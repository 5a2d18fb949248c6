import { describe, expect, test } from 'vitest';
import { citeRest } from '../../src/offline/cite-rest.ts';

const sources = (count: number): { number: number; title: string; url: string }[] =>
  Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    title: `Source ${index + 1}`,
    url: `test://${index + 1}`,
  }));

describe('citing the rest', () => {
  test.each([
    ['It is 7 m.', 1, 'It is 7 m [1].'],
    ['It is 7 m.', 2, 'It is 7 m [1, 2].'],
    ['It is 7 m.', 3, 'It is 7 m [1-3].'],
    ['A (1 m [2]) is more.', 5, 'A (1 m [2]) is more [1, 3-5].'],
    ['A [1] and B [2].', 2, 'A [1] and B [2].'],
    ['It is 7 m', 1, 'It is 7 m [1]'],
    ['It is 0 m.', 0, 'It is 0 m.'],
  ])('%s with %d sources', (answer, count, expected) => {
    expect(citeRest(answer, { sources: sources(count) })).toBe(expected);
  });
});
