import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { Cause, Outcome } from '../../src/core/outcome.ts';
import {
  benchOf,
  heldTool,
  literal,
  preparedTool,
  ref,
  reference,
  task,
  tick,
  write,
  type Execute,
} from './builders.ts';

const abort: Cause = { reason: 'abort', message: 'The caller aborted the run.' };
const echo = preparedTool('echo', (input) => input['value'] ?? null);
const valueOf = (outcome: Outcome): Json => (outcome.status === 'ok' ? outcome.value : null);

describe('a context', () => {
  it('has a signal that is the same on each read and survives being copied', async () => {
    const held = preparedTool('held', (_, context) => {
      const { signal } = context;
      const copy = { ...context };
      return [signal === context.signal, copy.signal === signal, Object.keys(copy).sort()];
    });
    const bench = benchOf({ tools: [held] });
    await bench.run(task(1, 'held'));
    expect(bench.value(1)).toEqual([
      true,
      true,
      ['attempt', 'call', 'context', 'idempotencyKey', 'runId', 'signal', 'taskId'],
    ]);
  });
});

describe('a child call', () => {
  it('runs another tool, with the path of its place, its own events and its own key', async () => {
    const keys: string[] = [];
    const key = preparedTool('key', (_, { idempotencyKey }) => void keys.push(idempotencyKey));
    const middle = preparedTool('middle', async (_, { call }) => {
      await call('key', {});
      return valueOf(await call('echo', { value: 'deep' }));
    });
    const outer = preparedTool('outer', async (_, { call }) => valueOf(await call('middle', {})));
    const bench = benchOf({ tools: [echo, key, middle, outer] });
    await bench.run(task(4, 'outer'));
    expect(bench.value(4)).toBe('deep');
    expect(keys).toEqual(['run:4.1.1']);
    expect(bench.story()).toEqual([
      '4 planned',
      '4 start',
      '4.1 start',
      '4.1.1 start',
      '4.1.1 end ok',
      '4.1.2 start',
      '4.1.2 end ok',
      '4.1 end ok',
      '4 end ok',
    ]);
  });

  it('of a write that is tried again has its key again, whatever stands before it', async () => {
    const seen: string[] = [];
    const save = preparedTool(
      'save',
      ({ value }, { idempotencyKey }) => void seen.push(`${String(value)} ${idempotencyKey}`),
      { effect: 'write' },
    );
    const between = preparedTool(
      'between',
      async (_, { call }) => {
        await call('save', { value: 'below' });
      },
      { effect: 'write' },
    );
    let tries = 0;
    const flaky: Execute = async (_, { call }) => {
      tries += 1;
      for (const value of tries === 1 ? ['a', 'b', 'b'] : ['c', 'b', 'b', 'a']) {
        await call('save', { value });
      }
      await call('between', {});
      if (tries === 1) throw new Error('lost');
    };
    const retry = { writes: 'with-idempotency-key', baseMs: 0, on: () => true } as const;
    const pay = preparedTool('pay', flaky, { effect: 'write', more: { retry } });
    const bench = benchOf({ tools: [save, between, pay] });
    const done = bench.run(write(1, 'pay'));
    await tick();
    await bench.clock.advance(1);
    await done;
    expect(tries).toBe(2);
    const [first, second] = [seen.slice(0, 4), seen.slice(4)];
    expect(new Set(first).size).toBe(4);
    expect(second.filter((call) => first.includes(call))).toHaveLength(4);
    expect(second.find((call) => !first.includes(call))).toMatch(/^c run:/);
  });

  it('needs no second permit: nothing deadlocks at a concurrency of 1', async () => {
    const nest = preparedTool(
      'nest',
      async ({ depth }, { call }): Promise<Json> =>
        depth === 0 ? 'bottom' : valueOf(await call('nest', { depth: Number(depth) - 1 })),
      { concurrency: 1 },
    );
    const bench = benchOf({ tools: [nest], concurrency: 1 });
    await bench.run(task(1, 'nest', { depth: literal(5) }), task(2, 'nest', { depth: literal(5) }));
    expect([1, 2].map(bench.value)).toEqual(['bottom', 'bottom']);
  });

  it('never rejects: a failure is its outcome', async () => {
    const outcomes: Outcome[] = [];
    const outer = preparedTool('outer', async (_, { call }) => {
      const odd = call as unknown as (name: unknown, input: unknown) => Promise<Outcome>;
      outcomes.push(await call('throws', {}));
      outcomes.push(await call('ecko', {}));
      outcomes.push(await odd('echo', 'no object'));
      outcomes.push(await odd(undefined, {}));
      outcomes.push(await odd('echo', { value: Promise.resolve() }));
    });
    const throws = preparedTool('throws', () => {
      throw new Error('no luck');
    });
    const bench = benchOf({ tools: [echo, throws, outer] });
    await bench.run(task(1, 'outer'));
    expect(outcomes).toMatchObject([
      { error: { code: 'tool.threw' } },
      { error: { code: 'tool.unknown', message: expect.stringContaining('Did you mean "echo"?') } },
      { error: { code: 'tool.invalid-input' } },
      { status: 'failed' },
      { error: { code: 'tool.result-not-json' } },
    ]);
    expect(bench.outcome(1)).toMatchObject({ status: 'ok' });
  });

  it('of a write is refused below a read and allowed below a write', async () => {
    const written: Json[] = [];
    const save = preparedTool('save', ({ value }) => void written.push(value ?? null), {
      effect: 'write',
    });
    const execute = async (
      _: unknown,
      { call }: { call: (name: string, input: { value: string }) => Promise<Outcome> },
    ): Promise<string> => (await call('save', { value: 'x' })).status;
    const reader = preparedTool('reader', execute);
    const writer = preparedTool('writer', execute, { effect: 'write' });
    const around = preparedTool('around', async (_, { call }) => valueOf(await call('reader', {})));
    const bench = benchOf({ tools: [save, reader, writer, around] });
    await bench.run(task(1, 'reader'), task(2, 'around'), write(3, 'writer'));
    expect([1, 2, 3].map(bench.value)).toEqual(['failed', 'failed', 'ok']);
    expect(written).toEqual(['x']);
    const refusal = bench.facts.find((fact) => fact.type === 'task-end' && fact.path === '1.1');
    expect(refusal).toMatchObject({ outcome: { error: { code: 'tool.effect' } } });
  });

  it('of a write is refused below a read whatever that stands below', async () => {
    const written: Json[] = [];
    const save = preparedTool('save', ({ value }) => void written.push(value ?? null), {
      effect: 'write',
    });
    const statusOf =
      (name: string): Execute =>
      async (_, { call }) => {
        const outcome = await call(name, { value: 'x' });
        return outcome.status === 'ok' ? outcome.value : outcome.status;
      };
    const reader = preparedTool('reader', statusOf('save'));
    const around = preparedTool('around', statusOf('reader'), { effect: 'write' });
    const bench = benchOf({ tools: [echo, save, reader, around] });
    const items = literal(['a', 'b']);
    await bench.run(
      write(1, 'around'),
      task(2, 'echo', { value: items }),
      write(
        3,
        'around',
        { item: ref(2, '*') },
        { fanOut: { over: reference(2, '*'), parameters: ['item'] } },
      ),
    );
    expect(bench.value(1)).toBe('failed');
    expect(bench.value(3)).toEqual(['failed', 'failed']);
    expect(written).toEqual([]);
  });

  it('is refused above limits.fanOut', async () => {
    const outer = preparedTool('outer', async (_, { call }) => {
      const statuses: string[] = [];
      for (let index = 0; index < 4; index += 1) statuses.push((await call('echo', {})).status);
      return statuses;
    });
    const bench = benchOf({ tools: [echo, outer], limits: { fanOut: 2 } });
    await bench.run(task(1, 'outer'));
    expect(bench.value(1)).toEqual(['ok', 'ok', 'failed', 'failed']);
  });

  it('counts those below it, whatever their depth', async () => {
    let made = 0;
    const twice = preparedTool('twice', async (_, { call }) => {
      made += 1;
      return [(await call('twice', {})).status, (await call('twice', {})).status];
    });
    const bench = benchOf({ tools: [twice], limits: { fanOut: 50 } });
    await bench.run(task(1, 'twice'));
    expect(bench.outcome(1)).toMatchObject({ status: 'ok' });
    expect(made).toBe(51);
  });

  it('is refused deeper than limits.nesting: a tool that calls itself ends', async () => {
    let depth = 0;
    const self = preparedTool('self', async (_, { call }): Promise<Json> => {
      depth += 1;
      const outcome = await call('self', {});
      return outcome.status === 'failed' ? outcome.error.message : valueOf(outcome);
    });
    const bench = benchOf({ tools: [self] });
    await bench.run(task(1, 'self'));
    expect(depth).toBe(65);
    expect(bench.value(1)).toContain('limits.nesting');
  });

  it('is stopped with its task, and its signal aborts in that tick', async () => {
    const held = heldTool('held');
    const outer = preparedTool('outer', async (_, { call }) => valueOf(await call('held', {})));
    const bench = benchOf({ tools: [held.tool, outer] });
    bench.add(task(1, 'outer'));
    bench.executor.closeAll(abort);
    expect(held.contexts.get('1')?.signal.aborted).toBe(true);
    held.reject('1');
    await bench.executor.settled();
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled', cause: abort });
    expect(bench.clock.pending).toBe(0);
  });

  it('that waits for a permit when its task is stopped never starts', async () => {
    const held = heldTool('held');
    const outer = preparedTool('outer', (_, { call }) => call('held', { name: 'child' }));
    const bench = benchOf({ tools: [held.tool, outer], concurrency: 1 });
    bench.add(task(1, 'held'), task(2, 'outer'));
    held.resolve('1');
    await tick();
    expect(held.calls).toEqual(['1', 'child']);
    bench.executor.close([2], { reason: 'not-needed', message: 'enough' });
    bench.add(task(3, 'held'));
    await tick();
    expect(bench.outcome(2)).toMatchObject({ status: 'cancelled' });
    expect(held.calls).toEqual(['1', 'child']); // the abandoned child still has the permit
    held.resolve('child');
    await tick();
    expect(held.calls).toEqual(['1', 'child', '3']);
  });

  it('that outlives its caller is stopped, and leaves no event behind the end of its task', async () => {
    const held = heldTool('held');
    const late: (() => Promise<Outcome>)[] = [];
    const outer = preparedTool('outer', (_, { call }) => {
      void call('held', { name: 'orphan' });
      late.push(() => call('held', { name: 'late' }));
      return 'done';
    });
    const bench = benchOf({ tools: [held.tool, outer] });
    await bench.run(task(1, 'outer'));
    expect(held.contexts.get('orphan')?.signal.aborted).toBe(true);
    held.resolve('orphan');
    expect(await late[0]?.()).toMatchObject({ status: 'cancelled' });
    expect(held.calls).toEqual(['orphan']);
    await bench.clock.advance(5_000);
    expect(bench.value(1)).toBe('done');
    expect(bench.story().at(-1)).toBe('1 end ok');
    expect(bench.clock.pending).toBe(0);
  });

  it('made when its caller has ended never starts', async () => {
    const held = heldTool('held');
    const late: (() => Promise<Outcome>)[] = [];
    const outer = preparedTool('outer', (_, { call }) => void late.push(() => call('held', {})));
    const bench = benchOf({ tools: [held.tool, outer] });
    await bench.run(task(1, 'outer'));
    expect(await late[0]?.()).toMatchObject({ status: 'cancelled' });
    expect(held.calls).toEqual([]);
  });

  it('gives a result that the tool may change without harm to the log', async () => {
    const outer = preparedTool('outer', async (_, { call }) => {
      const outcome = await call('echo', { value: [1] });
      if (outcome.status === 'ok') (outcome.value as number[]).push(2);
    });
    const bench = benchOf({ tools: [echo, outer] });
    await bench.run(task(1, 'outer'));
    const end = bench.facts.find((fact) => fact.type === 'task-end' && fact.path === '1.1');
    expect(end).toMatchObject({ outcome: { value: [1] } });
  });
});
