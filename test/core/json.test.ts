import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyJson, equalJson, isJsonList, isJsonObject, type Json } from '../../src/core/json.ts';

const json = fc.jsonValue() as fc.Arbitrary<Json>;

describe('a copy of a JSON value', () => {
  it('equals it and shares no object with it', () => {
    fc.assert(
      fc.property(json, (value) => {
        const copy = copyJson(value);
        expect(copy).toEqual(value);
        expect(equalJson(copy, value)).toBe(true);
        if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value);
      }),
    );
  });

  it('keeps a __proto__ key as data', () => {
    const value = JSON.parse('{"__proto__": {"polluted": true}}') as Json;
    const copy = copyJson(value);
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('equality of JSON values', () => {
  it('is that of their texts, whatever the order of keys', () => {
    fc.assert(
      fc.property(json, json, (left, right) => {
        const same = JSON.stringify(left) === JSON.stringify(right);
        if (same) expect(equalJson(left, right)).toBe(true);
        else if (typeof left !== 'object') expect(equalJson(left, right)).toBe(left === right);
      }),
    );
    expect(equalJson({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
    expect(equalJson({ a: 1 }, { a: 1, b: null })).toBe(false);
    expect(equalJson([1, 2], [1])).toBe(false);
    expect(equalJson([], {})).toBe(false);
    expect(equalJson({}, null)).toBe(false);
    expect(equalJson({ toString: 1 }, { valueOf: 1 })).toBe(false);
  });
});

describe('the kinds of JSON values', () => {
  it('are told apart', () => {
    expect([{}, [], null, 1, undefined].map(isJsonObject)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect([{}, [], null, 1, undefined].map(isJsonList)).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
  });
});
