import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import { ToolcError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import type { Tool, ToolContext } from '../../src/tools/tool.ts';

interface User {
  readonly name: string;
}

const right = {
  name: 'search',
  description: 'Finds.',
  effect: 'read',
  inputSchema: { type: 'object' },
  execute: () => 1,
} as const;

/** What an untyped caller may write. */
const untyped: (definition: unknown) => unknown = defineTool as never;

function refusal(definition: unknown): ToolcError {
  try {
    untyped(definition);
  } catch (thrown) {
    if (thrown instanceof ToolcError && thrown.code === 'tool.definition') return thrown;
    throw thrown;
  }
  throw new Error('it was accepted');
}

describe("the type of execute's input", () => {
  const rest = { name: 't', description: '', effect: 'read' } as const;

  it('is the parsed type of a zod 4 schema', () => {
    defineTool({
      ...rest,
      inputSchema: z.object({
        q: z.string(),
        n: z.coerce.number().default(1),
        t: z.string().transform(Number),
      }),
      execute: (input) => expectTypeOf(input).toEqualTypeOf<{ q: string; n: number; t: number }>(),
    });
  });

  it('is the parsed type of a zod 3 schema', () => {
    defineTool({
      ...rest,
      inputSchema: z3.object({ q: z3.string(), n: z3.number().default(1) }),
      execute: (input) => expectTypeOf(input).toEqualTypeOf<{ q: string; n: number }>(),
    });
  });

  it('is the parsed type of a valibot schema', () => {
    defineTool({
      ...rest,
      inputSchema: v.object({ q: v.string(), n: v.optional(v.number(), 1) }),
      execute: (input) => expectTypeOf(input).toEqualTypeOf<{ q: string; n: number }>(),
    });
  });

  it('is the parsed type of an arktype schema', () => {
    defineTool({
      ...rest,
      inputSchema: type({ q: 'string', n: 'string.numeric.parse' }),
      execute: (input) => expectTypeOf(input).toEqualTypeOf<{ q: string; n: number }>(),
    });
  });

  it('is a plain JSON object for a JSON Schema', () => {
    defineTool({
      ...rest,
      inputSchema: { type: 'object', properties: { q: { type: 'string' } }, required: ['q'] },
      execute: (input) => expectTypeOf(input).toEqualTypeOf<JsonObject>(),
    });
  });

  it('refuses a parameter that the schema does not give', () => {
    defineTool({
      ...rest,
      inputSchema: z.object({ q: z.string() }),
      // @ts-expect-error: q is a string
      execute: (input: { q: number }) => input.q,
    });
  });
});

describe('the type of the context', () => {
  it('follows from an annotated second parameter', () => {
    const tool = defineTool({
      ...right,
      inputSchema: z.object({ q: z.string() }),
      execute: ({ q }, { context, signal }: ToolContext<User>) => [q.length, context.name, signal],
    });
    expectTypeOf(tool).toEqualTypeOf<Tool<User>>();
  });

  it('is unknown without one', () => {
    expectTypeOf(
      defineTool({ ...right, execute: (_, context) => context.context }),
    ).toEqualTypeOf<Tool>();
    expectTypeOf(defineTool({ ...right, execute: () => 1 })).toEqualTypeOf<Tool>();
  });

  it('lets tools of different inputs and contexts fit one list', () => {
    const one = defineTool({
      ...right,
      inputSchema: z.object({ q: z.string() }),
      execute: ({ q }, { context }: ToolContext<User>) => q + context.name,
    });
    const two = defineTool({ ...right, execute: () => 1 });
    expectTypeOf([one, two]).toExtend<readonly Tool<never>[]>();
    expectTypeOf({ one, two }).toExtend<Readonly<Record<string, Tool<never>>>>();
  });
});

describe('a tool', () => {
  it('has what its definition had, and runs it', () => {
    const tool = defineTool({ ...right, timeoutMs: 5, concurrency: 2, examples: ['search("x")'] });
    expect(tool).toEqual({ ...right, timeoutMs: 5, concurrency: 2, examples: ['search("x")'] });
    expect(tool.execute({}, null as never)).toBe(1);
  });

  it('may have optional properties of undefined', () => {
    expect(() => untyped({ ...right, timeoutMs: undefined, render: undefined })).not.toThrow();
  });

  it('can be defined again', () => {
    expect(defineTool(defineTool(right))).toEqual(right);
  });
});

describe('the name of a tool', () => {
  it.each([
    'a',
    '_a',
    '9',
    'a.b',
    'a:b',
    'a/b',
    'a-b',
    'wiki__search',
    '__proto__',
    'constructor',
    'joiner',
    'x'.repeat(64),
  ])('may be %s', (name) => {
    expect(defineTool({ ...right, name }).name).toBe(name);
  });

  it.each(['', ' a', 'a b', '-a', '.a', 'a(', 'a"', 'é', 'a\n', '$a', undefined, 5, null])(
    'may not be %j',
    (name) => {
      const error = refusal({ ...right, name });
      expect(error.message).toContain('The name of a tool: expected letters');
      expect(error.details).toEqual({ property: 'name' });
    },
  );

  it.each(['join', 'finish', 'if', 'JOIN', 'Finish', 'iF'])(
    'may not be %s, a word of the plan language',
    (name) => {
      const error = refusal({ ...right, name });
      expect(error.message).toContain('word of the plan language');
      expect(error.details).toEqual({ tool: name, property: 'name' });
    },
  );
});

describe('a wrong property is refused at once, with what was expected and got', () => {
  it.each<[string, unknown, string]>([
    ['description', undefined, 'expected a text for the planner, got undefined'],
    ['effect', undefined, "expected 'read' or 'write' (may it change anything?), got undefined"],
    ['effect', 'Read', 'got "Read"'],
    ['inputSchema', undefined, 'expected a schema'],
    ['inputSchema', 'string', 'got "string"'],
    ['inputSchema', [], 'got a list'],
    ['inputSchema', () => 1, 'got a value of type function'],
    ['inputSchema', { q: z.string() }, 'wrap a plain record of schemas in z.object'],
    ['inputSchema', { q: type('string') }, 'wrap a plain record of schemas in z.object'],
    ['outputSchema', null, 'got null'],
    ['execute', undefined, 'expected a function, got undefined'],
    ['timeoutMs', 0, 'expected a positive number of milliseconds, got 0'],
    ['timeoutMs', '5', 'got "5"'],
    ['timeoutMs', Number.NaN, 'got NaN'],
    ['timeoutMs', Infinity, 'got Infinity'],
    ['concurrency', 1.5, 'expected a positive integer, got 1.5'],
    ['concurrency', -1, 'got -1'],
    ['concurrency', 0, 'got 0'],
    [
      'cache',
      'on',
      `expected 'off' or { ttlMs, scope: 'run' or 'compiler', maxEntries }, got "on"`,
    ],
    ['cache', { ttlMs: 0 }, "expected 'off' or { ttlMs"],
    ['cache', { scope: 'all' }, "scope: 'run' or 'compiler'"],
    ['cache', { maxEntries: 1.5 }, 'maxEntries'],
    ['cache', { ttl: 5 }, 'ttlMs'],
    ['render', 'text', 'expected a function'],
    ['examples', 'search()', 'expected a list of texts'],
    ['examples', [5], 'expected a list of texts'],
  ])('%s: %j', (property, value, message) => {
    const error = refusal({ ...right, [property]: value });
    expect(error.message).toContain(`${property} of tool "search": `);
    expect(error.message).toContain(message);
    expect(error.details).toEqual({ tool: 'search', property });
  });

  it('takes an arktype schema, which is a function', () => {
    expect(() => defineTool({ ...right, inputSchema: type({ q: 'string' }) })).not.toThrow();
  });
});

describe('an unknown property', () => {
  it.each([
    ['inputSchem', 'Did you mean "inputSchema"?'],
    ['timeoutMS', 'Did you mean "timeoutMs"?'],
    ['exectue', 'Did you mean "execute"?'],
    ['parameters', 'Here it is called "inputSchema".'],
    ['handler', 'Here it is called "execute".'],
    ['constructor', 'A tool has no property "constructor".'],
    ['colour', 'It may have: name, description, effect,'],
  ])('%s is refused: %s', (property, message) => {
    expect(refusal({ ...right, [property]: 1 }).message).toContain(message);
  });

  it('is a type error too', () => {
    // @ts-expect-error: there is no such property
    expect(() => defineTool({ ...right, inputSchem: {} })).toThrow(ToolcError);
  });
});

describe('what is no definition at all', () => {
  it.each([undefined, null, 5, 'search', () => 1, []])('%j is refused', (definition) => {
    expect(refusal(definition).code).toBe('tool.definition');
  });
});
