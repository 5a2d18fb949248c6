import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import type { JsonObject } from '../../src/core/json.ts';
import { controlledTool, type Invocation } from '../../src/testing/index.ts';
import type { Tool, ToolContext } from '../../src/tools/tool.ts';
import { createToolset } from '../../src/tools/toolset.ts';

const context = { taskId: 1 } as ToolContext;

describe('a controlled tool', () => {
  it('is a tool: a read that takes any object, unless told', () => {
    const tool = controlledTool({ name: 'search' });
    expectTypeOf(tool).toExtend<Tool>();
    expectTypeOf(tool.next()).resolves.toEqualTypeOf<Invocation<JsonObject>>();
    expect(tool).toMatchObject({ name: 'search', effect: 'read', inputSchema: { type: 'object' } });
    expect(createToolset([tool]).get('search')).toBeDefined();
    expect(controlledTool({ name: 'send', effect: 'write', timeoutMs: 5 })).toMatchObject({
      effect: 'write',
      timeoutMs: 5,
    });
  });

  it('gives inputs the type of their schema', () => {
    const tool = controlledTool({ name: 'search', inputSchema: z.object({ query: z.string() }) });
    expectTypeOf(tool.next()).resolves.toEqualTypeOf<Invocation<{ query: string }>>();
  });

  it('is checked as any tool is', () => {
    expect(() => controlledTool({ name: 'join' })).toThrow('word of the plan language');
  });

  it('holds each call until the test settles it', async () => {
    const tool = controlledTool({ name: 'search' });
    const first = tool.execute({ n: 1 }, context);
    const second = tool.execute({ n: 2 }, context);
    tool.calls[1]?.reject('no');
    await expect(second).rejects.toBe('no');
    tool.calls[0]?.resolve(['yes']);
    tool.calls[0]?.reject('too late');
    await expect(first).resolves.toEqual(['yes']);
  });

  it('hands the calls out in order, each once', async () => {
    const tool = controlledTool({ name: 'search' });
    const early = [tool.next(), tool.next()];
    for (const n of [1, 2, 3, 4]) void tool.execute({ n }, context);
    const calls = [...(await Promise.all(early)), await tool.next(), await tool.next()];
    expect(calls.map((call) => call.input)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
    expect(calls[0]?.context).toBe(context);
    expect(tool.calls).toEqual(calls);
  });

  it('keeps `next` waiting while there is no new call', async () => {
    const tool = controlledTool({ name: 'search' });
    void tool.execute({ n: 1 }, context);
    await tool.next();
    let call: Invocation | undefined;
    void tool.next().then((next) => (call = next));
    await new Promise(setImmediate);
    expect(call).toBeUndefined();
    void tool.execute({ n: 2 }, context);
    await new Promise(setImmediate);
    expect(call?.input).toEqual({ n: 2 });
  });
});
