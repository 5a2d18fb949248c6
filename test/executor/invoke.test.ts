import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ToolcError } from '../../src/core/errors.ts';
import type { Cause, Outcome } from '../../src/core/outcome.ts';
import type { ToolContext } from '../../src/tools/tool.ts';
import {
  benchOf,
  heldTool,
  literal,
  preparedTool,
  task,
  tick,
  type Execute,
  type ToolOptions,
} from './builders.ts';

const abort: Cause = { reason: 'abort', message: 'The caller aborted the run.' };
const unhandled: unknown[] = [];
const noteUnhandled = (thrown: unknown): void => void unhandled.push(thrown);
beforeAll(() => void process.on('unhandledRejection', noteUnhandled));
afterAll(() => {
  process.off('unhandledRejection', noteUnhandled);
  expect(unhandled).toEqual([]);
});

async function outcomeOf(execute: Execute, options: ToolOptions = {}): Promise<Outcome> {
  const bench = benchOf({ tools: [preparedTool('tool', execute, options)] });
  await bench.run(task(1, 'tool'));
  expect(bench.clock.pending).toBe(0);
  return bench.outcome(1)!;
}

function throws(thrown: unknown): Execute {
  return () => {
    throw thrown;
  };
}

const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error('get');
    },
    getPrototypeOf() {
      throw new Error('prototype');
    },
    has() {
      throw new Error('has');
    },
  },
);

class OddError extends Error {
  override get message(): string {
    throw new Error('even the message throws');
  }
}

const symbolMessage = Object.defineProperty(new Error('x'), 'message', { value: Symbol('odd') });

describe('whatever a tool throws', () => {
  it.each<[string, unknown, string]>([
    ['an error', new Error('disk full'), 'tool failed: disk full'],
    ['an error without a message', new TypeError(), 'tool failed: TypeError'],
    ['text', 'plain text', 'tool failed: plain text'],
    ['null', null, 'tool failed: null'],
    ['undefined', undefined, 'tool failed: undefined'],
    ['a symbol', Symbol('odd'), 'tool failed: Symbol(odd)'],
    ['an object', { status: 500 }, 'tool failed: {"status":500}'],
    ['a proxy that throws', hostile, 'tool failed: a value that cannot be shown'],
    ['an error whose message throws', new OddError(), 'tool failed: a value that cannot be shown'],
    ['an error whose message is a symbol', symbolMessage, 'tool failed: Symbol(odd)'],
  ])('%s: it fails with tool.threw, thrown at once or by rejection', async (_, thrown, message) => {
    const failed = { status: 'failed', error: { code: 'tool.threw', message }, attempts: 1 };
    expect(await outcomeOf(throws(thrown))).toMatchObject(failed);
    expect(await outcomeOf(() => Promise.reject(thrown))).toMatchObject(failed);
    const badThenable = {
      then() {
        throw thrown;
      },
    };
    expect(await outcomeOf(() => badThenable)).toMatchObject(failed);
    const disguised = Object.assign(Promise.reject(thrown), {
      then() {
        throw new Error('never asked');
      },
    });
    expect(await outcomeOf(() => disguised)).toMatchObject(failed);
    const getter = {
      get then() {
        throw thrown;
      },
    };
    expect(await outcomeOf(() => getter)).toMatchObject(failed);
  });

  it('keeps the code and the details of an error of toolc', async () => {
    const error = new ToolcError('research.not-found', 'nothing there', {
      details: { page: 'K2' },
    });
    expect(await outcomeOf(throws(error))).toMatchObject({
      status: 'failed',
      error: { code: 'research.not-found', details: { page: 'K2' } },
    });
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const odd = new ToolcError('research.not-found', 'odd', { details: circular });
    const outcome = await outcomeOf(throws(odd));
    expect(outcome).toMatchObject({ error: { code: 'research.not-found' } });
    expect(outcome).not.toHaveProperty('error.details');
  });

  it('cuts a message of a megabyte', async () => {
    const outcome = await outcomeOf(throws(new Error('x'.repeat(1_000_000))));
    expect(JSON.stringify(outcome).length).toBeLessThan(3_000);
  });
});

