import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.ts';
import { equalJson, type Json } from '../../src/core/json.ts';
import { runs } from '../executor/runs.ts';

const json = fc.jsonValue({ maxDepth: 4 }).map((value): Json => value as Json);

describe('the canonical text of a JSON value', () => {
  it('is JSON with the keys sorted at every level', () => {
    expect(canonicalJson({ b: [1, { d: null, c: true }], a: 'x' })).toBe(
      '{"a":"x","b":[1,{"c":true,"d":null}]}',
    );
    expect(canonicalJson({})).toBe('{}');
    expect(canonicalJson([])).toBe('[]');
  });

  it('takes -0 and 0 for one number, as JSON does', () => {
    expect(canonicalJson([-0, 0])).toBe('[0,0]');
  });

  it.each<[Json, Json]>([
    ['1', 1],
    ['null', null],
    ['true', true],
    ['', []],
    [[], {}],
    [[[]], []],
    [['a,b'], ['a', 'b']],
    [['a","b'], ['a', 'b']],
    [{ a: 1, b: 2 }, { 'a":1,"b': 2 }],
    [{ a: null }, {}],
    [['\ud800'], ['\ufffd']],
  ])('keeps %j and %j apart', (left, right) => {
    expect(canonicalJson(left)).not.toBe(canonicalJson(right));
  });

  it('reads a key of __proto__ as data', () => {
    const value = JSON.parse('{"__proto__":1,"a":2}') as Json;
    expect(canonicalJson(value)).toBe('{"__proto__":1,"a":2}');
  });

  it('any two values: the same text exactly where they are equal', () => {
    const pair = fc.tuple(json, json);
    const property = fc.property(pair, ([left, right]) => {
      expect(canonicalJson(left) === canonicalJson(right)).toBe(equalJson(left, right));
      expect(canonicalJson(shuffled(left))).toBe(canonicalJson(left));
      expect(equalJson(JSON.parse(canonicalJson(left)) as Json, left)).toBe(true);
    });
    fc.assert(property, runs(500, 50_000));
  });
});

/** The same value with the keys of every object the other way round. */
function shuffled(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => shuffled(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, shuffled(item)] as const);
  return Object.fromEntries(entries.reverse());
}
