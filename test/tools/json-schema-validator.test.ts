import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { createJsonSchemaValidator } from '../../src/tools/json-schema-validator.ts';
import { createSchemaVendors } from '../../src/tools/schema-vendors.ts';
import { toZodSubset } from '../../src/tools/zod-subset.ts';

const vendors = createSchemaVendors();
const accepts = (schema: JsonObject, value: Json): boolean => {
  const result = createJsonSchemaValidator(schema, vendors)(value);
  if (result instanceof Promise) throw new Error('not sync');
  return result.ok;
};

describe('a JSON Schema validates as the standard says', () => {
  it.each<[JsonObject, Json, boolean]>([
    [{ type: 'object', required: ['a'] }, {}, false],
    [{ required: ['a'] }, {}, false],
    [{ minLength: 3 }, 'a', false],
    [{ minLength: 3 }, 5, true],
    [{ properties: { a: { type: 'number' } } }, { a: 'x' }, false],
    [{ items: { type: 'number' } }, ['x'], false],
    [{ const: { a: 1 } }, { a: 1 }, true],
    [{ enum: [[1], 2] }, [1], true],
    [{ type: 'integer', enum: [1, 2] }, 3, false],
    [{ type: 'string', enum: ['a', 'b'] }, 'c', false],
    [{ type: 'string', minLength: 2 }, '😀', false],
    [{ type: 'string', pattern: '^\\p{L}+$' }, 'é', true],
    [{ type: 'string', pattern: '^[\\w-.]+$' }, 'a-b.c', true],
    [{ type: 'string', format: 'email' }, 'no address', true],
    [{ allOf: [{ required: ['a'] }, { required: ['b'] }] }, { a: 1 }, false],
    [{ anyOf: [{ required: ['a'] }, { required: ['b'] }] }, {}, false],
    [{ oneOf: [{ type: 'number' }, { type: 'integer' }] }, 1, false],
    [{ not: { type: 'object' } }, {}, false],
    [{ if: { required: ['a'] }, then: { required: ['b'] } }, { a: 1 }, false],
    [{ dependentRequired: { a: ['b'] } }, { a: 1 }, false],
    [{ type: ['string', 'null'] }, 5, false],
    [{ type: 'array', uniqueItems: true }, [{ a: 1 }, { a: 1 }], false],
    [{ type: 'object', patternProperties: { '^a': { type: 'number' } } }, { ab: 'x' }, false],
    [{ prefixItems: [{ type: 'string' }] }, [1], false],
    [{ type: 'object', properties: { a: true }, unevaluatedProperties: false }, { b: 1 }, false],
    [{ type: 'object', required: ['toString'] }, {}, false],
    [{ type: 'object', required: ['toString'], properties: { toString: {} } }, {}, false],
    [{ type: 'object', properties: { constructor: { type: 'string' } } }, {}, true],
    [
      { type: 'object', properties: { n: { $ref: '#/$defs/n' } }, $defs: { n: { type: 'null' } } },
      { n: 1 },
      false,
    ],
    [
      { type: 'object', properties: { sub: { $ref: '#' } }, additionalProperties: false },
      { sub: { sub: { x: 1 } } },
      false,
    ],
    [
      { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'string' }] },
      [1],
      false,
    ],
    [{ items: [{ type: 'string' }], additionalItems: false }, ['a', 1], false],
    [
      { definitions: { n: { type: 'number' } }, properties: { a: { $ref: '#/definitions/n' } } },
      { a: 'x' },
      false,
    ],
    [{ 'x-vendor': true, type: 'object', minProperties: 1 }, {}, false],
    [{}, 5, true],
  ])('%j on %j: %s', (schema, value, expected) => {
    expect(accepts(schema, value)).toBe(expected);
  });

  const scalar = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(0.5, -1.5),
    fc.constantFrom('', 'a', 'ab', '😀', 'b'),
  );
  const key = fc.constantFrom('a', 'b', 'c', 'toString', '1');
  const bound = fc.integer({ min: 0, max: 3 });
  const { schema } = fc.letrec<{ schema: Json; object: Json }>((tie) => ({
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant({}),
      fc.constant(true),
      fc.record(
        {
          type: fc.constant('string'),
          minLength: bound,
          maxLength: bound,
          format: fc.constant('email'),
          default: fc.constant('x'),
        },
        { requiredKeys: ['type'] },
      ),
      fc.record(
        {
          type: fc.constantFrom('number', 'integer'),
          minimum: bound,
          maximum: bound,
          exclusiveMinimum: bound,
          exclusiveMaximum: bound,
        },
        { requiredKeys: ['type'] },
      ),
      fc.record({ type: fc.constantFrom('boolean', 'null') }),
      fc.record({ enum: fc.array(scalar, { minLength: 1, maxLength: 3 }) }),
      fc.record({ const: scalar }),
      fc.record({
        type: fc.constant('string'),
        enum: fc.uniqueArray(fc.constantFrom('a', 'b', 'ab'), { minLength: 1 }),
      }),
      fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
      fc.record(
        { type: fc.constant('array'), items: tie('schema'), minItems: bound, maxItems: bound },
        { requiredKeys: ['type'] },
      ),
      tie('object'),
    ),
    object: fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(key, tie('schema'), { maxKeys: 3 }),
        required: fc.uniqueArray(key, { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
      },
      { requiredKeys: ['type'] },
    ),
  }));
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 3 }),
    ),
  }));

  it('agrees with ajv on everything that is left to zod', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, ownProperties: true });
    let leftToZod = 0;
    fc.assert(
      fc.property(schema, fc.array(value, { minLength: 1, maxLength: 8 }), (document, values) => {
        if (
          typeof document !== 'object' ||
          document === null ||
          toZodSubset(document) === undefined
        )
          return;
        leftToZod += 1;
        const validate = ajv.compile(structuredClone(document) as object);
        for (const one of values) {
          expect([one, accepts(document as JsonObject, one)]).toEqual([one, validate(one)]);
        }
      }),
      { numRuns: 120 },
    );
    expect(leftToZod).toBeGreaterThan(40);
  });
});

