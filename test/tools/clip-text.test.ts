import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipText } from '../../src/tools/clip-text.ts';

describe('clipText', () => {
  it('puts a text on one line', () => {
    expect(clipText('  a\n\n b\t c ', 20)).toBe('a b c');
  });

  it('cuts to the length and says so', () => {
    expect(clipText('abcdef', 6)).toBe('abcdef');
    expect(clipText('abcdefg', 6)).toBe('abcde…');
  });

  it('splits no character', () => {
    expect(clipText('ab😀cd', 4)).toBe('ab…');
  });

  it('says so too where most of the text is blank', () => {
    expect(clipText(`a${' '.repeat(1000)}b`, 10)).toBe('a…');
  });

  it('is never longer than the length, and well formed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 10 }),
        (text, length) => {
          const clipped = clipText(text, length);
          expect(clipped.length).toBeLessThanOrEqual(length);
          expect(clipped).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
        },
      ),
    );
  });
});
