import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import fc from 'fast-check';
import type { Json } from '../../src/core/json.ts';
import { fitSchema } from '../../src/plan/schema-fit.ts';
import { literalOf } from '../../src/plan/raw-value.ts';
import { prepared, raw, rawReference, ref, text, tool } from './statements.ts';
import type { Written } from './statements.ts';
import { createToolset } from '../../src/tools/toolset.ts';

function fit(value: Written, schema: Json, numbers: 'convert' | 'keep' = 'keep') {
  return fitSchema(raw(value), schema, { root: schema, numbers });
}

function issues(value: Written, schema: Json): string[] {
  return fit(value, schema).issues.map(({ path, message }) => `${path} ${message}`.trim());
}

describe('a written value fits', () => {
  test('the type keyword, one name or several', () => {
    const samples: [string, Written][] = [
      ['null', null],
      ['boolean', true],
      ['integer', 3],
      ['number', 3.5],
      ['string', 'x'],
      ['array', []],
      ['object', {}],
    ];
    for (const [type, value] of samples) {
      expect(issues(value, { type })).toEqual([]);
      expect(issues(value, { type: ['null', type] })).toEqual([]);
      for (const [other] of samples) {
        const both = [type, other].sort().join();
        if (type === other || both === 'integer,number') continue;
        expect(issues(value, { type: other })).toHaveLength(1);
      }
    }
    expect(issues(3, { type: 'number' })).toEqual([]);
    expect(issues(3.5, { type: 'integer' })).toEqual(['should be an integer, got the number 3.5']);
    expect(issues(null, { type: 'string', nullable: true })).toEqual([]);
  });

  test('enum and const, with a suggestion', () => {
    expect(issues('red', { enum: ['red', 1, { a: 1 }] })).toEqual([]);
    expect(issues({ a: 1 }, { enum: ['red', { a: 1 }] })).toEqual([]);
    expect(issues('gren', { enum: ['red', 'green'] })).toEqual([
      'should be one of "red", "green", got the text "gren". Did you mean "green"?',
    ]);
    expect(issues(2, { const: 1 })).toEqual(['should be 1, got the number 2.']);
  });

  test('properties, required and additionalProperties, with the path of what is wrong', () => {
    const schema = {
      type: 'object',
      properties: {
        to: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
      },
      additionalProperties: false,
    };
    expect(issues({ to: { name: 'x', more: 1 } }, schema)).toEqual([]);
    expect(issues({ to: { name: 1 } }, schema)).toEqual([
      'to.name should be a string, got the number 1',
    ]);
    expect(issues({ to: {} }, schema)).toEqual(['to.name is missing (a string)']);
    expect(issues({ two: 1 }, schema)).toEqual([
      'two is not known; known here: to. Did you mean "to"?',
    ]);
    expect(issues({ a: 1 }, { additionalProperties: { type: 'string' } })).toHaveLength(1);
    expect(issues({ a: 1 }, { patternProperties: { a: {} }, additionalProperties: false })).toEqual(
      [],
    );
  });

  test('items and prefixItems', () => {
    expect(issues(['a', 1], { items: { type: 'string' } })).toEqual([
      '[1] should be a string, got the number 1',
    ]);
    const pair = { prefixItems: [{ type: 'string' }, { type: 'number' }], items: false };
    expect(issues(['a', 1], pair)).toEqual([]);
    expect(issues(['a', 1, 2], pair)).toEqual(['[2] nothing fits here']);
    expect(issues([1], { items: [{ type: 'string' }] })).toHaveLength(1);
  });

  test('a union by one branch, and says what is wrong inside the nearest one', () => {
    const union = {
      anyOf: [
        { type: 'string' },
        { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
      ],
    };
    expect(issues('x', union)).toEqual([]);
    expect(issues({ a: 1 }, union)).toEqual([]);
    expect(issues({ a: 'x' }, union)).toEqual(['a should be a number, got the text "x"']);
    expect(issues(1, union)).toEqual(['should be a string or an object, got the number 1']);
    expect(issues(1, { oneOf: union.anyOf })).toHaveLength(1);
  });

  test('all parts of allOf, and what a local $ref points at', () => {
    expect(issues(3, { allOf: [{ minimum: 1 }, { maximum: 2 }] })).toEqual([
      'should be at most 2, got the number 3',
    ]);
    for (const keyword of ['$defs', 'definitions']) {
      const schema = { $ref: `#/${keyword}/a~1b`, [keyword]: { 'a/b': { type: 'string' } } };
      expect(issues(1, schema)).toHaveLength(1);
      expect(issues('x', schema)).toEqual([]);
    }
  });

  test('a schema that names itself', () => {
    const tree = {
      type: 'object',
      properties: { left: { $ref: '#' }, name: { type: 'string' } },
      required: ['name'],
    };
    expect(issues({ name: 'a', left: { name: 'b' } }, tree)).toEqual([]);
    expect(issues({ name: 'a', left: { left: { name: 1 } } }, tree)).toEqual([
      'left.name is missing (a string)',
      'left.left.name should be a string, got the number 1',
    ]);
  });

  test('bounds on text, numbers and lists; characters are counted, not UTF-16 units', () => {
    expect(issues('😀😀', { maxLength: 2, minLength: 2 })).toEqual([]);
    expect(issues('abc', { maxLength: 2 })).toHaveLength(1);
    expect(issues('', { minLength: 1 })).toEqual([
      'should have at least 1 characters, got the text ""',
    ]);
    expect(issues('ab', { pattern: '^[0-9]+$' })).toHaveLength(1);
    expect(issues('12', { pattern: '^[0-9]+$' })).toEqual([]);
    expect(issues(1, { minimum: 2 })).toHaveLength(1);
    expect(issues(2, { exclusiveMinimum: 2 })).toHaveLength(1);
    expect(issues(2, { exclusiveMaximum: 2 })).toHaveLength(1);
    expect(issues(2, { minimum: 2, maximum: 2 })).toEqual([]);
    expect(issues([1], { minItems: 2 })).toHaveLength(1);
    expect(issues([1, 2], { maxItems: 1 })).toHaveLength(1);
  });

  test('keywords, patterns, references and types that are not known', () => {
    expect(issues('x', { format: 'email', not: {}, if: {}, multipleOf: 2 })).toEqual([]);
    expect(issues('x', { pattern: '(' })).toEqual([]);
    expect(issues('x', { $ref: 'https://example.com/schema' })).toEqual([]);
    expect(issues('x', { $ref: '#/$defs/none' })).toEqual([]);
    expect(issues('x', { type: 'text' })).toEqual([]);
    expect(issues('x', true)).toEqual([]);
    expect(issues('x', false)).toEqual(['nothing fits here']);
  });

  test('a schema that leads round and round, in bounded time', () => {
    const circle = { $ref: '#', anyOf: [{ $ref: '#' }, { $ref: '#' }], type: 'string' };
    expect(issues('x', circle)).toEqual([]);
  });
});

describe('references', () => {
  const schema = { type: 'object', properties: { a: { type: 'number' }, b: { enum: ['x'] } } };

  test('fit everywhere, and so does text that holds one', () => {
    expect(issues({ a: ref(1), b: text('y ', rawReference(1)) }, schema)).toEqual([]);
    expect(issues([ref(1)], { enum: [['x']] })).toEqual([]);
  });

  test('are told what is wanted of them', () => {
    const value = ref(1);
    const { wanted } = fit({ a: value }, schema);
    expect([...wanted.values()]).toEqual([{ type: 'number' }]);
  });

  test('do not hide what is wrong beside them', () => {
    expect(issues([ref(1), 'x'], { items: { type: 'number' } })).toHaveLength(1);
  });
});

describe('a number where only text fits', () => {
  test('becomes text where that is asked for', () => {
    const {
      value,
      issues: found,
      conversions,
    } = fit([1.5, 'x'], { items: { type: 'string' } }, 'convert');
    expect(literalOf(value)).toEqual(['1.5', 'x']);
    expect(found).toEqual([]);
    expect(conversions).toMatchObject([
      { path: '[0]', message: 'the number 1.5 was taken as text' },
    ]);
  });

  test('stays a number in a union that takes one', () => {
    const union = { anyOf: [{ type: 'string' }, { type: 'number' }] };
    expect(literalOf(fit(1, union, 'convert').value)).toBe(1);
    expect(fit(1, union, 'convert').conversions).toEqual([]);
  });

  test('must still be one of the choices', () => {
    expect(fit(1, { type: 'string', enum: ['1', '2'] }, 'convert').issues).toEqual([]);
    expect(fit(3, { type: 'string', enum: ['1', '2'] }, 'convert').issues).toHaveLength(1);
  });
});

test('whatever a zod schema takes fits its JSON Schema', () => {
  const person = z.object({
    name: z.string().min(1),
    age: z.number().int().nonnegative().optional(),
    tags: z.array(z.enum(['a', 'b'])).max(3),
    spouse: z.union([z.string(), z.object({ name: z.string() }), z.null()]),
    extra: z.record(z.string(), z.number()),
  });
  const { json } = prepared('p', createToolset([tool('p', person)])).input;
  const written = fc.record(
    {
      name: fc.oneof(fc.string(), fc.integer()),
      age: fc.oneof(fc.integer(), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
      tags: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }),
      spouse: fc.oneof(fc.string(), fc.constant(null), fc.record({ name: fc.string() })),
      extra: fc.constantFrom({}, { x: 1 }, { x: 'y' }),
    },
    { requiredKeys: ['name', 'tags', 'spouse', 'extra'] },
  );
  fc.assert(
    fc.property(written, (value) => {
      const fits = fitSchema(raw(value), json, { root: json, numbers: 'keep' }).issues.length === 0;
      expect(fits).toBe(person.safeParse(value).success);
    }),
  );
});
