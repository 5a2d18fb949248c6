import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCompiler, defineTool, runPlan, type Json, type Outcome } from '../src/index.ts';
import { controlledTool, createFakeClock, scriptedModel } from '../src/testing/index.ts';

const add = defineTool({
  name: 'add',
  description: 'Adds numbers.',
  effect: 'read',
  inputSchema: {
    type: 'object',
    properties: { numbers: { type: 'array', items: { type: ['number', 'null'] } } },
    required: ['numbers'],
  },
  outputSchema: { type: 'number' },
  execute: ({ numbers }) =>
    (numbers as (number | null)[]).reduce<number>((sum, n) => sum + (n ?? 0), 1),
});

describe('runPlan', () => {
  test('gives the value of a finish', async () => {
    const report = await runPlan('1. add([1, 2])\n2. finish($1)', { tools: [add] }).report;
    expect(report).toMatchObject({ status: 'done', value: 4, answer: '4' });
  });

  test('after join gives the outcomes, and no answer', async () => {
    const report = await runPlan('1. add([1])\n2. join()', { tools: { sum: add, add } }).report;
    expect(report).toMatchObject({ status: 'done', answer: undefined, value: undefined });
    expect(report.outcomes.get(1)).toMatchObject({ status: 'ok', value: 2 });
  });

  test('reads $input, and says what is wrong with a path into it', async () => {
    const inputs = { list: [1, 2, 3], deep: { n: 7 } };
    const good = await runPlan('1. add($input.list)\n2. finish([$1, $input.deep.n])', {
      tools: [add],
      inputs,
    }).report;
    expect(good.value).toEqual([7, 7]);
    const bad = await runPlan('1. add($input.lost)\n2. finish($1)', { tools: [add], inputs })
      .report;
    expect(bad.status).toBe('failed');
    expect(bad.error?.message).toContain('list');
  });

  test('takes inputs as JSON: a copy, or a coded refusal', async () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    // @ts-expect-error inputs are JSON
    expect(() => runPlan('join()', { tools: [add], inputs: circular })).toThrow('inputs');
    // @ts-expect-error inputs are an object
    expect(() => runPlan('join()', { tools: [add], inputs: [1] })).toThrow('named values');
    const inputs = { list: [1] };
    const run = runPlan('1. add($input.list)\n2. finish($1)', { tools: [add], inputs });
    inputs.list.push(5);
    expect((await run.report).value).toBe(2);
  });

  test('a finish whose task failed says so and keeps the outcomes', async () => {
    const fail = defineTool({
      ...add,
      name: 'fail',
      execute: () => Promise.reject(new Error('no')),
    });
    const report = await runPlan('1. fail([])\n2. finish($1)', { tools: [fail] }).report;
    expect(report).toMatchObject({ status: 'failed', error: { code: 'run.finish-unavailable' } });
    expect(report.outcomes.get(1)).toMatchObject({ status: 'failed' });
  });

  test('ends when its time is over, with every outcome', async () => {
    const clock = createFakeClock();
    const slow = controlledTool({ name: 'slow' });
    const run = runPlan('1. slow({})\n2. add([$1])\n3. finish($2)', {
      tools: [slow, add],
      clock,
      budget: { wallMs: 100 },
    });
    const call = await slow.next();
    await clock.advance(100);
    const report = await run.report;
    call.resolve('late');
    await clock.advance(0);
    expect(report.error?.code).toBe('run.budget');
    expect([...report.outcomes.values()].map(({ status }) => status)).toEqual([
      'cancelled',
      'cancelled',
    ]);
    expect(clock.pending).toBe(0);
  });

  test('two readers of one result never share it', async () => {
    const seen: unknown[] = [];
    const make = defineTool({
      ...add,
      name: 'make',
      outputSchema: {},
      execute: () => ({ list: [1] }),
    });
    const spoil = defineTool({
      name: 'spoil',
      description: 'Changes its input.',
      effect: 'read',
      cache: 'off',
      inputSchema: { type: 'object', properties: { value: {} }, required: ['value'] },
      execute: ({ value }) => {
        seen.push(structuredClone(value));
        (value as { list: number[] }).list.push(2);
        return null;
      },
    });
    const report = await runPlan('1. make([])\n2. spoil($1)\n3. spoil($1)\n4. finish($1)', {
      tools: [make, spoil],
    }).report;
    expect(seen).toEqual([{ list: [1] }, { list: [1] }]);
    expect(report.value).toEqual({ list: [1] });
  });
});

