import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../src/core/events.ts';
import type { Cause, Failure } from '../../src/core/outcome.ts';
import { modelError, type Fault } from '../../src/model/model-errors.ts';
import type { RetryOptions, Tool } from '../../src/tools/tool.ts';
import { unhandledDuring } from '../unhandled.ts';
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
  type Execute,
} from './builders.ts';
import { runs } from './runs.ts';

const busy = (extra: object = {}): Error =>
  Object.assign(new Error('busy'), { status: 500, ...extra });

/** A tool that throws what it is given, in this order, and then gives 'done'. */
function failing(thrown: readonly unknown[], retry: RetryOptions, more: Partial<Tool> = {}) {
  const seen: { attempt: number; idempotencyKey: string }[] = [];
  const execute: Execute = (_, { attempt, idempotencyKey }) => {
    const next = thrown[seen.length];
    seen.push({ attempt, idempotencyKey });
    if (next === undefined) return 'done';
    throw next as Error; // whatever it is
  };
  return { seen, tool: preparedTool('flaky', execute, { more: { retry, ...more } }) };
}

const retriesOf = (bench: Bench): Omit<EventOf<'task-retry'>, 'seq' | 'at' | 'round'>[] =>
  bench.facts.filter((fact) => fact.type === 'task-retry');

/** Time goes on until every task has ended. */
async function runOut(bench: Bench, ms = 600_000): Promise<void> {
  await bench.clock.advance(ms);
  await bench.executor.settled();
  expect(bench.clock.pending).toBe(0);
}