describe('whatever a tool returns', () => {
  it.each<[string, () => unknown, unknown]>([
    ['a value', () => ({ a: [1, 'b', null] }), { a: [1, 'b', null] }],
    ['nothing', () => undefined, null],
    ['a promise', () => Promise.resolve(5), 5],
    ['a thenable', () => ({ then: (resolve: (value: number) => void) => resolve(6) }), 6],
    ['a date', () => new Date(0), '1970-01-01T00:00:00.000Z'],
  ])('%s becomes JSON', async (_, execute, value) => {
    expect(await outcomeOf(execute)).toMatchObject({ status: 'ok', value });
  });

  it('fails where it is no JSON or too large', async () => {
    const circular: unknown[] = [];
    circular.push(circular);
    expect(await outcomeOf(() => circular)).toMatchObject({
      error: { code: 'tool.result-not-json' },
    });
    expect(await outcomeOf(() => hostile)).toMatchObject({ status: 'failed' });
    expect(await outcomeOf(() => ({ toString: null }))).toMatchObject({ status: 'ok' });
    const bench = benchOf({
      tools: [preparedTool('tool', () => 'x'.repeat(200))],
      limits: { resultBytes: 100 },
    });
    await bench.run(task(1, 'tool'));
    expect(bench.outcome(1)).toMatchObject({ error: { code: 'tool.result-too-large' } });
  });

  it('shares nothing with what the tool keeps', async () => {
    const kept = { list: [1] };
    const outcome = await outcomeOf(() => kept);
    kept.list.push(2);
    expect(outcome).toMatchObject({ value: { list: [1] } });
  });
});

describe('the input', () => {
  const refused = { ok: false, issues: [{ path: ['n'], message: 'wants a number' }] } as const;

  it('that the schema refuses, at once or later, never reaches the tool, and names the place', async () => {
    for (const input of [() => refused, () => Promise.resolve(refused)]) {
      let called = 0;
      const outcome = await outcomeOf(() => (called += 1), { input });
      expect(called).toBe(0);
      expect(outcome).toMatchObject({
        status: 'failed',
        attempts: 0,
        error: {
          code: 'tool.invalid-input',
          details: [{ path: ['n'], message: 'wants a number' }],
        },
      });
      expect(outcome).toMatchObject({
        error: { message: expect.stringContaining('n: wants a number') },
      });
    }
  });

  it('reaches the tool as the schema parsed it', async () => {
    const input = () => Promise.resolve({ ok: true, value: { n: 7 } } as const);
    expect(await outcomeOf(({ n }) => n, { input })).toMatchObject({ status: 'ok', value: 7 });
  });

  it('whose validator never comes back holds up neither an abort nor a timeout', async () => {
    const never = () => new Promise<never>(() => undefined);
    const bench = benchOf({
      tools: [
        preparedTool('stuck', () => 1, { input: never }),
        preparedTool('timed', () => 1, { input: never, timeoutMs: 50 }),
      ],
    });
    bench.add(task(1, 'stuck'), task(2, 'timed'));
    await bench.clock.advance(50);
    expect(bench.outcome(2)).toMatchObject({ error: { code: 'tool.timeout' } });
    bench.executor.closeAll(abort);
    await bench.executor.settled();
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled', cause: abort });
    expect(bench.clock.pending).toBe(0);
  });

  it('whose validator throws or rejects, against its contract, fails the task and frees its permit', async () => {
    const bench = benchOf({
      concurrency: 1,
      tools: [
        preparedTool('throws', () => 1, {
          input: () => {
            throw new Error('bug');
          },
        }),
        preparedTool('rejects', () => 1, { input: () => Promise.reject(new Error('bug')) }),
        preparedTool('fine', () => 'fine'),
      ],
    });
    await bench.run(task(1, 'throws'), task(2, 'rejects'), task(3, 'fine'));
    expect(bench.outcome(1)).toMatchObject({ error: { code: 'run.internal' } });
    expect(bench.outcome(2)).toMatchObject({ error: { code: 'run.internal' } });
    expect(bench.value(3)).toBe('fine');
  });
});

describe('the output schema', () => {
  const refused = { ok: false, issues: [{ path: [], message: 'wants metres' }] } as const;

  it('fails a result that it refuses, at once or later', async () => {
    for (const output of [() => refused, () => Promise.resolve(refused)]) {
      expect(await outcomeOf(() => 'feet', { output })).toMatchObject({
        status: 'failed',
        error: { code: 'tool.invalid-output', message: expect.stringContaining('wants metres') },
      });
    }
  });

  it('checks a result, which is then what it parsed, as JSON', async () => {
    const output = () => ({ ok: true, value: { at: new Date(0) } }) as const;
    expect(await outcomeOf(() => 'raw', { output })).toMatchObject({
      value: { at: '1970-01-01T00:00:00.000Z' },
    });
  });

  it('that never comes back holds up no abort', async () => {
    const output = () => new Promise<never>(() => undefined);
    const bench = benchOf({ tools: [preparedTool('tool', () => 1, { output })] });
    bench.add(task(1, 'tool'));
    await tick();
    bench.executor.closeAll(abort);
    await bench.executor.settled();
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled' });
  });
});

