import { describe, expect, test } from 'vitest';
import type { Cause } from '../../src/core/outcome.ts';
import { createGates } from '../../src/executor/gates.ts';
import { createDispatcher } from '../../src/executor/policies.ts';
import { benchOf, heldTool, preparedTool, ref, reference, task, tick } from './builders.ts';

const abort: Cause = { reason: 'abort', message: 'stop' };
const notNeeded: Cause = { reason: 'not-needed', message: 'done' };
const finishing = { more: { onClose: 'finish' } } as const;

const list = preparedTool('list', () => ['a', 'b', 'c']);
const overList = { fanOut: { over: reference(1, '*'), parameters: ['name'] } };

describe("a call whose tool says onClose 'cancel'", () => {
  test('is told by its signal, and ends cancelled within the grace period of an abort', async () => {
    const held = heldTool('look');
    const bench = benchOf({ tools: [held.tool], limits: { graceMs: 100 } });
    const ended = bench.run(task(1, 'look'));
    const { signal } = held.contexts.get('1') ?? {};
    expect(signal?.aborted).toBe(false);
    bench.executor.closeAll(abort);
    expect(signal?.aborted).toBe(true);
    await bench.clock.advance(99);
    expect(bench.outcome(1)).toBeUndefined();
    await bench.clock.advance(1);
    await ended;
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled', cause: abort });
    held.resolve('1');
    await tick();
    expect(bench.facts.filter(({ type }) => type === 'task-late')).toEqual([]);
    expect(bench.clock.pending).toBe(0);
  });
});

