import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ToolcError } from '../../src/core/errors.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import type { Tool } from '../../src/tools/tool.ts';
import { createToolset, type Tools } from '../../src/tools/toolset.ts';

const tool = (name: string, more: Partial<Tool> = {}): Tool => ({
  ...defineTool({
    name,
    description: '',
    effect: 'read',
    inputSchema: { type: 'object' },
    execute: () => name,
  }),
  ...more,
});

function refusal(tools: Tools): string {
  try {
    createToolset(tools);
  } catch (thrown) {
    if (thrown instanceof ToolcError && thrown.code === 'tool.definition') return thrown.message;
    throw thrown;
  }
  throw new Error('it was accepted');
}

describe('createToolset', () => {
  it('finds the tools of a list by name, in the order given', () => {
    const toolset = createToolset([tool('b'), tool('a')]);
    expect([...toolset.tools.keys()]).toEqual(['b', 'a']);
    expect(toolset.get('a')?.name).toBe('a');
    expect(toolset.get('c')).toBeUndefined();
  });

  it.each([undefined, null, 'search', 3])('refuses %s in place of tools', (tools) => {
    expect(refusal(tools as unknown as Tools)).toContain('expected a list of tools, or a record');
  });

  it('finds nothing under inherited names, and tools of such names', () => {
    expect(createToolset([]).get('constructor')).toBeUndefined();
    expect(createToolset({}).get('__proto__')).toBeUndefined();
    expect(createToolset([tool('__proto__'), tool('toString')]).get('__proto__')?.name).toBe(
      '__proto__',
    );
  });

  it('calls the tools of a record by their keys, whatever they call themselves', () => {
    const original = tool('find');
    const toolset = createToolset({ search: original, find: tool('find') });
    expect([...toolset.tools.keys()]).toEqual(['search', 'find']);
    expect(toolset.get('search')?.tool.name).toBe('search');
    expect(toolset.get('search')?.tool.execute({}, null as never)).toBe('find');
    expect(original.name).toBe('find');
  });

  it('keeps the methods of a renamed tool that is an instance of a class', () => {
    class Own implements Tool {
      name = 'own';
      description = '';
      effect = 'read' as const;
      inputSchema = { type: 'object' };
      #secret = 7;
      execute(): number {
        return this.#secret;
      }
    }
    expect(
      createToolset({ other: new Own() })
        .get('other')
        ?.tool.execute({}, null as never),
    ).toBe(7);
  });

  it('refuses two tools of one name', () => {
    expect(refusal([tool('a'), tool('b'), tool('a')])).toContain('Two tools are called "a"');
  });

  it('refuses reserved and malformed names, as keys too', () => {
    expect(refusal({ join: tool('a') })).toContain('word of the plan language');
    expect(refusal({ 'a b': tool('a') })).toContain('The name of a tool');
    expect(refusal([tool('a', { name: 'IF' })])).toContain('word of the plan language');
  });

  it('checks tools that no defineTool has seen', () => {
    expect(refusal([tool('a', { timeoutMs: -1 })])).toContain('timeoutMs of tool "a"');
    expect(refusal([undefined as never])).toContain('expected a tool');
    expect(refusal({ a: 5 as never })).toContain('expected a tool');
  });

  it('allows properties of the caller on a tool', () => {
    expect(createToolset([{ ...tool('a'), mine: 1 } as Tool]).get('a')).toBeDefined();
  });

  it('names the tool whose schema cannot be used', () => {
    expect(refusal([tool('a', { inputSchema: z.string() })])).toMatch(
      /^inputSchema of tool "a" cannot be used/,
    );
    expect(refusal([tool('a', { outputSchema: { type: 'objekt' } })])).toMatch(
      /^outputSchema of tool "a" cannot be used/,
    );
  });

  it('refuses a fallback that is no JSON, or that the outputSchema does not take', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    for (const fallback of [circle, undefined, () => 1, NaN]) {
      const onFailure = { fallback } as never;
      expect(refusal([tool('a', { onFailure })])).toContain('onFailure of tool "a"');
    }
    const outputSchema = z.object({ metres: z.number() });
    const wrong = { outputSchema, onFailure: { fallback: { metres: 'high' } } };
    const words = refusal([tool('a', wrong)]);
    expect(words).toContain('the outputSchema refuses the fallback: metres:');
    expect(words).toContain('Give a fallback that its outputSchema takes');
    createToolset([tool('a', { outputSchema, onFailure: { fallback: { metres: 0 } } })]);
  });

  it('does not wait for a schema that judges a fallback later', () => {
    const outputSchema = z.number().refine(() => Promise.resolve(false));
    createToolset([tool('a', { outputSchema, onFailure: { fallback: 0 } })]);
  });

  it('prepares the schemas: the input view of the input, the output view of the output', () => {
    const schema = z.object({ n: z.number().default(1) });
    const prepared = createToolset([tool('a', { inputSchema: schema, outputSchema: schema })]).get(
      'a',
    );
    expect(prepared?.input.json['required']).toBeUndefined();
    expect(prepared?.output?.json['required']).toEqual(['n']);
    expect(createToolset([tool('a')]).get('a')?.output).toBeUndefined();
  });

  it('lists the parameters: required first, then optional, each in schema order', () => {
    const inputSchema = z.object({
      a: z.string().optional(),
      b: z.string(),
      c: z.int().default(1),
      d: z.int(),
    });
    const parameters = createToolset([tool('t', { inputSchema })]).get('t')?.parameters;
    expect(parameters?.map(({ name, required }) => [name, required])).toEqual([
      ['b', true],
      ['d', true],
      ['a', false],
      ['c', false],
    ]);
    expect(parameters?.[1]?.schema).toEqual({ type: 'integer' });
  });
});

describe('a toolset’s description', () => {
  it('has the lines of every tool in order, and is made once', () => {
    const toolset = createToolset([tool('one'), tool('two')]);
    const text = toolset.describe();
    expect(text).toMatch(/^one\([^]*\ntwo\(/);
    expect(toolset.describe()).toBe(text);
    expect(createToolset([]).describe()).toBe('');
  });
});
