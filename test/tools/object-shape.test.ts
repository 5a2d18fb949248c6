import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../src/tools/tool.ts';
import { admitsObject, parametersOf } from '../../src/tools/object-shape.ts';

const signature = (schema: JsonSchema): string =>
  parametersOf(schema)
    .map(({ name, required }) => name + (required ? '' : '?'))
    .join(' ');

describe('parametersOf', () => {
  it('takes a required name without a property as open', () => {
    expect(parametersOf({ required: ['b'], properties: { a: true } })).toEqual([
      { name: 'b', required: true, schema: true },
      { name: 'a', required: false, schema: true },
    ]);
  });

  it('follows a $ref at the root', () => {
    const schema = { $ref: '#/$defs/t', $defs: { t: { properties: { a: {} }, required: ['a'] } } };
    expect(signature(schema)).toBe('a');
  });

  it('joins the members of allOf', () => {
    const schema = {
      allOf: [
        { properties: { a: { type: 'string' }, b: { minimum: 1 } }, required: ['a'] },
        { properties: { b: { maximum: 5 }, c: {} }, required: ['c'] },
      ],
    };
    expect(signature(schema)).toBe('a c b?');
    expect(parametersOf(schema)[2]?.schema).toEqual({ allOf: [{ minimum: 1 }, { maximum: 5 }] });
  });

  it.each(['anyOf', 'oneOf'])('requires of %s what each alternative requires', (keyword) => {
    const schema = {
      properties: { z: {} },
      [keyword]: [
        { properties: { k: { const: 'a' }, x: {} }, required: ['k', 'x'] },
        { properties: { k: { const: 'b' }, y: {} }, required: ['k', 'y'] },
        { type: 'null' },
      ],
    };
    expect(signature(schema)).toBe('k z? x? y?');
    expect(parametersOf(schema)[0]?.schema).toEqual({ anyOf: [{ const: 'a' }, { const: 'b' }] });
  });

  it('is empty for what says nothing', () => {
    expect(parametersOf({})).toEqual([]);
    expect(parametersOf({ properties: 5, required: 'a' })).toEqual([]);
    expect(parametersOf({ $ref: '#/$defs/none' })).toEqual([]);
    expect(parametersOf({ $ref: '#' })).toEqual([]);
  });

  it('ends on schemas that branch into themselves', () => {
    const branches = Array.from({ length: 10 }, () => ({ $ref: '#' }));
    expect(signature({ properties: { a: {} }, anyOf: branches, allOf: branches })).toBe('a?');
    expect(admitsObject({ anyOf: branches, allOf: branches })).toBe(true);
  });

  it('has no inherited names', () => {
    expect(signature({ properties: {}, required: ['toString'] })).toBe('toString');
  });
});

describe('admitsObject', () => {
  it.each<[JsonSchema, boolean]>([
    [{}, true],
    [{ type: 'object' }, true],
    [{ type: ['object', 'null'] }, true],
    [{ type: ['string', 'null'] }, false],
    [{ anyOf: [{ type: 'string' }, {}] }, true],
    [{ anyOf: [{ type: 'string' }, false] }, false],
    [{ oneOf: [] }, false],
    [{ allOf: [{}, { type: 'string' }] }, false],
    [{ enum: [{ a: 1 }, 5] }, true],
    [{ enum: [5] }, false],
    [{ const: {} }, true],
    [{ const: [] }, false],
    [{ $ref: 'https://else.where' }, true],
  ])('%j: %s', (schema, expected) => {
    expect(admitsObject(schema)).toBe(expected);
  });
});
