import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { propertyText, typeText } from '../../src/tools/type-text.ts';

const text = (schema: Json, options = {}): string =>
  typeText(schema, {
    root: typeof schema === 'object' ? (schema as never) : {},
    depth: 4,
    length: 200,
    ...options,
  });

describe('typeText', () => {
  it.each<[Json, string]>([
    [true, 'any'],
    [{}, 'any'],
    [false, 'never'],
    [{ type: 'string' }, 'string'],
    [{ type: 'string', format: 'date' }, 'string(date)'],
    [{ type: 'integer', minimum: 1, maximum: 10 }, 'integer(1..10)'],
    [{ type: 'number', minimum: 0 }, 'number(0..)'],
    [{ type: 'number', maximum: 0 }, 'number(..0)'],
    [{ type: 'boolean' }, 'boolean'],
    [{ type: 'null' }, 'null'],
    [{ enum: ['a', 5, null] }, '"a" | 5 | null'],
    [{ const: 'a' }, '"a"'],
    [
      { enum: Array.from({ length: 30 }, (_, index) => index) },
      '0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | …',
    ],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'string' }] }, 'string | integer'],
    [{ oneOf: [{ type: 'string' }, {}] }, 'any'],
    [{ allOf: [{ type: 'string' }, { minLength: 1 }] }, 'string'],
    [{ type: 'string', allOf: [{ minLength: 1 }] }, 'string'],
    [{ allOf: [{ properties: { a: {} } }, { properties: { b: {} } }] }, '{a?: any} & {b?: any}'],
    [{ type: 'array', items: { type: 'string' } }, 'string[]'],
    [{ type: 'array' }, 'any[]'],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, '("a" | "b")[]'],
    [
      { type: 'array', items: { anyOf: [{ properties: { a: {} } }, { type: 'null' }] } },
      '({a?: any} | null)[]',
    ],
    [
      { type: 'array', items: { allOf: [{ type: 'string' }, { type: 'number' }] } },
      '(string & number)[]',
    ],
    [{ allOf: [{ type: ['string', 'null'] }, { type: 'number' }] }, '(string | null) & number'],
    [{ type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] }, '[string, number]'],
    [{ type: 'array', items: [{ type: 'string' }] }, '[string]'],
    [{ type: 'object' }, 'object'],
    [
      {
        type: 'object',
        properties: { a: { type: 'string' }, b: { enum: [1, 2] } },
        required: ['a'],
      },
      '{a: string, b?: 1 | 2}',
    ],
    [{ properties: { 'odd key': {} } }, '{"odd key"?: any}'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, '{[key]: number}'],
    [
      { type: 'object', properties: { a: {} }, additionalProperties: { type: 'number' } },
      '{a?: any, [key]: number}',
    ],
    [{ type: 'object', additionalProperties: false }, 'object'],
    [{ $ref: '#/$defs/t', $defs: { t: { type: 'string' } } }, 'string'],
    [{ $ref: 'https://else.where' }, 'any'],
    [{ properties: { next: { $ref: '#' } } }, '{next?: {next?: {next?: {next?: …}}}}'],
    [{ type: 'surprise' }, 'any'],
  ])('writes %j as %s', (schema, expected) => {
    expect(text(schema)).toBe(expected);
  });

  it('shows only as many levels as it may', () => {
    const deep = {
      type: 'array',
      items: { properties: { a: { type: 'array', items: { type: 'string' } } } },
    };
    expect(text(deep, { depth: 0 })).toBe('…');
    expect(text(deep, { depth: 1 })).toBe('…[]');
    expect(text(deep, { depth: 2 })).toBe('{a?: …}[]');
    expect(text(deep, { depth: 3 })).toBe('{a?: string[]}[]');
  });

  it('is never longer than it may be', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5 }),
        fc.integer({ min: 1, max: 60 }),
        (schema, length) => {
          expect(
            typeText(schema as Json, { root: {}, depth: 9, length }).length,
          ).toBeLessThanOrEqual(length);
        },
      ),
    );
  });

  it('ends soon on a schema whose references branch without end', () => {
    const branches = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`p${index}`, { $ref: '#' }]),
    );
    const schema = { properties: branches, anyOf: undefined as never };
    expect(text(schema, { depth: 50, length: 100_000 }).length).toBeLessThan(2_000);
    const union = { anyOf: Array.from({ length: 50 }, () => ({ $ref: '#' })) };
    expect(text(union, { depth: 50, length: 100_000 }).length).toBeLessThan(2_000);
  });
});

describe('propertyText', () => {
  it('marks what is optional and quotes what is no identifier', () => {
    expect(propertyText({ name: 'a', required: true }, 'string')).toBe('a: string');
    expect(propertyText({ name: 'a-b', required: false }, 'any')).toBe('"a-b"?: any');
  });
});
