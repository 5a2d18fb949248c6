import { expect, test } from 'vitest';
import { formatDuration } from '../../src/cli/format-duration.ts';

test.each([
  [-5, '0ms'],
  [0, '0ms'],
  [12.4, '12ms'],
  [99.4, '99ms'],
  [99.6, '0.10s'],
  [840, '0.84s'],
  [9_994, '9.99s'],
  [9_995, '10.0s'],
  [12_345, '12.3s'],
  [59_949, '59.9s'],
  [59_950, '1m 00s'],
  [125_000, '2m 05s'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
