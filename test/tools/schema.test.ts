import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as zodMini from 'zod/mini';
import { z as z3 } from 'zod/v3';
import { ToolcError } from '../../src/core/errors.ts';
import type { Json } from '../../src/core/json.ts';
import { prepareSchema } from '../../src/tools/schema.ts';
import type { JsonSchema, Schema } from '../../src/tools/tool.ts';

const input = (schema: Schema): JsonSchema => prepareSchema(schema).json;
const output = (schema: Schema): JsonSchema => prepareSchema(schema, { view: 'output' }).json;

function definitionError(schema: Schema): string {
  try {
    prepareSchema(schema, { subject: 'inputSchema of tool "x"' });
  } catch (thrown) {
    if (thrown instanceof ToolcError && thrown.code === 'tool.definition') return thrown.message;
    throw thrown;
  }
  throw new Error('it was accepted');
}

/** As of a zod that is older than its jsonSchema converter. */
function withoutConverter<S extends z.ZodType>(schema: S): S {
  const { jsonSchema: _, ...standard } = schema['~standard'];
  return new Proxy(schema, {
    get: (target, key) => (key === '~standard' ? standard : Reflect.get(target, key)),
  });
}

describe('the JSON Schema of a zod 4 schema', () => {
  const schema = z.object({
    query: z
      .string()
      .describe('what to look for')
      .meta({ examples: ['K2'] }),
    limit: z.int().default(10),
    page: z.int().min(1).max(9).optional(),
  });

  it('is the input view: what has a default is optional, safe-integer bounds are gone', () => {
    expect(input(schema)).toEqual({
      type: 'object',
      properties: {
        query: { type: 'string', description: 'what to look for', examples: ['K2'] },
        limit: { type: 'integer', default: 10 },
        page: { type: 'integer', minimum: 1, maximum: 9 },
      },
      required: ['query'],
    });
  });

  it('is the output view for outputs: what has a default is there, unlisted keys are not', () => {
    const json = output(schema);
    expect(json['required']).toEqual(['query', 'limit']);
    expect(json['additionalProperties']).toBe(false);
  });

  it('leaves open what JSON Schema cannot express', () => {
    expect(
      input(z.object({ at: z.date(), big: z.bigint(), own: z.custom<string>() })),
    ).toMatchObject({
      properties: { at: {}, big: {}, own: {} },
    });
  });

  it('shows what goes into a transform, and leaves open what comes out', () => {
    const parsed = z.object({ n: z.string().transform(Number) });
    expect(input(parsed)).toMatchObject({ properties: { n: { type: 'string' } } });
    expect(output(parsed)).toMatchObject({ properties: { n: {} } });
  });

  it('works for recursive schemas', () => {
    const Tree = z.object({
      name: z.string(),
      get children() {
        return z.array(Tree);
      },
    });
    expect(input(Tree)).toMatchObject({ properties: { children: { items: { $ref: '#' } } } });
    expect(
      prepareSchema(Tree).validate({ name: 'a', children: [{ name: 'b', children: [] }] }),
    ).toMatchObject({ ok: true });
    expect(prepareSchema(Tree).validate({ name: 'a', children: [{ name: 'b' }] })).toMatchObject({
      ok: false,
      issues: [{ path: ['children', 0, 'children'] }],
    });
  });

  it('is the same for the mini build', () => {
    const mini = zodMini.object({
      query: zodMini.string(),
      limit: zodMini.optional(zodMini.int()),
    });
    expect(input(mini)).toEqual({
      type: 'object',
      properties: { query: { type: 'string' }, limit: { type: 'integer' } },
      required: ['query'],
    });
  });

  it('is the same for a zod that cannot convert itself, descriptions included', () => {
    expect(input(withoutConverter(schema))).toEqual(input(schema));
    expect(output(withoutConverter(schema))).toEqual(output(schema));
  });
});

it('a description that only the schema itself can reach is kept', () => {
  const own = new Proxy(withoutConverter(z.object({ a: z.string() })), {
    get: (target, key) => (key === 'description' ? 'kept' : Reflect.get(target, key)),
    has: (target, key) => key === 'description' || Reflect.has(target, key),
  });
  expect(input(own)['description']).toBe('kept');
});

