import { expect, test } from 'vitest';
import { readEdited } from '../../src/cli/read-edited.ts';

test('one JSON object is the arguments of one call', () => {
  expect(readEdited('{"to": "b"}', 'one')).toEqual({ ok: true, inputs: [{ to: 'b' }] });
});

test('for a fanned-out write a list has the arguments of each call', () => {
  expect(readEdited('[{"to": "b"}, {}]', 2)).toEqual({ ok: true, inputs: [{ to: 'b' }, {}] });
});

test.each([
  ['{"to": ', 'one', /^It is no JSON: .*The arguments are as they were\.$/],
  ['', 'one', /^It is no JSON/],
  ['"x"', 'one', /^It must be one JSON object/],
  ['[{}]', 'one', /^It must be one JSON object/],
  ['null', 'one', /^It must be one JSON object/],
  ['[{}]', 2, /^It must be a list of 2 JSON objects, one a call/],
  ['{}', 1, /^It must be a list of 1 JSON objects/],
  ['[1, {}]', 2, /^It must be a list of 2/],
] as const)('%j for %s calls is refused with what is wanted', (text, wanted, message) => {
  const read = readEdited(text, wanted);
  expect(read.ok ? '' : read.message).toMatch(message);
});
