import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { Cause } from '../../src/core/outcome.ts';
import { defaultPasses } from '../../src/executor/passes.ts';
import type { Tool } from '../../src/tools/tool.ts';
import {
  benchOf,
  heldTool,
  literal,
  preparedTool,
  ref,
  task,
  tick,
  write,
  type Bench,
  type BenchOptions,
  type Execute,
  type HeldTool,
} from './builders.ts';

const notNeeded: Cause = { reason: 'not-needed', message: 'enough' };

/** A bench in which equal calls are shared. */
function memoBench(options: BenchOptions): Bench {
  return benchOf({ passes: defaultPasses, ...options });
}

const asking = (id: number, name: string, tool = 'look') => task(id, tool, { name: literal(name) });

/** A read that counts its calls. */
function counted(execute: Execute = () => ({ n: 1 }), more: Partial<Tool> = {}) {
  const calls: Json[] = [];
  const tool = preparedTool(
    'look',
    (input, context) => {
      calls.push(input);
      return execute(input, context);
    },
    { more },
  );
  return { calls, tool };
}

/** Lets the last call of that name end; a name may be called again. */
async function end(held: HeldTool, name: string, value: Json = 'value'): Promise<void> {
  held.resolve(name, value);
  await tick();
}

describe('equal reads of a run', () => {
  it('join the one under way, and hold no permit', async () => {
    const held = heldTool('look');
    const bench = memoBench({ tools: [held.tool], concurrency: 2 });
    bench.add(asking(1, 'a'), asking(2, 'a'), asking(3, 'a'), asking(4, 'b'));
    expect(held.calls).toEqual(['a', 'b']);
    await bench.clock.advance(5);
    await end(held, 'a', { list: [1] });
    expect(bench.outcome(1)).toEqual({
      status: 'ok',
      value: { list: [1] },
      readyAt: 0,
      startedAt: 0,
      endedAt: 5,
      attempts: 1,
    });
    expect(bench.outcome(2)).toEqual({
      status: 'ok',
      value: { list: [1] },
      reused: 'flight',
      readyAt: 0,
      endedAt: 5,
      attempts: 0,
    });
    expect(bench.story()).not.toContain('2 start');
    expect(bench.value(1)).not.toBe(bench.value(2));
    expect(bench.value(2)).not.toBe(bench.value(3));
  });

  it('use the result of one that ended well, each a copy', async () => {
    const { calls, tool } = counted();
    const bench = memoBench({ tools: [tool] });
    await bench.run(asking(1, 'a'), task(2, 'look', { name: literal('a'), after: ref(1) }));
    expect(calls).toHaveLength(2);
    bench.executor.openPlan(bench.plan);
    bench.add(asking(3, 'a'));
    await tick();
    expect(calls).toHaveLength(2);
    expect(bench.outcome(3)).toMatchObject({ reused: 'cache', attempts: 0 });
    expect(bench.value(3)).not.toBe(bench.value(1));
  });

  it('are equal whatever the order of keys, at every level', async () => {
    const { calls, tool } = counted();
    const bench = memoBench({ tools: [tool] });
    await bench.run(
      task(1, 'look', { a: literal({ x: 1, y: [{ p: 1, q: 2 }] }), b: literal('1') }),
      task(2, 'look', { b: literal('1'), a: literal({ y: [{ q: 2, p: 1 }], x: 1 }) }),
      task(3, 'look', { b: literal(1), a: literal({ y: [{ q: 2, p: 1 }], x: 1 }) }),
    );
    expect(calls).toHaveLength(2);
  });

  it('are told apart also where their arguments are long', async () => {
    const { calls, tool } = counted();
    const bench = memoBench({ tools: [tool] });
    const long = 'x'.repeat(5_000);
    await bench.run(asking(1, `${long}1`), asking(2, `${long}2`), asking(3, `${long}1`));
    expect(calls).toHaveLength(2);
  });

  it('of different tools are different', async () => {
    const held = [heldTool('one'), heldTool('two')];
    const bench = memoBench({ tools: held.map(({ tool }) => tool) });
    bench.add(asking(1, 'a', 'one'), asking(2, 'a', 'two'));
    expect(held.map(({ calls }) => calls)).toEqual([['a'], ['a']]);
  });

  it('among the elements of a fan-out, and between tasks, share one call', async () => {
    const { calls, tool } = counted(({ name }) => name);
    const list = preparedTool('list', () => ['a', 'b', 'a', 'a']);
    const bench = memoBench({ tools: [tool, list], concurrency: 1 });
    const over = { source: 1, path: [{ kind: 'each' as const }], optional: false };
    await bench.run(
      task(1, 'list'),
      task(
        2,
        'look',
        { name: { kind: 'reference', reference: over } },
        {
          fanOut: { over, parameters: ['name'] },
        },
      ),
      asking(3, 'b'),
    );
    expect(bench.value(2)).toEqual(['a', 'b', 'a', 'a']);
    expect(calls).toHaveLength(2);
  });

  it('that a tool makes are shared too', async () => {
    const { calls, tool } = counted(() => 'leaf');
    const caller = preparedTool('caller', async ({ id }, { call }) => {
      const outcome = await call('look', { name: 'a' });
      return [id ?? null, outcome.status];
    });
    const bench = memoBench({ tools: [tool, caller] });
    await bench.run(
      task(1, 'caller', { id: literal(1) }),
      task(2, 'caller', { id: literal(2) }),
      asking(3, 'a'),
    );
    expect(calls).toHaveLength(1);
    expect(bench.value(2)).toEqual([2, 'ok']);
  });

  it('are made one by one when the pass is off, or the tool says so', async () => {
    const one = counted();
    const off = { ...defaultPasses, singleFlight: 'off' } as const;
    await memoBench({ tools: [one.tool], passes: off }).run(asking(1, 'a'), asking(2, 'a'));
    expect(one.calls).toHaveLength(2);
    const two = counted(undefined, { cache: 'off' });
    await memoBench({ tools: [two.tool] }).run(asking(1, 'a'), asking(2, 'a'));
    expect(two.calls).toHaveLength(2);
  });

  it('of two runs are two', async () => {
    const { calls, tool } = counted();
    for (const _ of [1, 2]) await memoBench({ tools: [tool] }).run(asking(1, 'a'));
    expect(calls).toHaveLength(2);
  });

  it('writes are never shared', async () => {
    const calls: Json[] = [];
    const note = preparedTool('note', (input) => void calls.push(input), { effect: 'write' });
    await memoBench({ tools: [note] }).run(write(1, 'note'), write(2, 'note'));
    expect(calls).toHaveLength(2);
  });
});

