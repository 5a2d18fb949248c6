import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { Cause } from '../../src/core/outcome.ts';
import type { Task } from '../../src/plan/task.ts';
import {
  benchOf,
  heldTool,
  literal,
  preparedTool,
  ref,
  reference,
  task,
  tick,
  type Bench,
} from './builders.ts';

const abort: Cause = { reason: 'abort', message: 'The caller aborted the run.' };
const budget: Cause = { reason: 'budget', message: 'The budget is spent.' };
const echo = preparedTool('echo', (input) => input['value'] ?? null);

/** A task that runs a tool once for each element of task 1's list. */
function over(id: number, tool: string, more: Partial<Task> = {}): Task {
  return task(
    id,
    tool,
    { name: ref(1, '*') },
    {
      fanOut: { over: reference(1, '*'), parameters: ['name'] },
      ...more,
    },
  );
}

/** Arguments that want an `id` of each element. */
const idOfEach = task(0, '', { name: ref(1, '*', 'id') }).args;

async function listed(bench: Bench, list: Json): Promise<void> {
  bench.add(task(1, 'echo', { value: literal(list) }));
  bench.executor.pass(bench.plan);
  await tick();
}

describe('a fan-out', () => {
  it('calls the tool once an element and keeps the order, whatever ends first', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [echo, held.tool] });
    bench.add(over(2, 'held'));
    await listed(bench, ['a', 'b', 'c']);
    expect(held.calls).toEqual(['a', 'b', 'c']);
    for (const name of ['c', 'a', 'b']) {
      held.resolve(name, name.toUpperCase());
      await tick();
    }
    expect(bench.value(2)).toEqual(['A', 'B', 'C']);
    expect(bench.outcome(2)).not.toHaveProperty('holes');
    expect(bench.outcome(2)).toMatchObject({ attempts: 1 });
    expect(bench.story().slice(-8)).toEqual([
      '2 start',
      '2.1 start',
      '2.2 start',
      '2.3 start',
      '2.3 end ok',
      '2.1 end ok',
      '2.2 end ok',
      '2 end ok',
    ]);
  });

  it('of an empty list is ok with an empty list', async () => {
    const bench = benchOf({ tools: [echo] });
    bench.add(over(2, 'echo'));
    await listed(bench, []);
    expect(bench.outcome(2)).toMatchObject({ status: 'ok', value: [] });
  });

  it('has null and a hole where an element failed', async () => {
    const picky = preparedTool('picky', ({ name }) => {
      if (name === 'b') throw new Error('not b');
      return name;
    });
    const bench = benchOf({ tools: [echo, picky] });
    bench.add(over(2, 'picky'));
    await listed(bench, ['a', 'b', 'c']);
    expect(bench.outcome(2)).toMatchObject({
      status: 'ok',
      value: ['a', null, 'c'],
      holes: [{ index: 1, failure: { code: 'tool.threw' } }],
    });
  });

  it('fails with the first failure when no element succeeded', async () => {
    const fail = preparedTool('fail', ({ name }) =>
      Promise.reject(new Error(`no ${String(name)}`)),
    );
    const bench = benchOf({ tools: [echo, fail] });
    bench.add(over(2, 'fail'));
    await listed(bench, ['a', 'b']);
    expect(bench.outcome(2)).toMatchObject({
      status: 'failed',
      error: { code: 'tool.threw', message: expect.stringContaining('no a') },
    });
  });

  it('has no more elements alive than the run, or the tool, may run at once', async () => {
    for (const [concurrency, own] of [
      [2, undefined],
      [8, 2],
    ] as const) {
      const held = heldTool('held', own === undefined ? {} : { concurrency: own });
      const bench = benchOf({ tools: [echo, held.tool], concurrency });
      bench.add(over(2, 'held'));
      await listed(bench, ['a', 'b', 'c']);
      expect(held.calls).toEqual(['a', 'b']);
      held.resolve('b');
      await tick();
      expect(held.calls).toEqual(['a', 'b', 'c']);
    }
  });

  it('begins no child that could only wait for a permit', async () => {
    for (const [concurrency, own, most] of [
      [3, undefined, 3],
      [8, 2, 2],
      [Infinity, undefined, 1_000],
    ] as const) {
      let begun = 0;
      const never = preparedTool(
        'never',
        () => null,
        own === undefined ? {} : { concurrency: own },
      );
      const bench = benchOf({
        tools: [echo, never],
        concurrency,
        dispatchOf: (tool) =>
          tool.name === 'echo'
            ? ({ input }) =>
                Promise.resolve({
                  status: 'ok',
                  value: input['value'] ?? null,
                  endedAt: 0,
                  attempts: 1,
                })
            : () => {
                begun += 1;
                return new Promise(() => undefined);
              },
      });
      bench.add(over(2, 'never'));
      await listed(
        bench,
        Array.from({ length: 2_000 }, () => 1),
      );
      await tick();
      expect(begun).toBe(most);
    }
  });

  it('runs at a concurrency of 1', async () => {
    const bench = benchOf({ tools: [echo], concurrency: 1 });
    bench.add(over(2, 'echo'), over(3, 'echo'));
    await listed(bench, [1, 2, 3]);
    await bench.executor.settled();
    expect(bench.value(2)).toHaveLength(3);
  });

  it('of more elements than limits.fanOut fails and calls nobody', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [echo, held.tool], limits: { fanOut: 2 } });
    bench.add(over(2, 'held'));
    await listed(bench, ['a', 'b', 'c']);
    expect(bench.outcome(2)).toMatchObject({ error: { code: 'reference.too-many-elements' } });
    expect(held.calls).toEqual([]);
  });

  it('whose results together pass limits.resultBytes fails and begins no further element', async () => {
    let calls = 0;
    const big = preparedTool('big', () => {
      calls += 1;
      return { text: 'x'.repeat(300) };
    });
    const bench = benchOf({ tools: [echo, big], concurrency: 1, limits: { resultBytes: 1_000 } });
    bench.add(over(2, 'big'));
    await listed(
      bench,
      Array.from({ length: 50 }, () => 1),
    );
    await bench.executor.settled();
    expect(bench.outcome(2)).toMatchObject({
      status: 'failed',
      error: { code: 'tool.result-too-large' },
    });
    expect(calls).toBe(4);
  });

  it('has null and a hole for an element without the value that its reference wants, and calls the others', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [echo, held.tool] });
    bench.add(over(2, 'held', { args: idOfEach }));
    await listed(bench, [{ id: 'a' }, {}, { id: 'c' }]);
    expect(held.calls).toEqual(['a', 'c']);
    held.resolve('a', 'A');
    held.resolve('c', 'C');
    await bench.executor.settled();
    expect(bench.outcome(2)).toMatchObject({
      status: 'ok',
      value: ['A', null, 'C'],
      holes: [{ index: 1, failure: { code: 'reference.missing-path' } }],
    });
    expect(bench.story().filter((line) => line.startsWith('2.2'))).toEqual(['2.2 end failed']);
    expect(bench.story().filter((line) => line.startsWith('2.3'))).toHaveLength(2);
  });

  it('fails with the first failure when no element has an input', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [echo, held.tool] });
    bench.add(over(2, 'held', { args: idOfEach }));
    await listed(bench, [{}, null]);
    expect(held.calls).toEqual([]);
    expect(bench.outcome(2)).toMatchObject({
      status: 'failed',
      error: {
        code: 'reference.missing-path',
        message: expect.stringContaining('None of 2 elements succeeded; the first: element 0'),
      },
    });
  });

  it('over lists gives a list of lists, which the next one can walk as a whole or flattened', async () => {
    const twice = preparedTool('twice', ({ name }) => [name ?? null, name ?? null]);
    const count = preparedTool('count', ({ name }) => (Array.isArray(name) ? name.length : 0));
    const bench = benchOf({ tools: [echo, twice, count] });
    const flat = reference(2, '*', '*');
    bench.add(
      over(2, 'twice'),
      task(
        3,
        'count',
        { name: ref(2, '*') },
        { fanOut: { over: reference(2, '*'), parameters: ['name'] } },
      ),
      task(
        4,
        'twice',
        { name: ref(2, '*', '*') },
        { fanOut: { over: flat, parameters: ['name'] } },
      ),
    );
    await listed(bench, ['a', ['b']]);
    await bench.executor.settled();
    expect(bench.value(2)).toEqual([
      ['a', 'a'],
      [['b'], ['b']],
    ]);
    expect(bench.value(3)).toEqual([2, 2]);
    expect(bench.value(4)).toEqual([
      ['a', 'a'],
      ['a', 'a'],
      [['b'], ['b']],
      [['b'], ['b']],
    ]);
  });

  it('gives each element the time limit of the tool, from its own start', async () => {
    const held = heldTool('held', { timeoutMs: 10 });
    const bench = benchOf({ tools: [echo, held.tool], concurrency: 1 });
    bench.add(over(2, 'held'));
    await listed(bench, ['a', 'b']);
    await bench.clock.advance(10);
    expect(held.calls).toEqual(['a']);
    held.reject('a'); // it heeds its signal, late
    await tick();
    expect(held.calls).toEqual(['a', 'b']);
    await bench.clock.advance(9);
    held.resolve('b', 'B');
    await bench.executor.settled();
    expect(bench.outcome(2)).toMatchObject({
      value: [null, 'B'],
      holes: [{ index: 0, failure: { code: 'tool.timeout' } }],
    });
    expect(bench.clock.pending).toBe(0);
  });

  it('that is halted keeps what runs and has holes for what had not begun', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [echo, held.tool], concurrency: 2 });
    bench.add(over(2, 'held'));
    await listed(bench, ['a', 'b', 'c', 'd']);
    bench.executor.halt(budget);
    held.resolve('a', 'A');
    held.resolve('b', 'B');
    await bench.executor.settled();
    expect(held.calls).toEqual(['a', 'b']);
    expect(bench.outcome(2)).toMatchObject({
      status: 'ok',
      value: ['A', 'B', null, null],
      holes: [
        { index: 2, failure: budget },
        { index: 3, failure: budget },
      ],
    });
  });

  it('that is halted before an element began is cancelled', async () => {
    const held = heldTool('held');
    const bench: Bench = benchOf({
      tools: [echo, held.tool],
      emit(fact) {
        if (fact.type === 'task-start' && fact.taskId === 2) bench.executor.halt(budget);
      },
    });
    bench.add(over(2, 'held'));
    await listed(bench, ['a', 'b']);
    expect(held.calls).toEqual([]);
    expect(bench.outcome(2)).toMatchObject({ status: 'cancelled', cause: budget });
  });

  it('that is stopped is cancelled, and its other elements never begin', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [echo, held.tool], concurrency: 2 });
    bench.add(over(2, 'held'));
    await listed(bench, ['a', 'b', 'c', 'd']);
    bench.executor.closeAll(abort);
    expect(held.contexts.get('a')?.signal.aborted).toBe(true);
    held.resolve('a');
    await bench.clock.advance(1_000);
    expect(held.calls).toEqual(['a', 'b']);
    expect(bench.outcome(2)).toMatchObject({ status: 'cancelled', cause: abort });
    expect(bench.clock.pending).toBe(0);
  });
});

