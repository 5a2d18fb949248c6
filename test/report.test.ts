import { describe, expect, test } from 'vitest';
import { createCompiler, defineTool, runPlan, type Model } from '../src/index.ts';
import { createFakeClock, scriptedModel, type FakeClock } from '../src/testing/index.ts';

const found = defineTool({
  name: 'found',
  description: 'A text with its source.',
  effect: 'read',
  inputSchema: { type: 'object', properties: {} },
  execute: () => ({ text: 'yes', source: { title: 'One', url: 'https://example.org/1' } }),
});

/** Each chunk takes 10 ms of the clock. */
function slowModel(clock: FakeClock, replies: readonly (readonly string[])[]): Model {
  const inner = scriptedModel(replies);
  return {
    name: 'slow',
    async *stream(request) {
      for await (const part of inner.stream(request)) {
        if (part.type === 'text') await clock.advance(10);
        yield part;
      }
    },
  };
}

describe('the timing of a report', () => {
  test('counts the time of a plan that the joiner wrote once, as joining', async () => {
    const clock = createFakeClock();
    const model = slowModel(clock, [
      ['1. found()\n', 'join()'],
      ['Replan: more\n', '1. found()\n', 'join()'],
      ['Finish: ', 'yes'],
    ]);
    const compiler = createCompiler({ model, tools: [found], clock });
    const { status, timing } = await compiler.stream('?').report;
    expect(status).toBe('done');
    expect(timing).toMatchObject({ planningMs: 20, joiningMs: 50, callsMs: 0 });
    expect(timing).toMatchObject({ wallMs: 70, sequentialMs: 70, savedMs: 0, speedUp: 1 });
  });

  test('counts no planning for a plan by hand, though its first call held the thread', async () => {
    const clock = createFakeClock();
    let now = 0;
    const block = defineTool({ ...found, name: 'block', execute: () => (now += 500) });
    const run = runPlan('1. block()\njoin()', {
      tools: [block],
      clock: { ...clock, now: () => now },
    });
    const { timing } = await run.report;
    expect(timing).toMatchObject({ wallMs: 500, planningMs: 0, callsMs: 500, speedUp: 1 });
  });
});

describe('the citations of a report', () => {
  test('are those of a text answer, also where a finish gave it', async () => {
    const run = runPlan('1. found()\nfinish("${1.text} [1], see [4]")', { tools: [found] });
    expect((await run.report).citations).toEqual({ cited: [1], unknown: [4] });
  });

  test('are looked for in the texts of a typed answer, not in its lists of numbers', async () => {
    const lists = runPlan('1. found()\nfinish([7, [8]])', { tools: [found] });
    expect((await lists.report).citations).toEqual({ cited: [], unknown: [] });
    const texts = runPlan('1. found()\nfinish({"said": ["yes [1]", "no [2]"]})', {
      tools: [found],
    });
    expect((await texts.report).citations).toEqual({ cited: [1], unknown: [2] });
  });
});

test('a tool that calls others counts once, its own time included', async () => {
  const clock = createFakeClock();
  const wait = defineTool({
    ...found,
    name: 'wait',
    execute: () => new Promise((resolve) => void clock.after(20, () => resolve(1))),
  });
  const middle = defineTool({
    ...found,
    name: 'middle',
    execute: (_, { call }) => call('wait', {}),
  });
  const outer = defineTool({
    ...found,
    name: 'outer',
    async execute(_, { call }) {
      await new Promise<void>((resolve) => void clock.after(10, resolve));
      return call('middle', {});
    },
  });
  const run = runPlan('1. outer()\njoin()', { tools: [wait, middle, outer], clock });
  await clock.advance(10);
  await clock.advance(20);
  expect((await run.report).timing).toMatchObject({ wallMs: 30, callsMs: 30, speedUp: 1 });
});

describe('what is missing', () => {
  test('of a fan-out names its holes beside its fallbacks', async () => {
    const each = defineTool({
      name: 'each',
      description: 'Twice a number below 3.',
      effect: 'read',
      inputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
      onFailure: { fallback: -1 },
      concurrency: 1,
      execute: ({ n }) => {
        if (n === 2) throw new Error('no twos');
        return Number(n) * 2;
      },
    });
    const run = runPlan('1. each($input.list[*])\n2. join()', {
      tools: [each],
      inputs: { list: [1, 2, 3] },
      budget: { toolCalls: 2 },
    });
    const { missing, outcomes } = await run.report;
    expect(outcomes.get(1)).toMatchObject({ value: [2, -1, null] });
    expect(missing.map(({ status }) => status)).toEqual(['fallback', 'partial']);
  });
});