describe('a reader that follows', () => {
  it('makes its own call when its leader fails: one leads, the others follow', async () => {
    const held = heldTool('look');
    const bench = memoBench({ tools: [held.tool] });
    bench.add(asking(1, 'a'), asking(2, 'a'), asking(3, 'a'));
    held.reject('a', new Error('down'));
    await tick();
    expect(bench.outcome(1)).toMatchObject({ status: 'failed', attempts: 1 });
    expect(held.calls).toEqual(['a', 'a']);
    await end(held, 'a');
    expect(bench.outcome(2)).toMatchObject({ status: 'ok', attempts: 1 });
    expect(bench.outcome(3)).toMatchObject({ status: 'ok', reused: 'flight' });
  });

  it('waits for nobody any more after two have failed', async () => {
    const held = heldTool('look');
    const bench = memoBench({ tools: [held.tool] });
    bench.add(...[1, 2, 3, 4, 5].map((id) => asking(id, 'a')));
    for (const count of [1, 2]) {
      expect(held.calls).toHaveLength(count);
      held.reject('a');
      await tick();
    }
    expect(held.calls).toHaveLength(5);
  });

  it('goes on when its leader is stopped, at once', async () => {
    const held = heldTool('look');
    const bench = memoBench({ tools: [held.tool] });
    bench.add(asking(1, 'a'), asking(2, 'a'));
    bench.executor.close([1], notNeeded);
    expect(held.calls).toEqual(['a', 'a']);
    await end(held, 'a');
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled' });
    expect(bench.outcome(2)).toMatchObject({ status: 'ok', attempts: 1 });
    bench.add(asking(3, 'a'));
    await tick();
    expect(bench.outcome(3)).toMatchObject({ reused: 'cache', value: 'value' });
  });

  it('ends alone when it is stopped', async () => {
    const held = heldTool('look');
    const bench = memoBench({ tools: [held.tool] });
    bench.add(asking(1, 'a'), asking(2, 'a'), asking(3, 'a'));
    bench.executor.close([2], notNeeded);
    await tick();
    expect(bench.outcome(2)).toMatchObject({ status: 'cancelled', cause: notNeeded, attempts: 0 });
    expect(held.contexts.get('a')?.signal.aborted).toBe(false);
    await end(held, 'a');
    expect(bench.outcome(1)).toMatchObject({ status: 'ok' });
    expect(bench.outcome(3)).toMatchObject({ status: 'ok', reused: 'flight' });
  });

  it('gets the result of a leader that runs on in a halted run, and starts nothing if there is none', async () => {
    const held = heldTool('look');
    const bench = memoBench({ tools: [held.tool] });
    bench.add(asking(1, 'a'), asking(2, 'a'), asking(3, 'b'), asking(4, 'b'), asking(5, 'b'));
    bench.executor.halt({ reason: 'budget', message: 'spent' });
    await end(held, 'a');
    held.reject('b');
    await bench.executor.settled();
    expect(bench.outcome(2)).toMatchObject({ status: 'ok', reused: 'flight' });
    expect(bench.outcome(4)).toMatchObject({ status: 'cancelled', cause: { reason: 'budget' } });
    expect(bench.outcome(5)).toMatchObject({ status: 'cancelled', cause: { reason: 'budget' } });
    expect(held.calls).toEqual(['a', 'b']);
  });

  it('outlives the time limit of its leader', async () => {
    const held = heldTool('look', { timeoutMs: 10 });
    const bench = memoBench({ tools: [held.tool] });
    bench.add(asking(1, 'a'), asking(2, 'a'));
    await bench.clock.advance(10);
    expect(bench.outcome(1)).toMatchObject({ error: { code: 'tool.timeout' } });
    await end(held, 'a');
    expect(bench.outcome(2)).toMatchObject({ status: 'ok', attempts: 1 });
    await bench.clock.advance(1_000);
    expect(bench.clock.pending).toBe(0);
  });

  it('never waits for a call that waits for it', async () => {
    let depth = 0;
    const other = { f: 'g', g: 'f' } as const;
    const tools = (['f', 'g'] as const).map((name) =>
      preparedTool(name, async (_input, { call }) => {
        depth += 1;
        const child = await call(other[name], {});
        return child.status;
      }),
    );
    const bench = memoBench({ tools, limits: { nesting: 6 } });
    await bench.run(task(1, 'f'), task(2, 'g'));
    expect(bench.value(1)).toBe('ok');
    expect(bench.value(2)).toBe('ok');
    expect(depth).toBeGreaterThan(5);
  });
});