describe('the JSON Schema of other vendors', () => {
  it('is right for zod 3', () => {
    const schema = z3.object({
      query: z3.string().describe('what to look for'),
      limit: z3.number().int().default(10),
      n: z3.string().transform(Number),
    });
    expect(input(schema)).toEqual({
      type: 'object',
      properties: {
        query: { type: 'string', description: 'what to look for' },
        limit: { type: 'integer', default: 10 },
        n: { type: 'string' },
      },
      required: ['query', 'n'],
      additionalProperties: true,
    });
    expect(output(schema)).toMatchObject({ properties: { n: {} }, additionalProperties: false });
  });

  it('closes a zod 3 input only where the schema is strict', () => {
    expect(input(z3.object({ a: z3.string() }).strict())).toMatchObject({
      additionalProperties: false,
    });
  });

  it('works for recursive zod 3 schemas', () => {
    type Node = { next?: Node | undefined };
    const node: z3.ZodType<Node> = z3.lazy(() => z3.object({ next: node.optional() }));
    expect(input(z3.object({ head: node }))).toMatchObject({ type: 'object', required: ['head'] });
  });

  it('is right for arktype, whose schemas are functions', () => {
    expect(input(type({ query: 'string', 'limit?': 'number.integer' }))).toEqual({
      type: 'object',
      properties: { query: { type: 'string' }, limit: { type: 'integer' } },
      required: ['query'],
    });
  });

  it('leaves open what arktype cannot express', () => {
    const even = type({ n: type('number').narrow((n) => n % 2 === 0), at: 'Date' });
    expect(input(even)).toMatchObject({
      type: 'object',
      properties: { n: { type: 'number' }, at: {} },
    });
  });

  it('is open for valibot, which cannot tell, and still validates', () => {
    const prepared = prepareSchema(v.object({ query: v.string() }));
    expect(prepared.json).toEqual({});
    expect(prepared.validate({ query: 'K2' })).toEqual({ ok: true, value: { query: 'K2' } });
    expect(prepared.validate({ query: 1 })).toMatchObject({
      ok: false,
      issues: [{ path: ['query'] }],
    });
  });

  it('is asked for loosely, in the words of zod and of valibot', () => {
    const asked: unknown[] = [];
    const convert = (options: unknown) => {
      asked.push(options);
      return {};
    };
    const standard = {
      version: 1 as const,
      vendor: 'own',
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: convert, output: convert },
    };
    prepareSchema({ '~standard': standard });
    const libraryOptions = { unrepresentable: 'any', errorMode: 'ignore' };
    expect(asked).toEqual([{ target: 'draft-07', libraryOptions }]);
  });

  it('is what any Standard Schema says of itself, and open if it throws', () => {
    const schema = (convert: () => Record<string, unknown>) => ({
      '~standard': {
        version: 1 as const,
        vendor: 'own',
        validate: (value: unknown) => ({ value }),
        jsonSchema: { input: convert, output: convert },
      },
    });
    const json = { type: 'object', properties: { a: { type: 'string' } } };
    expect(input(schema(() => json))).toEqual(json);
    expect(
      input(
        schema(() => {
          throw new Error('cannot');
        }),
      ),
    ).toEqual({});
  });
});

describe('a JSON Schema', () => {
  it('stays as it is, and is a copy', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const { json } = prepareSchema(schema);
    expect(json).toEqual(schema);
    schema.properties.a.type = 'number';
    expect(json).toEqual({ type: 'object', properties: { a: { type: 'string' } } });
  });

  it.each([
    ['where zod validates it', {}],
    ['where ajv validates it', { minProperties: 1 }],
  ])('gives the input as it was, no default filled and nothing stripped, %s', (_, more) => {
    const prepared = prepareSchema({
      type: 'object',
      properties: { a: { type: 'string', default: 'x' }, b: { type: 'object', properties: {} } },
      ...more,
    });
    const value: Json = { b: { unlisted: 1 }, other: true };
    const result = prepared.validate(value);
    expect(result).toEqual({ ok: true, value: { b: { unlisted: 1 }, other: true } });
    expect('value' in result && result.value).toBe(value);
  });

  it('does not assert formats', () => {
    const format = { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } };
    expect(prepareSchema(format).validate({ at: 'soon' })).toMatchObject({ ok: true });
    expect(prepareSchema({ ...format, minProperties: 1 }).validate({ at: 'soon' })).toMatchObject({
      ok: true,
    });
  });

  it('must be JSON', () => {
    const circular: Record<string, unknown> = { type: 'object' };
    circular['self'] = circular;
    expect(definitionError(circular as JsonSchema)).toContain('inside itself');
  });
});

describe('the root of an input schema', () => {
  it.each<[string, Schema]>([
    ['a zod string', z.string()],
    ['a zod 3 list', z3.array(z3.string())],
    ['a JSON Schema of a number', { type: 'number' }],
    ['a $ref to a text', { $ref: '#/$defs/t', $defs: { t: { type: 'string' } } }],
    ['a union without an object', z.union([z.string(), z.number()])],
    ['an enum of texts', { enum: ['a'] }],
    ['a constant', { const: 1 }],
    ['an intersection with a text', { allOf: [{ type: 'object' }, { type: 'string' }] }],
  ])('may not be %s', (_, schema) => {
    const message = definitionError(schema);
    expect(message).toMatch(
      /^inputSchema of tool "x" cannot be used: expected the schema of an object/,
    );
    expect(message).toContain('wrap it');
  });

  it.each<[string, Schema]>([
    ['an object', z.object({})],
    ['a record', z.record(z.string(), z.number())],
    ['a union of objects', z.union([z.object({ a: z.string() }), z.object({ b: z.string() })])],
    ['an intersection', z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() }))],
    ['an object or null', z.object({}).nullable()],
    ['a $ref to an object', { $ref: '#/$defs/t', $defs: { t: { type: 'object' } } }],
    ['an open schema', {}],
    ['properties without a type', { properties: { a: {} } }],
  ])('may be %s', (_, schema) => {
    expect(() => prepareSchema(schema)).not.toThrow();
  });

  it('may be anything for an output', () => {
    expect(output(z.string())).toEqual({ type: 'string' });
  });
});

