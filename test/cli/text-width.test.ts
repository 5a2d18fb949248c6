import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText } from '../../src/cli/clean-text.ts';
import { cutToWidth, textWidth, wrapHanging, wrapToWidth } from '../../src/cli/text-width.ts';

test.each([
  ['', 0],
  ['abc', 3],
  ['é', 1],
  ['e\u0301', 1],
  ['日本', 4],
  ['한국', 4],
  ['ｗ', 2],
  ['👍', 2],
  ['👍🏽', 2],
  ['👨‍👩‍👧‍👦', 2],
  ['🇩🇪', 2],
  ['❤️', 2],
  ['…', 1],
  ['✓', 1],
  ['\u200b', 0],
])('%j takes %i columns', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test('a text that fits stays, another ends in an ellipsis', () => {
  expect(cutToWidth('abc', 3)).toBe('abc');
  expect(cutToWidth('abcd', 3)).toBe('ab…');
  expect(cutToWidth('日本語', 4)).toBe('日…');
  expect(cutToWidth('日本語', 6)).toBe('日本語');
  expect(cutToWidth('👨‍👩‍👧‍👦👍', 3)).toBe('👨‍👩‍👧‍👦…');
  expect(cutToWidth('abc', 0)).toBe('');
});

test('lines break at blanks, else between characters, and at line ends', () => {
  expect(wrapToWidth('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapToWidth('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
  expect(wrapToWidth('日本語', 5)).toEqual(['日本', '語']);
  expect(wrapToWidth('a\n\nb', 5)).toEqual(['a', '', 'b']);
});

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.constantFrom('日', 'a', ' ', '👍🏽', '\u0301', '🇩🇪', '\n'), { maxLength: 60 })
    .map((all) => all.join('')),
);

test('what is cut or wrapped is never wider than asked for', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 30 }), (dirty, width) => {
      const clean = cleanText(dirty);
      expect(textWidth(cutToWidth(clean.replaceAll('\n', ' '), width))).toBeLessThanOrEqual(width);
      for (const line of wrapToWidth(clean, Math.max(2, width))) {
        expect(textWidth(line)).toBeLessThanOrEqual(Math.max(2, width));
      }
    }),
  );
});

test('wrapping loses nothing but blanks', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 30 }), (dirty, width) => {
      const clean = cleanText(dirty);
      const squeeze = (value: string) => value.replace(/\s/g, '');
      expect(squeeze(wrapToWidth(clean, width).join(''))).toBe(squeeze(clean));
    }),
  );
});

test('long texts cost no more than their length', () => {
  for (const unit of ['a', ' ', '日', '\u0301', '👍🏽', 'word ']) {
    const long = unit.repeat(20_000 / unit.length);
    cutToWidth(unit.repeat(2_000_000), 80);
    wrapToWidth(long, 80);
    wrapToWidth(long, 2);
  }
});

test('a line that goes on does so further in, and no line is wider', () => {
  expect(wrapHanging('failed: it did not end\n  a hint', 12)).toBe(
    'failed: it\n  did not\n  end\n  a hint',
  );
  expect(wrapHanging('as wide as it', 13)).toBe('as wide as it');
  expect(wrapHanging('', 10)).toBe('');
});