describe('the issues of a JSON Schema', () => {
  const issues = (schema: JsonObject, value: Json) => {
    const result = createJsonSchemaValidator(schema, vendors)(value);
    return 'issues' in result ? result.issues : [];
  };

  it('name the place and the unknown property, where ajv validates', () => {
    const schema = {
      type: 'object',
      minProperties: 1,
      properties: {
        'a/b': { type: 'array', items: { type: 'object', additionalProperties: false } },
      },
    };
    expect(issues(schema, { 'a/b': [{}, { x: 1 }] })).toEqual([
      { path: ['a/b', '1'], message: 'must NOT have additional properties: "x"' },
    ]);
  });

  it('name the place, where zod validates', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'array', items: { type: 'integer' } } },
    };
    expect(issues(schema, { a: [1, 'x'] })).toMatchObject([{ path: ['a', 1] }]);
  });
});

describe('a JSON Schema that makes no sense throws at once', () => {
  it.each<[string, JsonObject]>([
    ['an unknown type', { type: 'objekt' }],
    [
      'a reference to elsewhere',
      { type: 'object', properties: { a: { $ref: 'https://else.where/x' } } },
    ],
    ['a reference to nothing', { type: 'object', properties: { a: { $ref: '#/$defs/none' } } }],
    ['a list of required that is none', { type: 'object', required: 'a' }],
    ['a broken pattern', { type: 'string', pattern: '(' }],
    ['a minimum that is no number', { type: 'number', minimum: 'two' }],
    ['an unknown draft', { $schema: 'http://json-schema.org/draft-99/schema#', type: 'objekt' }],
  ])('%s', (_, schema) => {
    expect(() => createJsonSchemaValidator(schema, vendors)).toThrow();
  });
});

describe('one set of vendors', () => {
  it('keeps one ajv a draft', () => {
    expect(vendors.ajv('draft-07')).toBe(vendors.ajv('draft-07'));
    expect(vendors.ajv('draft-07')).not.toBe(vendors.ajv('draft-2020-12'));
  });

  it('takes any number of schemas of the same $id', () => {
    const schema = (type: string) => ({
      $id: 'https://a.b/c',
      type: 'object',
      properties: { a: { $ref: '#/$defs/a' } },
      $defs: { a: { $id: 'a', type } },
    });
    expect(accepts(schema('string'), { a: 'x' })).toBe(true);
    expect(accepts(schema('number'), { a: 'x' })).toBe(false);
    expect(accepts(schema('string'), { a: 'x' })).toBe(true);
    expect(accepts(schema('null'), { a: 'x' })).toBe(false);
  });

  it('takes a schema that calls itself async, and stays sync', () => {
    expect(accepts({ $async: true, type: 'object', minProperties: 1 }, {})).toBe(false);
  });
});
