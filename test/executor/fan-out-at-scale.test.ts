import { expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { sleep } from '../../src/core/clock.ts';
import {
  benchOf,
  literal,
  preparedTool,
  ref,
  reference,
  task,
  tick,
  type Bench,
  type Execute,
} from './builders.ts';

/** A task that calls `tool` once for each number of task 1's list. */
const overNumbers = task(
  2,
  'tool',
  { index: ref(1, '*') },
  { fanOut: { over: reference(1, '*'), parameters: ['index'] } },
);

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

const list = preparedTool('list', ({ value }) => value);

function begin(bench: Bench, count: number): void {
  bench.add(task(1, 'list', { value: literal(numbers(count)) }), overNumbers);
  bench.executor.pass(bench.plan);
}

it('a fan-out over 10,000 elements keeps their order, no more than its cap alive, and says each once', async () => {
  let alive = 0;
  let most = 0;
  const tool = preparedTool('tool', async ({ index }) => {
    alive += 1;
    most = Math.max(most, alive);
    await tick();
    alive -= 1;
    return Number(index) + 1;
  });
  const bench = benchOf({ tools: [list, tool], concurrency: 64 });
  begin(bench, 10_000);
  await bench.executor.settled();
  expect(bench.value(2)).toEqual(numbers(10_000).map((index) => index + 1));
  expect(most).toBe(64);
  const paths = bench.facts.flatMap((fact) =>
    fact.type === 'task-end' && fact.path !== undefined ? [fact.path] : [],
  );
  expect(new Set(paths).size).toBe(10_000);
  expect(paths).toHaveLength(10_000);
  expect(bench.facts).toHaveLength(2 + 4 + 20_000);
});

/** Thirty in a hundred go wrong, in five ways; `undefined`: this one goes well. */
const faults = ['throws', 'rejects', 'bad output', 'hangs, heeds', 'hangs, deaf'] as const;

function faultOf(index: number): (typeof faults)[number] | undefined {
  return index % 10 < 3 ? faults[Math.floor(index / 10) % faults.length] : undefined;
}

const codeOf = {
  throws: 'tool.threw',
  rejects: 'tool.threw',
  'bad output': 'tool.invalid-output',
  'hangs, heeds': 'tool.timeout',
  'hangs, deaf': 'tool.timeout',
} as const;

it('a fan-out over 1,000 elements of which 300 go wrong has an outcome for each, and the exact counts', async () => {
  let alive = 0;
  let most = 0;
  let calls = 0;
  const execute: Execute = async ({ index }, { signal }) => {
    calls += 1;
    alive += 1;
    most = Math.max(most, alive);
    try {
      await sleep(bench.clock, 1);
      const fault = faultOf(Number(index));
      if (fault === 'rejects') throw new Error('no');
      if (fault === 'bad output') return 'bad';
      if (fault === 'hangs, heeds') await sleep(bench.clock, 100_000, signal);
      if (fault === 'hangs, deaf') await sleep(bench.clock, 5_000);
      return Number(index) * 2;
    } finally {
      alive -= 1;
    }
  };
  const tool = preparedTool(
    'tool',
    (input, context) => {
      if (faultOf(Number(input['index'])) !== 'throws') return execute(input, context);
      calls += 1;
      throw new Error('no');
    },
    {
      timeoutMs: 50,
      output: (value) =>
        typeof value === 'number'
          ? { ok: true, value }
          : { ok: false, issues: [{ path: [], message: 'a number, please' }] },
    },
  );
  const bench = benchOf({ tools: [list, tool], concurrency: 64, limits: { graceMs: 10 } });
  begin(bench, 1_000);
  await bench.clock.advance(60_000);
  await bench.executor.settled();

  expect(calls).toBe(1_000);
  expect(most).toBeGreaterThanOrEqual(64);
  const outcome = bench.outcome(2);
  if (outcome?.status !== 'ok') throw new Error('it should be ok');
  expect(outcome.value).toEqual(
    numbers(1_000).map((index): Json => (faultOf(index) === undefined ? index * 2 : null)),
  );
  const holes = (outcome.holes ?? []).map(({ index, failure }) => [
    index,
    'code' in failure ? failure.code : failure.reason,
  ]);
  const expected = numbers(1_000).flatMap((index) => {
    const fault = faultOf(index);
    return fault === undefined ? [] : [[index, codeOf[fault]]];
  });
  expect(expected).toHaveLength(300);
  expect(holes).toEqual(expected);
  const ends = bench.facts.filter((fact) => fact.type === 'task-end' && fact.path !== undefined);
  expect(ends).toHaveLength(1_000);
  expect(bench.clock.pending).toBe(0);
});
