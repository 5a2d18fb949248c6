import { describe, expect, test } from 'vitest';
import { createDurations } from '../../src/executor/durations.ts';
import { defaultPasses, type Passes } from '../../src/executor/passes.ts';
import { benchOf, preparedTool, ref, task, type BenchOptions } from './builders.ts';

describe('durations', () => {
  test('count every tool as 1 ms before anything was learned', () => {
    expect(createDurations().of('a')).toBe(1);
  });

  test('count a tool with the mean of its first calls, and follow the newest by a tenth', () => {
    const durations = createDurations();
    for (const elapsedMs of [10, 20, 30]) durations.learn('a', elapsedMs);
    expect(durations.of('a')).toBeCloseTo(20);
    for (let call = 0; call < 100; call += 1) durations.learn('a', 20);
    durations.learn('a', 1_020);
    expect(durations.of('a')).toBeCloseTo(120);
  });

  test('count a tool that was never seen with the mean of those that were', () => {
    const durations = createDurations();
    durations.learn('a', 100);
    durations.learn('b', 300);
    expect(durations.of('c')).toBe(200);
  });

  test('count nothing with less than a millisecond, so that noise does not order anything', () => {
    const durations = createDurations();
    durations.learn('a', 0.001);
    const version = durations.version();
    durations.learn('a', 0.9);
    expect(durations.of('a')).toBe(1);
    expect(durations.version()).toBe(version);
  });

  test('change what counts, and the version, only when the average has moved by a quarter', () => {
    const durations = createDurations();
    durations.learn('a', 100);
    const version = durations.version();
    durations.learn('a', 140); // the mean is 120
    expect([durations.of('a'), durations.version()]).toEqual([100, version]);
    durations.learn('a', 180); // and now 140
    expect([durations.of('a'), durations.version()]).toEqual([140, version + 1]);
  });

  test('forget an old speed within some twenty calls', () => {
    const durations = createDurations();
    for (let call = 0; call < 1_000; call += 1) durations.learn('a', 10);
    for (let call = 0; call < 22; call += 1) durations.learn('a', 1_000);
    expect(durations.of('a')).toBeGreaterThan(700);
  });
});

describe('an executor', () => {
  const learnFrom = async (
    options: BenchOptions,
    ...tasks: Parameters<ReturnType<typeof benchOf>['run']>
  ): Promise<Map<string, number>> => {
    const learned = new Map<string, number>();
    const durations = {
      ...createDurations(),
      learn: (tool: string, elapsedMs: number) => void learned.set(tool, elapsedMs),
    };
    const bench = benchOf({ ...options, durations });
    const ended = bench.run(...tasks);
    await bench.clock.advance(10_000);
    await ended;
    return learned;
  };

  const waiting = (name: string, ms: number) =>
    preparedTool(name, () => new Promise((resolve) => bench.clock.after(ms, () => resolve(null))));
  const bench = benchOf({});

  test('learns how long a call itself took, not how long it waited for its permit', async () => {
    const { clock } = bench;
    const tools = [waiting('slow', 500), waiting('quick', 20)];
    const learned = await learnFrom(
      { tools, clock, concurrency: 1 },
      task(1, 'slow'),
      task(2, 'quick'),
    );
    expect([...learned]).toEqual([
      ['slow', 500],
      ['quick', 20],
    ]);
  });

  test('learns nothing from a call that failed or ran others', async () => {
    const { clock } = bench;
    const tools = [
      waiting('slow', 500),
      preparedTool('fails', () => Promise.reject(new Error('no'))),
      preparedTool('calls', (_, context) => context.call('slow', {})),
    ];
    const learned = await learnFrom({ tools, clock }, task(1, 'fails'), task(2, 'calls'));
    expect([...learned]).toEqual([['slow', 500]]);
  });

  test('lets the call go first that has the longest way before it, as learned', async () => {
    const started: string[] = [];
    const tool = (name: string) => preparedTool(name, async () => void started.push(name));
    const tools = ['quick', 'short', 'long', 'behind short', 'behind long'].map(tool);
    const plan = [
      task(1, 'quick'),
      task(2, 'short'),
      task(3, 'long'),
      task(4, 'behind short', { it: ref(2) }),
      task(5, 'behind long', { it: ref(3) }),
    ];
    const durations = createDurations();
    for (const { name } of tools) durations.learn(name, name.endsWith('long') ? 100 : 10);
    const order = async (priority: Passes['priority']): Promise<string[]> => {
      started.length = 0;
      const passes = { ...defaultPasses, priority };
      const { executor, add, run } = benchOf({ tools, durations, concurrency: 1, passes });
      executor.together(() => add(...plan));
      await run();
      return [...started];
    };
    expect(await order('longest-path')).toEqual([
      ...['long', 'behind long', 'short', 'quick', 'behind short'],
    ]);
    expect(await order('arrival')).toEqual([
      ...['quick', 'short', 'long', 'behind short', 'behind long'],
    ]);
  });
});