describe('a time limit', () => {
  it('fails the task at once, tells the tool, and drops its late result', async () => {
    const held = heldTool('held', { timeoutMs: 100 });
    const bench = benchOf({ tools: [held.tool] });
    bench.add(task(1, 'held'));
    await bench.clock.advance(99);
    expect(bench.outcome(1)).toBeUndefined();
    await bench.clock.advance(1);
    expect(bench.outcome(1)).toMatchObject({ status: 'failed', error: { code: 'tool.timeout' } });
    expect(held.contexts.get('1')?.signal.aborted).toBe(true);
    held.resolve('1', 'late');
    await tick();
    expect(bench.outcome(1)).toMatchObject({ status: 'failed' });
    expect(bench.clock.pending).toBe(0);
  });

  it('does not count the time in the queue', async () => {
    const held = heldTool('held', { timeoutMs: 100 });
    const bench = benchOf({ tools: [held.tool], concurrency: 1 });
    bench.add(task(1, 'held'), task(2, 'held'));
    await bench.clock.advance(90);
    held.resolve('1', 1);
    await bench.clock.advance(90);
    held.resolve('2', 2);
    await bench.executor.settled();
    expect([1, 2].map(bench.value)).toEqual([1, 2]);
    expect(bench.clock.pending).toBe(0);
  });

  it('that has passed keeps the permit for graceMs, so that a tool that never ends holds up nobody', async () => {
    const held = heldTool('held', { timeoutMs: 100, concurrency: 1 });
    const bench = benchOf({ tools: [held.tool], limits: { graceMs: 250 } });
    bench.add(task(1, 'held'), task(2, 'held'));
    await bench.clock.advance(349);
    expect(held.calls).toEqual(['1']);
    await bench.clock.advance(1);
    expect(held.calls).toEqual(['1', '2']);
    held.resolve('1'); // the permit is not given back twice
    bench.add(task(3, 'held'));
    await tick();
    expect(held.calls).toEqual(['1', '2']);
    held.resolve('2');
    await tick();
    held.resolve('3');
    await bench.executor.settled();
    expect(bench.clock.pending).toBe(0);
  });

  it('that has passed keeps the permit until the tool really ends', async () => {
    const held = heldTool('held', { timeoutMs: 100 });
    const bench = benchOf({ tools: [held.tool], concurrency: 1 });
    bench.add(task(1, 'held'), task(2, 'held'));
    await bench.clock.advance(500);
    expect(bench.outcome(1)).toMatchObject({ status: 'failed' });
    expect(held.calls).toEqual(['1']);
    held.reject('1');
    await tick();
    expect(held.calls).toEqual(['1', '2']);
    held.resolve('2');
    await bench.executor.settled();
  });
});

describe('an abort', () => {
  it('gives a tool its grace, then abandons it', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [held.tool], limits: { graceMs: 250 } });
    bench.add(task(1, 'held'));
    bench.executor.closeAll(abort);
    await bench.clock.advance(249);
    expect(bench.outcome(1)).toBeUndefined();
    await bench.clock.advance(1);
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled', cause: abort });
    held.resolve('1', 'late');
    await tick();
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled' });
    expect(bench.story().filter((line) => line.includes('end'))).toHaveLength(1);
    expect(bench.clock.pending).toBe(0);
  });

  it('needs no grace for a tool that obeys', async () => {
    const bench = benchOf({
      tools: [
        preparedTool('polite', (_, { signal }) => {
          return new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          });
        }),
      ],
    });
    bench.add(task(1, 'polite'));
    bench.executor.closeAll(abort);
    await bench.executor.settled();
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled', cause: abort });
    expect(bench.clock.pending).toBe(0);
  });

  it('abandons at once what is stopped for any other cause', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [held.tool] });
    bench.add(task(1, 'held'));
    bench.executor.close([1], { reason: 'not-needed', message: 'enough' });
    await bench.executor.settled();
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled' });
    held.resolve('1');
    await tick();
    expect(bench.clock.pending).toBe(0);
  });
});

describe('the context of a tool', () => {
  it('says which run, task and attempt it is, and has what the caller passed', async () => {
    const seen: Partial<ToolContext>[] = [];
    const tool = preparedTool('tool', (_, context) => {
      const { runId, taskId, attempt, idempotencyKey } = context;
      seen.push({ runId, taskId, attempt, idempotencyKey, context: context.context });
    });
    const bench = benchOf({ tools: [tool], runId: 'r7', context: { user: 'ada' } as never });
    await bench.run(task(3, 'tool', { a: literal(1) }));
    expect(seen).toEqual([
      { runId: 'r7', taskId: 3, attempt: 1, idempotencyKey: 'r7:3', context: { user: 'ada' } },
    ]);
  });
});