describe('a fanned-out write', () => {
  const write = { effect: 'write' } as const;

  it('runs one element after another', async () => {
    const held = heldTool('held', write);
    const bench = benchOf({ tools: [echo, held.tool] });
    bench.add(over(2, 'held', write));
    await listed(bench, ['a', 'b']);
    expect(held.calls).toEqual(['a']);
    held.resolve('a', 'A');
    await tick();
    expect(held.calls).toEqual(['a', 'b']);
    held.resolve('b', 'B');
    await bench.executor.settled();
    expect(bench.value(2)).toEqual(['A', 'B']);
  });

  it('writes nothing behind an element that failed, fails, and lets no later write go on', async () => {
    const held = heldTool('held', write);
    const bench = benchOf({ tools: [echo, held.tool] });
    bench.add(over(2, 'held', write), task(3, 'held', {}, write));
    await listed(bench, ['a', 'b', 'c']);
    held.resolve('a', 'A');
    await tick();
    held.reject('b');
    await bench.executor.settled();
    expect(held.calls).toEqual(['a', 'b']);
    expect(bench.outcome(2)).toMatchObject({
      status: 'failed',
      error: {
        code: 'tool.threw',
        message: expect.stringContaining('Of 3 elements 1 were written; the next did not'),
        details: { succeeded: ['A'] },
      },
    });
    expect(bench.outcome(3)).toMatchObject({ cause: { reason: 'earlier-write', taskId: 2 } });
  });
  it('writes nothing behind an element that has no input', async () => {
    const held = heldTool('held', write);
    const bench = benchOf({ tools: [echo, held.tool] });
    bench.add(over(2, 'held', { ...write, args: idOfEach }), task(3, 'held', {}, write));
    await listed(bench, [{ id: 'a' }, {}, { id: 'c' }]);
    held.resolve('a', 'A');
    await bench.executor.settled();
    expect(held.calls).toEqual(['a']);
    expect(bench.outcome(2)).toMatchObject({
      status: 'failed',
      error: {
        code: 'reference.missing-path',
        message: expect.stringContaining('Of 3 elements 1 were written; the next did not'),
        details: { succeeded: ['A'] },
      },
    });
    expect(bench.outcome(3)).toMatchObject({ cause: { reason: 'earlier-write', taskId: 2 } });
  });

  it('that is aborted halfway says how many were written', async () => {
    const held = heldTool('held', write);
    const bench = benchOf({ tools: [echo, held.tool] });
    bench.add(over(2, 'held', write));
    await listed(bench, ['a', 'b', 'c']);
    held.resolve('a', 'A');
    await tick();
    bench.executor.closeAll(abort);
    held.resolve('b', 'B');
    await bench.executor.settled();
    expect(held.calls).toEqual(['a', 'b']);
    const message = `${abort.message} Of 3 elements 1 had been written, and one was under way.`;
    expect(bench.outcome(2)).toMatchObject({
      status: 'cancelled',
      cause: { reason: 'abort', message },
    });
  });

  it('that is aborted between two elements says that none was under way', async () => {
    const held = heldTool('held', write);
    const other = heldTool('other');
    const bench = benchOf({ tools: [echo, held.tool, other.tool], concurrency: 1 });
    bench.add(over(2, 'held', write));
    await listed(bench, ['a', 'b', 'c']);
    bench.add(task(4, 'other', { name: literal('x') }));
    held.resolve('a', 'A');
    await tick();
    expect(other.calls).toEqual(['x']);
    bench.executor.closeAll({ reason: 'abort', message: 'enough' });
    other.resolve('x');
    await bench.executor.settled();
    expect(held.calls).toEqual(['a']);
    const message = 'enough. Of 3 elements 1 had been written.';
    expect(bench.outcome(2)).toMatchObject({ status: 'cancelled', cause: { message } });
  });

  it('that is halted halfway has failed, and says what was written', async () => {
    const held = heldTool('held', write);
    const bench = benchOf({ tools: [echo, held.tool] });
    bench.add(over(2, 'held', write));
    await listed(bench, ['a', 'b', 'c']);
    bench.executor.halt(budget);
    held.resolve('a', 'A');
    await bench.executor.settled();
    expect(held.calls).toEqual(['a']);
    expect(bench.outcome(2)).toMatchObject({
      status: 'failed',
      error: { code: 'run.budget', details: { succeeded: ['A'] } },
    });
  });
});
