import { expect, test } from 'vitest';
import { createCompiler, defineTool, runPlan } from '../src/index.ts';
import { createFakeClock, scriptedModel } from '../src/testing/index.ts';

test('a compiler learns how long its tools take, and orders the calls of later runs by it', async () => {
  const clock = createFakeClock();
  const started: string[] = [];
  const tool = (name: string, elapsedMs: number) =>
    defineTool({
      name,
      description: 'Takes its time.',
      effect: 'read',
      inputSchema: { type: 'object', properties: { name: { type: 'string' } } },
      execute: (input) => {
        started.push(String(input['name']));
        return new Promise((resolve) => clock.after(elapsedMs, () => resolve(null)));
      },
    });
  const plan = '1. quick("first")\n2. quick("short")\n3. slow("long")\njoin()';
  const compiler = createCompiler({
    model: scriptedModel([plan, 'Finish: one', plan, 'Finish: two']),
    tools: [tool('quick', 10), tool('slow', 500)],
    concurrency: 1,
    clock,
    passes: { singleFlight: 'off' },
  });
  const order = async (): Promise<string[]> => {
    started.length = 0;
    const answered = compiler.run('?');
    await clock.advance(1_000);
    await answered;
    return [...started];
  };
  expect(await order()).toEqual(['first', 'short', 'long']);
  expect(await order()).toEqual(['first', 'long', 'short']);
});

test("a tool's own limit gives its permit to the longest path first, too", async () => {
  const started: unknown[] = [];
  const step = defineTool({
    name: 'step',
    description: 'A step of some work.',
    effect: 'read',
    concurrency: 1,
    inputSchema: { type: 'object', properties: { name: { type: 'string' }, after: {} } },
    execute: async ({ name }) => {
      started.push(name);
      return name ?? null;
    },
  });
  const plan = '1. step("a")\n2. step("b")\n3. step("c")\n4. step("d", after=$3)\njoin()';
  await runPlan(plan, { tools: [step] }).report;
  expect(started[0]).toBe('c');
});