describe('a call that failed', () => {
  it('is made again until it succeeds, each try an event, with its number in the context', async () => {
    const { tool, seen } = failing([busy(), busy()], {});
    const bench = benchOf({ tools: [tool] });
    bench.add(task(1, 'flaky'));
    await runOut(bench);
    expect(bench.outcome(1)).toMatchObject({ status: 'ok', value: 'done', attempts: 3 });
    expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(retriesOf(bench)).toMatchObject([
      { taskId: 1, attempt: 1, error: { code: 'tool.threw', details: { status: 500 } } },
      { taskId: 1, attempt: 2 },
    ]);
    expect(bench.story()).toEqual(['1 planned', '1 start', '1 start', '1 start', '1 end ok']);
  });

  it('is made again with its own arguments, whatever the tool did to them', async () => {
    const seen: string[] = [];
    const execute: Execute = (input) => {
      seen.push(JSON.stringify(input));
      Object.assign(input['value'] ?? {}, { amount: 0 });
      if (seen.length < 3) throw busy();
      return 'paid';
    };
    const retry = { writes: 'with-idempotency-key' } as const;
    const pay = preparedTool('pay', execute, { effect: 'write', more: { retry } });
    const bench = benchOf({ tools: [pay] });
    bench.add(write(1, 'pay', { value: literal({ amount: 5 }) }));
    bench.executor.pass(bench.plan);
    await runOut(bench);
    expect(bench.value(1)).toBe('paid');
    expect(new Set(seen)).toEqual(new Set(['{"value":{"amount":5}}']));
  });

  it('has failed for good after three calls, or as many as are told', async () => {
    for (const [retry, calls] of [
      [{}, 3],
      [{ attempts: 5 }, 5],
      [{ attempts: 1 }, 1],
    ] as const) {
      const { tool, seen } = failing(Array(9).fill(busy()), retry);
      const bench = benchOf({ tools: [tool] });
      bench.add(task(1, 'flaky'));
      await runOut(bench);
      expect(seen).toHaveLength(calls);
      expect(bench.outcome(1)).toMatchObject({ status: 'failed', attempts: calls });
      expect(retriesOf(bench)).toHaveLength(calls - 1);
    }
  });

  it('is not made again by a tool that says nothing of it', async () => {
    let calls = 0;
    const tool = preparedTool('plain', () => {
      calls += 1;
      throw busy();
    });
    const bench = benchOf({ tools: [tool] });
    await bench.run(task(1, 'plain'));
    expect(calls).toBe(1);
  });

  it('waits a random time that doubles, up to maxMs', async () => {
    const { tool } = failing(Array(9).fill(busy()), { attempts: 6, baseMs: 100, maxMs: 500 });
    const bench = benchOf({ tools: [tool] });
    const half = { ...bench.clock, random: () => 0.5 };
    const fixed = benchOf({ tools: [tool], clock: Object.assign(half, { pending: 0 }) });
    fixed.add(task(1, 'flaky'));
    await bench.clock.advance(100_000);
    await fixed.executor.settled();
    expect(retriesOf(fixed).map(({ waitMs }) => waitMs)).toEqual([50, 100, 200, 250, 250]);
  });

  it('is never made again sooner than the server asks, and never waits without a bound', () => {
    const wait = fc.record({
      asked: fc.option(fc.integer({ min: 0, max: 30_000 }), { nil: undefined }),
      baseMs: fc.integer({ min: 0, max: 1_000 }),
      maxMs: fc.integer({ min: 0, max: 5_000 }),
    });
    const property = fc.asyncProperty(wait, async ({ asked, baseMs, maxMs }) => {
      const thrown = busy(asked === undefined ? {} : { retryAfterMs: asked });
      const { tool } = failing([thrown, thrown], { baseMs, maxMs });
      const bench = benchOf({ tools: [tool] });
      bench.add(task(1, 'flaky'));
      await runOut(bench);
      for (const { waitMs } of retriesOf(bench)) {
        expect(waitMs).toBeGreaterThanOrEqual(asked ?? 0);
        expect(waitMs).toBeLessThanOrEqual(Math.max(asked ?? 0, maxMs));
      }
      expect(bench.value(1)).toBe('done');
    });
    return fc.assert(property, runs(50, 1_000));
  });

  it('has failed at once where the server asks for more than maxRetryAfterMs, which it says', async () => {
    const { tool, seen } = failing([busy({ retryAfterMs: 90_000 })], { maxRetryAfterMs: 60_000 });
    const bench = benchOf({ tools: [tool] });
    await bench.run(task(1, 'flaky'));
    expect(seen).toHaveLength(1);
    expect(bench.outcome(1)).toMatchObject({
      status: 'failed',
      error: {
        message:
          'flaky failed: busy. The server asks to wait 90000 ms, more than retry.maxRetryAfterMs of 60000 ms; it was not tried again.',
        details: { status: 500, retryAfterMs: 90_000 },
      },
    });
  });

  it('holds no permit while it waits', async () => {
    const { tool } = failing([busy()], { baseMs: 1_000 }, { concurrency: 1 });
    const bench = benchOf({ tools: [tool, preparedTool('other', () => 'other')], concurrency: 1 });
    bench.add(task(1, 'flaky'), task(2, 'other'), task(3, 'flaky'));
    await tick();
    expect(bench.outcome(1)).toBeUndefined();
    expect([2, 3].map(bench.value)).toEqual(['other', 'done']);
    await runOut(bench);
    expect(bench.value(1)).toBe('done');
  });

  it('keeps the key of its task over all tries, another one for each task', async () => {
    const { tool, seen } = failing([busy(), undefined, busy()], { baseMs: 0 });
    const bench = benchOf({ tools: [tool] });
    bench.add(task(1, 'flaky'));
    await runOut(bench);
    bench.add(task(3, 'flaky'));
    await runOut(bench);
    expect(seen.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      'run:1',
      'run:1',
      'run:3',
      'run:3',
    ]);
  });

  it('is made again where its time was up, and the late result is dropped', async () => {
    const held = heldTool('held', { timeoutMs: 100, more: { retry: { baseMs: 0 } } });
    const bench = benchOf({ tools: [held.tool] });
    bench.add(task(1, 'held'));
    await bench.clock.advance(100);
    expect(held.calls).toEqual(['1', '1']);
    held.resolve('1', 'second');
    await runOut(bench);
    expect(bench.outcome(1)).toMatchObject({ status: 'ok', value: 'second', attempts: 2 });
  });
});

