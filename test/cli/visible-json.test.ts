import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleJson } from '../../src/cli/visible-json.ts';
import { runs } from '../executor/runs.ts';

test('what a terminal obeys, hides or takes for a blank is an escape', () => {
  const cases = {
    '\x1b[2J': '"\\u001b[2J"',
    'a\nb': '"a\\nb"',
    '\x9b31m': '"\\u009b31m"',
    'a\u202eb': '"a\\u202eb"',
    'a\u200bb': '"a\\u200bb"',
    'a\u00a0b': '"a\\u00a0b"',
    'a\u3164b': '"a\\u3164b"',
    'a\u2800b': '"a\\u2800b"',
    'a\u2028b': '"a\\u2028b"',
    '\u{e0041}': '"\\udb40\\udc41"',
    'a b': '"a b"',
    'é日本🙂': '"é日本🙂"',
  };
  for (const [text, shown] of Object.entries(cases)) expect(visibleJson(text)).toBe(shown);
});

test('a name of an argument is made visible too', () => {
  expect(visibleJson({ 'to\u202e': 1 })).toBe('{"to\\u202e":1}');
});

test('what is shown is JSON of the same value, on one line', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const json = JSON.parse(JSON.stringify(value));
      const shown = visibleJson(json);
      expect(JSON.parse(shown)).toEqual(json);
      expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    }),
    runs(200, 20_000),
  );
});