/** A random plan over earlier tasks, some of them failing, and what each task must come to. */
const planArbitrary = fc
  .array(
    fc.record({
      reads: fc.array(fc.nat(), { maxLength: 3 }),
      optional: fc.array(fc.nat(), { maxLength: 2 }),
      fails: fc.boolean().map((fails) => fails),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((tasks) => {
    const lines: string[] = [];
    const expected: (Json | undefined)[] = [];
    for (const [index, { reads, optional, fails }] of tasks.entries()) {
      const pick = (n: number): number => n % Math.max(index, 1);
      const needed = index === 0 ? [] : reads.map(pick);
      const wanted = index === 0 ? [] : optional.map(pick);
      const args = [...needed.map((id) => `$${id + 1}`), ...wanted.map((id) => `$${id + 1}?`)];
      const isFailing = fails && index % 3 === 1;
      lines.push(`${index + 1}. ${isFailing ? 'fail' : 'add'}([${args.join(', ')}])`);
      const blocked = needed.some((id) => expected[id] === undefined);
      const values = [...needed, ...wanted].map((id) => Number(expected[id] ?? 0));
      expected.push(isFailing || blocked ? undefined : values.reduce((sum, n) => sum + n, 1));
    }
    return { text: `${lines.join('\n')}\n${tasks.length + 1}. join()`, expected };
  });

const runs = process.env['TOOLC_DEEP'] === '1' ? 3_000 : 100;

describe('any plan', () => {
  const fail = defineTool({ ...add, name: 'fail', execute: () => Promise.reject(new Error('no')) });
  const valuesOf = (outcomes: ReadonlyMap<number, Outcome>, count: number): (Json | undefined)[] =>
    Array.from({ length: count }, (_, index) => {
      const outcome = outcomes.get(index + 1);
      return outcome?.status === 'ok' ? outcome.value : undefined;
    });

  test('in parallel comes to what it comes to one call at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        planArbitrary,
        fc.integer({ min: 1, max: 8 }),
        async ({ text, expected }, cap) => {
          const tools = [add, fail];
          const parallel = await runPlan(text, { tools, concurrency: cap }).report;
          const sequential = await runPlan(text, { tools, concurrency: 1 }).report;
          expect(valuesOf(parallel.outcomes, expected.length)).toEqual(expected);
          expect(valuesOf(sequential.outcomes, expected.length)).toEqual(expected);
        },
      ),
      { numRuns: runs },
    );
  });

  test('planned by a model, in any chunks, comes to the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        planArbitrary,
        fc.integer({ min: 1, max: 9 }),
        async ({ text, expected }, size) => {
          const chunks = text.match(new RegExp(`[^]{1,${String(size)}}`, 'g')) ?? [];
          const model = scriptedModel([chunks, 'Finish: done']);
          const report = await createCompiler({ model, tools: [add, fail] }).run('?');
          expect(valuesOf(report.outcomes, expected.length)).toEqual(expected);
        },
      ),
      { numRuns: runs },
    );
  });

  test('aborted after any event leaves one outcome for each task, and starts nothing more', async () => {
    await fc.assert(
      fc.asyncProperty(planArbitrary, fc.nat({ max: 40 }), async ({ text }, at) => {
        const model = scriptedModel([text.split(/(?<=\n)/), 'Finish: done']);
        const run = createCompiler({ model, tools: [add, fail] }).stream('?');
        let isAborted = false;
        let startedAfter = 0;
        const planned = new Set<number>();
        run.on('task-planned', ({ taskId }) => planned.add(taskId));
        run.on('task-start', () => (startedAfter += isAborted ? 1 : 0));
        for await (const { seq } of run.events()) {
          if (seq !== at) continue;
          run.abort();
          isAborted = true;
        }
        const report = await run.report;
        expect(startedAfter).toBe(0);
        expect(new Set(report.outcomes.keys())).toEqual(planned);
      }),
      { numRuns: runs },
    );
  });
});