describe("a call whose tool says onClose 'finish'", () => {
  test('gets no signal; its task ends at once, and its result is a late fact', async () => {
    const held = heldTool('look', finishing);
    const bench = benchOf({ tools: [held.tool] });
    const ended = bench.run(task(1, 'look'));
    bench.executor.close([1], notNeeded);
    await ended;
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled', cause: notNeeded, attempts: 1 });
    expect(held.contexts.get('1')?.signal.aborted).toBe(false);
    await bench.clock.advance(60_000);
    held.resolve('1', 'seen');
    await tick();
    expect(bench.facts.at(-1)).toMatchObject({
      type: 'task-late',
      taskId: 1,
      outcome: { status: 'ok', value: 'seen', endedAt: 60_000 },
    });
    expect(bench.outcome(1)?.status).toBe('cancelled');
    expect(bench.clock.pending).toBe(0);
  });

  test('is left alone by a later abort too', async () => {
    const held = heldTool('look', finishing);
    const bench = benchOf({ tools: [held.tool] });
    const ended = bench.run(task(1, 'look'));
    bench.executor.close([1], notNeeded);
    await ended;
    bench.executor.closeAll(abort);
    expect(held.contexts.get('1')?.signal.aborted).toBe(false);
    held.reject('1');
    await tick();
    expect(bench.facts.at(-1)).toMatchObject({ type: 'task-late', outcome: { status: 'failed' } });
  });

  test('is left alone by an abort of the run, which does not wait for it', async () => {
    const held = heldTool('look', finishing);
    const bench = benchOf({ tools: [held.tool] });
    const ended = bench.run(task(1, 'look'));
    bench.executor.closeAll(abort);
    await ended;
    expect(held.contexts.get('1')?.signal.aborted).toBe(false);
    expect(bench.clock.pending).toBe(0);
    held.resolve('1');
  });

  test('still has its own time limit', async () => {
    const held = heldTool('look', { ...finishing, timeoutMs: 50 });
    const bench = benchOf({ tools: [held.tool] });
    const ended = bench.run(task(1, 'look'));
    bench.executor.close([1], notNeeded);
    await ended;
    await bench.clock.advance(50);
    expect(held.contexts.get('1')?.signal.aborted).toBe(true);
    const error = { code: 'tool.timeout' };
    expect(bench.facts.at(-1)).toMatchObject({ type: 'task-late', outcome: { error } });
    held.resolve('1');
  });

  test('never begins if it had not begun', async () => {
    const held = heldTool('look', finishing);
    const bench = benchOf({ tools: [held.tool], concurrency: 1 });
    const ended = bench.run(task(1, 'look'), task(2, 'look'), task(3, 'look', { it: ref(1) }));
    bench.executor.close([1, 2, 3], notNeeded);
    await ended;
    held.resolve('1');
    await tick();
    expect(held.calls).toEqual(['1']);
    expect(bench.outcome(2)).toMatchObject({ status: 'cancelled', attempts: 0 });
    const late = bench.facts.filter(({ type }) => type === 'task-late');
    expect(late).toMatchObject([{ taskId: 1 }]);
  });

  test('keeps its permits until it ends, also those that runs share', async () => {
    const held = heldTool('look', { ...finishing, concurrency: 1 });
    const dispatchOf = createDispatcher({ gates: createGates() });
    const first = benchOf({ tools: [held.tool], dispatchOf });
    const ended = first.run(task(1, 'look', {}));
    first.executor.closeAll(abort);
    await ended;
    const second = benchOf({ tools: [held.tool], dispatchOf });
    const other = second.run(task(2, 'look'));
    await first.clock.advance(60_000);
    await tick();
    expect(held.calls).toEqual(['1']);
    held.resolve('1');
    await tick();
    expect(held.calls).toEqual(['1', '2']);
    held.resolve('2');
    await other;
  });

  test('begins no more elements of a fan-out, and those that run are its late result', async () => {
    const held = heldTool('look', { ...finishing, concurrency: 2 });
    const bench = benchOf({ tools: [list, held.tool] });
    const ended = bench.run(task(1, 'list'), task(2, 'look', { name: ref(1, '*') }, overList));
    await tick();
    expect(held.calls).toEqual(['a', 'b']);
    bench.executor.close([2], notNeeded);
    await ended;
    expect(bench.outcome(2)?.status).toBe('cancelled');
    held.resolve('a', 'A');
    held.resolve('b', 'B');
    await tick();
    expect(held.calls).toEqual(['a', 'b']);
    expect(bench.facts.at(-1)).toMatchObject({
      type: 'task-late',
      taskId: 2,
      outcome: { status: 'ok', value: ['A', 'B', null], holes: [{ index: 2, failure: notNeeded }] },
    });
  });

  test('may call nothing more', async () => {
    const held = heldTool('look');
    const gate = heldTool('gate');
    const ask = preparedTool(
      'ask',
      async (_, { call }) => {
        await call('gate', { name: 'first' });
        return (await call('look', { name: 'second' })).status;
      },
      finishing,
    );
    const bench = benchOf({ tools: [ask, gate.tool, held.tool] });
    const ended = bench.run(task(1, 'ask'));
    await tick();
    bench.executor.close([1], notNeeded);
    await ended;
    expect(gate.contexts.get('first')?.signal.aborted).toBe(false);
    gate.resolve('first');
    await tick();
    expect(held.calls).toEqual([]);
    expect(bench.facts.at(-1)).toMatchObject({
      type: 'task-late',
      outcome: { status: 'ok', value: 'cancelled' },
    });
  });

  test('is left to finish by a plan that replaces it, and what it comes to is dropped', async () => {
    const held = heldTool('look', finishing);
    const bench = benchOf({ tools: [held.tool] });
    bench.add(task(1, 'look', {}));
    await tick();
    bench.add(task(1, 'look', { name: { kind: 'literal', value: 'anew' } }));
    await tick();
    expect(held.contexts.get('1')?.signal.aborted).toBe(false);
    held.resolve('anew', 'new');
    await tick();
    held.resolve('1', 'old');
    await tick();
    expect(bench.value(1)).toBe('new');
    expect(bench.facts.filter(({ type }) => type === 'task-late')).toEqual([]);
  });
});