describe('which failures may pass', () => {
  const isRetried = async (thrown: unknown, retry: RetryOptions = {}): Promise<boolean> => {
    const { tool, seen } = failing([thrown], retry);
    const bench = benchOf({ tools: [tool] });
    bench.add(task(1, 'flaky'));
    await runOut(bench);
    return seen.length > 1;
  };
  const coded = (code: string): Error => Object.assign(new Error(code), { code });

  it('are lost connections, 408, 429 and 5xx unless told otherwise', async () => {
    for (const status of [408, 429, 500, 502, 503, 504, 529]) {
      expect(await isRetried(busy({ status })), String(status)).toBe(true);
    }
    for (const status of [400, 401, 403, 404, 409, 410, 422]) {
      expect(await isRetried(busy({ status })), String(status)).toBe(false);
    }
    for (const code of ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET']) {
      const hidden = new TypeError('fetch failed', { cause: coded(code) });
      expect([await isRetried(coded(code)), await isRetried(hidden)], code).toEqual([true, true]);
    }
    for (const other of [new Error('a bug'), coded('ENOENT'), coded('ENOTFOUND'), 'text', null]) {
      expect(await isRetried(other)).toBe(false);
    }
  });

  it('are those of a model that a tool called, but for a spent quota', async () => {
    const callee = {
      model: 'm',
      shownUrl: 'u',
      redaction: { text: (text: string) => text, cause: () => undefined },
    } as never;
    const of = (fault: Partial<Fault>): Error =>
      modelError(
        { kind: 'http', code: '', parameter: '', message: '', ...fault } as Fault,
        callee,
        {
          attempts: 1,
        },
      );
    expect(await isRetried(of({ kind: 'connection' }))).toBe(true);
    expect(await isRetried(of({ status: 429 }))).toBe(true);
    expect(await isRetried(of({ status: 429, code: 'insufficient_quota' }))).toBe(false);
    expect(await isRetried(of({ status: 401 }))).toBe(false);
  });

  it('are those that `on` names; one that throws names none', async () => {
    const onlyBugs = { on: ({ message }: Failure) => message.includes('bug') };
    expect(await isRetried(new Error('a bug'), onlyBugs)).toBe(true);
    expect(await isRetried(busy(), onlyBugs)).toBe(false);
    const broken = {
      on: () => {
        throw new Error('on is broken');
      },
    };
    expect(await isRetried(busy(), broken)).toBe(false);
  });

  it('are none where `on` gives a promise, whatever it comes to', async () => {
    const unhandled = await unhandledDuring(async () => {
      for (const later of [
        () => Promise.resolve(false),
        () => Promise.resolve(true),
        () => Promise.reject(new Error('on is broken')),
      ]) {
        const on = later as unknown as () => boolean;
        expect(await isRetried(busy(), { on })).toBe(false);
      }
    });
    expect(unhandled).toEqual([]);
  });

  it('are never an input that the schema refuses', async () => {
    let calls = 0;
    const tool = preparedTool('strict', () => (calls += 1), {
      input: () => ({ ok: false, issues: [] }),
      more: { retry: {} },
    });
    const bench = benchOf({ tools: [tool] });
    await bench.run(task(1, 'strict'));
    expect(calls).toBe(0);
    expect(retriesOf(bench)).toEqual([]);
  });
});

