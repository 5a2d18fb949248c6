import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/core/events.ts';
import { createGates } from '../../src/executor/gates.ts';
import { createDispatcher } from '../../src/executor/policies.ts';
import { createFakeClock } from '../../src/testing/index.ts';
import { benchOf, heldTool, preparedTool, task, tick, type Bench } from './builders.ts';

const waitsOf = (bench: Bench): Fact[] => bench.facts.filter(({ type }) => type === 'task-wait');

describe('a wait at a gate is an event', () => {
  it('for each call that waits, once, while the run would have permits', async () => {
    const held = heldTool('held', { concurrency: 1 });
    const bench = benchOf({ tools: [held.tool], concurrency: 4 });
    bench.add(task(1, 'held'), task(2, 'held'), task(3, 'held'));
    expect(waitsOf(bench)).toEqual([
      { type: 'task-wait', taskId: 2, gate: 'held', reason: 'concurrency' },
      { type: 'task-wait', taskId: 3, gate: 'held', reason: 'concurrency' },
    ]);
    for (const name of ['1', '2', '3']) {
      held.resolve(name);
      await tick();
    }
    expect(waitsOf(bench)).toHaveLength(2);
  });

  it('with its reason, and how long it will be where that is known', async () => {
    const busy = Object.assign(new Error('busy'), { status: 429, retryAfterMs: 800 });
    const held = heldTool('held', { more: { rate: { requestsPerMinute: 60 } } });
    const bench = benchOf({ tools: [held.tool], concurrency: 4 });
    bench.add(task(1, 'held'), task(2, 'held'));
    held.reject('1', busy);
    await tick();
    bench.add(task(3, 'held'));
    expect(waitsOf(bench)).toMatchObject([
      { taskId: 2, reason: 'rate', waitMs: 1_000 },
      { taskId: 3, reason: 'pause', waitMs: 800 },
    ]);
    bench.executor.closeAll({ reason: 'abort', message: 'enough' });
    await bench.executor.settled();
    expect(bench.clock.pending).toBe(0);
  });

  it('not for a call that waits for the run’s own concurrency', async () => {
    const held = heldTool('held', { concurrency: 4 });
    const bench = benchOf({ tools: [held.tool], concurrency: 1 });
    bench.add(task(1, 'held'), task(2, 'held'));
    expect(waitsOf(bench)).toEqual([]);
    held.resolve('1');
    await tick();
    held.resolve('2');
    await bench.executor.settled();
    expect(waitsOf(bench)).toEqual([]);
  });

  it('names the place of a child call', async () => {
    const held = heldTool('held', { concurrency: 1 });
    const parent = preparedTool('parent', (_, context) =>
      Promise.all([context.call('held', { name: 'a' }), context.call('held', { name: 'b' })]),
    );
    const bench = benchOf({ tools: [held.tool, parent] });
    bench.add(task(1, 'parent'));
    await tick();
    expect(waitsOf(bench)).toEqual([
      { type: 'task-wait', taskId: 1, path: '1.2', gate: 'held', reason: 'concurrency' },
    ]);
    held.resolve('a');
    await tick();
    held.resolve('b');
    await bench.executor.settled();
  });
});

it('one push-back pauses every caller of the gate, of any tool and run, before its permit serves another', async () => {
  const clock = createFakeClock();
  const one = heldTool('one', { concurrency: 1, more: { gate: 'api' } });
  const two = heldTool('two', { more: { gate: 'api' } });
  const dispatchOf = createDispatcher({ gates: createGates({ clock }) });
  const benches = [1, 2].map(() => benchOf({ tools: [one.tool, two.tool], dispatchOf, clock }));
  const [first, second] = benches;
  first!.add(task(1, 'one'), task(2, 'one'));
  second!.add(task(3, 'two'));
  one.reject('1', Object.assign(new Error('busy'), { status: 429, retryAfterMs: 500 }));
  await clock.advance(499);
  expect([one.calls, two.calls]).toEqual([['1'], []]);
  await clock.advance(60_000);
  expect([one.calls, two.calls].flat()).toHaveLength(2);
  one.resolve('2');
  await clock.advance(60_000);
  two.resolve('3');
  await Promise.all(benches.map(({ executor }) => executor.settled()));
  expect(clock.pending).toBe(0);
});

it('ten thousand calls that wait at a gate are served in a time that does not grow with their square', async () => {
  const tool = preparedTool('quick', () => Promise.resolve(1), { concurrency: 2 });
  const bench = benchOf({ tools: [tool], limits: { tasks: 10_000 } });
  for (let id = 1; id <= 10_000; id += 1) bench.add(task(id, 'quick'));
  await bench.executor.settled();
  expect(bench.executor.outcomes.size).toBe(10_000);
  expect(waitsOf(bench).length).toBeLessThanOrEqual(10_000);
});
