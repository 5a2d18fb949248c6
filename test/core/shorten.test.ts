import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fairLimit, oneLine, shorten } from '../../src/core/shorten.ts';

describe('shorten', () => {
  it('leaves a text within the limit as it is', () => {
    expect(shorten('abcd', 4)).toBe('abcd');
  });

  it('says how much of a longer text is missing', () => {
    expect(shorten('abcdef', 4)).toBe('abcd … [cut: 2 more characters]');
  });

  it('splits no surrogate pair', () => {
    expect(shorten('a😀b', 2)).toBe('a … [cut: 3 more characters]');
  });
});

it('oneLine makes one space of every run of white space', () => {
  expect(oneLine(' a\n\t b\u2028c ')).toBe('a b c');
});

describe('fairLimit', () => {
  it('is Infinity where all texts fit', () => {
    expect(fairLimit([3, 4], 7)).toBe(Infinity);
    expect(fairLimit([], 0)).toBe(Infinity);
  });

  it('gives what short texts leave to the long ones', () => {
    expect(fairLimit([1, 100, 100], 21)).toBe(10);
  });

  it('keeps any texts within the total, and wastes less than one unit a text', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 1 }), fc.nat(2_000), (lengths, total) => {
        const limit = fairLimit(lengths, total);
        const sum = lengths.reduce((rest, length) => rest + Math.min(length, limit), 0);
        expect(sum).toBeLessThanOrEqual(total);
        if (limit !== Infinity) expect(sum).toBeGreaterThan(total - lengths.length);
      }),
    );
  });
});