describe('validation', () => {
  it.each<[string, Schema]>([
    ['zod 4', z.object({ n: z.coerce.number().default(1) })],
    ['zod 3', z3.object({ n: z3.coerce.number().default(1) })],
    ['valibot', v.object({ n: v.optional(v.pipe(v.unknown(), v.transform(Number)), 1) })],
  ])('is sync for a sync schema of %s, and gives what was parsed', (_, schema) => {
    expect(prepareSchema(schema).validate({ n: '5' })).toEqual({ ok: true, value: { n: 5 } });
    expect(prepareSchema(schema).validate({})).toEqual({ ok: true, value: { n: 1 } });
  });

  it('gives what arktype parsed, and its issues', () => {
    const prepared = prepareSchema(type({ n: 'string.numeric.parse' }));
    expect(prepared.validate({ n: '5' })).toEqual({ ok: true, value: { n: 5 } });
    expect(prepared.validate({ n: 'five' })).toMatchObject({
      ok: false,
      issues: [{ path: ['n'] }],
    });
  });

  it.each<[string, Schema]>([
    ['zod 4', z.object({ n: z.number().refine((n) => Promise.resolve(n > 1)) })],
    ['zod 3', z3.object({ n: z3.number().refine((n) => Promise.resolve(n > 1)) })],
    [
      'valibot',
      v.objectAsync({
        n: v.pipeAsync(
          v.number(),
          v.checkAsync((n) => Promise.resolve(n > 1)),
        ),
      }),
    ],
  ])('is a promise for an async schema of %s', async (_, schema) => {
    const prepared = prepareSchema(schema);
    const right = prepared.validate({ n: 2 });
    expect(right).toBeInstanceOf(Promise);
    expect(await right).toEqual({ ok: true, value: { n: 2 } });
    expect(await prepared.validate({ n: 1 })).toMatchObject({
      ok: false,
      issues: [{ path: ['n'] }],
    });
  });

  it('does not change the value', () => {
    const value = { n: '5', list: [{ a: 'x' }], more: 1 };
    const before = structuredClone(value);
    const shape = { n: 'string.numeric.parse', list: type({ a: 'string.trim' }).array() } as const;
    expect(prepareSchema(type(shape)).validate(value)).toMatchObject({ ok: true });
    const coerced = z.object({ n: z.coerce.number(), list: z.array(z.object({})) });
    expect(prepareSchema(coerced).validate(value)).toMatchObject({ ok: true });
    expect(value).toEqual(before);
  });

  it('turns a schema that throws into an issue', async () => {
    const schema = z.object({ a: z.string() }).transform(() => {
      throw new Error('broken');
    });
    expect(await prepareSchema(schema).validate({ a: 'x' })).toEqual({
      ok: false,
      issues: [{ path: [], message: 'the schema threw: broken' }],
    });
  });

  it('turns a schema that rejects into an issue', async () => {
    const validate = () => Promise.reject(new Error('broken'));
    const standard = { version: 1 as const, vendor: 'own', validate };
    expect(await prepareSchema({ '~standard': standard }).validate({})).toEqual({
      ok: false,
      issues: [{ path: [], message: 'the schema threw: broken' }],
    });
  });

  it('turns a schema that answers nonsense into an issue', () => {
    const standard = { version: 1 as const, vendor: 'own', validate: (): never => null as never };
    expect(prepareSchema({ '~standard': standard }).validate({})).toMatchObject({ ok: false });
  });

  it('tells at most 20 issues', () => {
    const prepared = prepareSchema(z.object({ list: z.array(z.string()) }));
    const result = prepared.validate({ list: Array.from({ length: 1000 }, () => 1) });
    expect('issues' in result && result.issues.length).toBe(20);
  });

  it('reads path segments of every form', () => {
    const issues = [{ message: 'm', path: [{ key: 'a' }, 0, Symbol('s')] }];
    const standard = { version: 1 as const, vendor: 'own', validate: () => ({ issues }) };
    expect(prepareSchema({ '~standard': standard }).validate({})).toEqual({
      ok: false,
      issues: [{ message: 'm', path: ['a', 0, 'Symbol(s)'] }],
    });
  });
});