describe('what stops a call that waits to be made again', () => {
  const causes: readonly [string, (bench: Bench, cause: Cause) => void, Cause][] = [
    [
      'an abort',
      (bench, cause) => bench.executor.closeAll(cause),
      { reason: 'abort', message: 'a' },
    ],
    [
      'a close',
      (bench, cause) => bench.executor.close([1], cause),
      { reason: 'not-needed', message: 'n' },
    ],
    ['a halt', (bench, cause) => bench.executor.halt(cause), { reason: 'budget', message: 'b' }],
  ];

  it.each(causes)(
    '%s ends it at once, with no timer left, and tells what had failed',
    async (_, stop, cause) => {
      const { tool, seen } = failing(Array(9).fill(busy()), { baseMs: 5_000 });
      const bench = benchOf({ tools: [tool] });
      bench.add(task(1, 'flaky'));
      await tick();
      expect(bench.clock.pending).toBe(1);
      stop(bench, cause);
      await bench.executor.settled();
      const told = { ...cause, message: `flaky failed: busy. ${cause.message}` };
      expect(bench.outcome(1)).toMatchObject({ status: 'cancelled', cause: told, attempts: 1 });
      expect(bench.clock.pending).toBe(0);
      expect(seen).toHaveLength(1);
    },
  );

  it('nothing is announced, and nothing waits, where the run was halted while the call ran', async () => {
    const held = heldTool('held', { more: { retry: {} } });
    const bench = benchOf({ tools: [held.tool] });
    bench.add(task(1, 'held'));
    bench.executor.halt({ reason: 'budget', message: 'over' });
    held.reject('1', busy());
    await bench.executor.settled();
    expect(retriesOf(bench)).toEqual([]);
    expect(bench.clock.pending).toBe(0);
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled', cause: { reason: 'budget' } });
  });
});

describe('the retry budget', () => {
  it('lets a tenth of the calls, and ten more, be made again; the rest fails with the reason', async () => {
    let calls = 0;
    const tool = preparedTool(
      'down',
      () => {
        calls += 1;
        throw busy();
      },
      { more: { retry: { attempts: 10, baseMs: 1 } } },
    );
    const bench = benchOf({ tools: [tool], concurrency: 4 });
    for (let id = 1; id <= 100; id += 1) bench.add(task(id, 'down', { n: literal(id) }));
    await runOut(bench);
    expect(calls).toBeGreaterThanOrEqual(110);
    expect(calls).toBeLessThanOrEqual(100 * 1.1 + 10 + 2 * 1.2);
    expect(bench.outcome(100)).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('It was not tried again: too many calls of down') },
    });
  });

  it('is not asked for push-backs, which pause the gate instead', async () => {
    let calls = 0;
    const execute: Execute = () => {
      calls += 1;
      if (calls <= 40) throw busy({ status: 429 });
      return 'done';
    };
    const tool = preparedTool('limited', execute, { more: { retry: { attempts: 50 } } });
    const bench = benchOf({ tools: [tool] });
    bench.add(task(1, 'limited'));
    await runOut(bench, 4_000_000);
    expect(bench.value(1)).toBe('done');
  });
});

it('a child call is tried again as a task is, and says which one it is', async () => {
  const { tool } = failing([busy()], { baseMs: 0 });
  const parent = preparedTool('parent', async (_, context) => {
    const outcome = await context.call('flaky', {});
    return outcome.status;
  });
  const bench = benchOf({ tools: [tool, parent] });
  bench.add(task(1, 'parent'), task(2, 'parent', { after: ref(1) }));
  await runOut(bench);
  expect(bench.value(1)).toBe('ok');
  expect(retriesOf(bench)).toMatchObject([{ taskId: 1, path: '1.1', attempt: 1 }]);
});

it('a write is tried again with the same key', async () => {
  const { tool, seen } = failing(
    [busy()],
    { baseMs: 0, writes: 'with-idempotency-key' },
    { effect: 'write' },
  );
  const bench = benchOf({ tools: [tool] });
  bench.add(write(1, 'flaky'));
  bench.executor.pass(bench.plan);
  await runOut(bench);
  expect(seen).toEqual([
    { attempt: 1, idempotencyKey: 'run:1' },
    { attempt: 2, idempotencyKey: 'run:1' },
  ]);
});
