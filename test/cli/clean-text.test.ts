import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanLine, cleanText } from '../../src/cli/clean-text.ts';

test('escape sequences become visible text', () => {
  expect(cleanText('\x1b[2J\x1b]0;title\x07')).toBe('␛[2J␛]0;title␇');
  expect(cleanText('\x7f')).toBe('␡');
});

test('eight-bit controls and characters that turn the direction are replaced', () => {
  expect(cleanText('a\x9b31mb\u202ec\u2066d')).toBe('a�31mb�c�d');
});

test('line ends of every kind are one kind, and a tab is two spaces', () => {
  expect(cleanText('a\r\nb\rc\u2028d\x0be\tf')).toBe('a\nb\nc\nd\ne  f');
});

test('on one line, line ends and what surrounds them become a blank', () => {
  expect(cleanLine('  a \n\n  b\rc ')).toBe('a b c');
});

test('usual text stays as it is', () => {
  expect(cleanText('Größe: 8 849 m — 珠峰 👍🏽')).toBe('Größe: 8 849 m — 珠峰 👍🏽');
});

test('whatever comes in, no control character comes out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(cleanText(text)).not.toMatch(
        /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/,
      );
      expect(cleanLine(text)).not.toContain('\n');
    }),
  );
});
