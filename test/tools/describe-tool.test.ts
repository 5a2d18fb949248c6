import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineTool } from '../../src/tools/define-tool.ts';
import { describeTool } from '../../src/tools/describe-tool.ts';
import type { Schema, ToolDefinition } from '../../src/tools/tool.ts';
import { createToolset } from '../../src/tools/toolset.ts';

function description(inputSchema: Schema, more: Partial<ToolDefinition> = {}): string {
  const tool = defineTool({
    name: 't',
    description: '',
    effect: 'read',
    inputSchema,
    execute: () => 1,
    ...more,
  });
  const prepared = createToolset([tool]).get('t');
  if (prepared === undefined) throw new Error('no tool');
  return describeTool(prepared);
}

describe('describeTool', () => {
  it('writes the signature, the result, the description, parameters and examples', () => {
    const inputSchema = z.object({
      limit: z.int().default(10),
      query: z.string().describe('what to look for'),
      lang: z.enum(['en', 'de']).optional(),
    });
    const outputSchema = z.array(z.object({ title: z.string(), url: z.string() }));
    const examples = ['t("height of K2")'];
    expect(
      description(inputSchema, { outputSchema, examples, description: 'Full-text\n search.' }),
    ).toBe(
      [
        't(query: string, limit?: integer = 10, lang?: "en" | "de") -> {title: string, url: string}[]  # Full-text search.',
        '  query: what to look for',
        '  e.g. t("height of K2")',
      ].join('\n'),
    );
  });

  it('marks writes', () => {
    expect(description({ type: 'object', properties: { a: {} } }, { effect: 'write' })).toBe(
      't(a?: any)  # [write]',
    );
    expect(description(z.object({}), { effect: 'write', description: 'Sends.' })).toBe(
      't()  # Sends. [write]',
    );
  });

  it('says nothing of a result that may be anything', () => {
    expect(description(z.object({}), { outputSchema: {} })).toBe('t()');
  });

  it('shows where anything may be passed by name', () => {
    expect(description({ type: 'object' })).toBe('t(…)');
    expect(description({ type: 'object', additionalProperties: false })).toBe('t()');
    expect(description({ type: 'object', properties: {} })).toBe('t()');
  });

  it('shows short scalar defaults only', () => {
    const inputSchema = {
      properties: {
        a: { type: 'string', default: 'x' },
        b: { type: 'string', default: 'x'.repeat(50) },
        c: { type: 'array', default: [] },
      },
    };
    expect(description(inputSchema)).toBe('t(a?: string = "x", b?: string, c?: any[])');
  });

  it('looks into the $defs of its own schema', () => {
    const inputSchema = {
      type: 'object',
      properties: { a: { $ref: '#/$defs/id' } },
      required: ['a'],
      $defs: { id: { type: 'integer' } },
    };
    expect(description(inputSchema)).toBe('t(a: integer)');
  });

  it('is bounded, whatever the tool says', () => {
    const long = 'word '.repeat(200);
    const property = {
      enum: Array.from({ length: 20 }, (_, index) => `${index} ${long}`),
      description: long,
    };
    const properties = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`p${index}`, property]),
    );
    const text = description(
      { type: 'object', properties },
      { outputSchema: { properties }, description: long, examples: [long, long, long, long, long] },
    );
    expect(text.length).toBeLessThan(15_000);
    expect(text).toContain(', …)');
    expect(text.split('\n').length).toBe(1 + 40 + 3);
  });

  it('cuts deep result shapes', () => {
    const deep = z.object({
      a: z.object({ b: z.object({ c: z.object({ d: z.object({ e: z.string() }) }) }) }),
    });
    expect(description(z.object({}), { outputSchema: deep })).toBe('t() -> {a: {b: {c: {d: …}}}}');
  });

  it('is the same each time', () => {
    const schema = z.object({ a: z.string(), b: z.int() });
    expect(description(schema)).toBe(description(schema));
  });
});
