import { expect, test } from 'vitest';
import { mergeLines } from '../../src/cli/merge-lines.ts';

test('each group of equal tasks is one line, none where there is none', () => {
  expect(
    mergeLines({
      merges: [
        [1, 3],
        [2, 5, 6],
      ],
    }),
  ).toEqual(['tasks 1, 3 are equal: one call', 'tasks 2, 5, 6 are equal: one call']);
  expect(mergeLines({ merges: [] })).toEqual([]);
});