describe('a write', () => {
  const resource = ({ name }: Record<string, Json>): string => String(name);
  const declared = { resource: (input: unknown) => resource(input as Record<string, Json>) };

  it('outdates what was read before it, and is not read past while it goes on', async () => {
    const look = heldTool('look');
    const put = heldTool('put', { effect: 'write' });
    const bench = memoBench({ tools: [look.tool, put.tool] });
    bench.add(asking(1, 'a'), asking(2, 'b'));
    await end(look, 'a', 'old');
    bench.executor.add(write(3, 'put', { name: literal('w') }), bench.plan);
    bench.executor.pass(bench.plan);
    // Ends the read that the write may wait for.
    await end(look, 'b', 'old');
    expect(put.calls).toEqual(['w']);
    bench.executor.add(asking(4, 'a'), bench.plan);
    expect(look.calls).toEqual(['a', 'b', 'a']);
    await end(put, 'w');
    await end(look, 'a', 'between');
    bench.executor.add(asking(5, 'a'), bench.plan);
    expect(look.calls).toHaveLength(4);
    await end(look, 'a', 'new');
    expect(bench.value(5)).toBe('new');
    bench.executor.add(asking(6, 'a'), bench.plan);
    await tick();
    expect(bench.outcome(6)).toMatchObject({ value: 'new', reused: 'cache' });
  });

  it('of another resource outdates nothing', async () => {
    const { calls, tool } = counted(undefined, declared);
    const put = preparedTool('put', () => null, { effect: 'write', more: declared });
    const bench = memoBench({ tools: [tool, put] });
    await bench.run(asking(1, 'a'), asking(2, 'b'), write(3, 'put', { name: literal('b') }));
    bench.executor.openPlan(bench.plan);
    bench.add(asking(4, 'a'));
    await tick();
    expect(bench.outcome(4)).toMatchObject({ reused: 'cache' });
    bench.add(asking(5, 'b'));
    await tick();
    expect(calls).toHaveLength(3);
  });

  it('outdates all where its resource function throws', async () => {
    const { calls, tool } = counted(undefined, declared);
    const broken = {
      resource: () => {
        throw new Error('mine');
      },
    };
    const put = preparedTool('put', () => null, { effect: 'write', more: broken });
    const bench = memoBench({ tools: [tool, put] });
    await bench.run(asking(1, 'a'), write(2, 'put', { name: literal('b') }));
    bench.executor.openPlan(bench.plan);
    bench.add(asking(3, 'a'));
    await tick();
    expect(calls).toHaveLength(2);
  });

  it('sees its own effect in the reads that it makes', async () => {
    let stored = 0;
    const { tool } = counted(() => stored);
    const put = preparedTool(
      'put',
      async (_input, { call }) => {
        const before = await call('look', { name: 'a' });
        stored += 1;
        const after = await call('look', { name: 'a' });
        return [before, after].map((outcome) => (outcome.status === 'ok' ? outcome.value : null));
      },
      { effect: 'write' },
    );
    const bench = memoBench({ tools: [tool, put] });
    await bench.run(write(1, 'put'));
    expect(bench.value(1)).toEqual([0, 1]);
  });
});
