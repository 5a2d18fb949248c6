import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { Cause } from '../../src/core/outcome.ts';
import { defaultPasses } from '../../src/executor/passes.ts';
import type { PreparedTool } from '../../src/tools/prepared-tool.ts';
import type { BatchContext, Tool } from '../../src/tools/tool.ts';
import {
  benchOf,
  literal,
  preparedTool,
  ref,
  task,
  tick,
  type Execute,
  type ToolOptions,
} from './builders.ts';

const notNeeded: Cause = { reason: 'not-needed', message: 'enough' };
const abort: Cause = { reason: 'abort', message: 'aborted' };

type RunMany = (inputs: readonly Record<string, Json>[], context: BatchContext) => unknown;

interface BatchTool {
  readonly tool: PreparedTool;
  /** The names of each batch, in the order of calling. */
  readonly batches: Json[][];
  readonly contexts: BatchContext[];
}

function batchTool(
  runMany: RunMany = (inputs) => inputs.map(({ name }) => `${String(name)}!`),
  { more, ...options }: ToolOptions & { readonly more?: Partial<Tool> } = {},
  execute: Execute = () => 'alone',
): BatchTool {
  const batches: Json[][] = [];
  const contexts: BatchContext[] = [];
  const many: NonNullable<Tool['runMany']> = (inputs, context) => {
    const given = inputs as readonly Record<string, Json>[];
    batches.push(given.map(({ name }) => name ?? null));
    contexts.push(context);
    return runMany(given, context);
  };
  const tool = preparedTool('many', execute, { ...options, more: { runMany: many, ...more } });
  return { tool, batches, contexts };
}

/** A `runMany` that the test ends. */
function held() {
  const calls: { resolve(value: unknown): void; reject(error: unknown): void }[] = [];
  const runMany: RunMany = () =>
    new Promise((resolve, reject) => void calls.push({ resolve, reject }));
  return { calls, runMany };
}

const named = (id: number, name = String(id)) => task(id, 'many', { name: literal(name) });
const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('calls of a tool with runMany', () => {
  it('that become ready in one turn are one call, each with a result and a start of its own', async () => {
    const { tool, batches, contexts } = batchTool();
    const bench = benchOf({ tools: [tool] });
    await bench.run(named(1, 'a'), named(2, 'b'), named(3, 'c'));
    expect(batches).toEqual([['a', 'b', 'c']]);
    expect(ids(3).map((id) => bench.value(id))).toEqual(['a!', 'b!', 'c!']);
    expect(bench.outcome(2)).toMatchObject({ status: 'ok', attempts: 1, startedAt: 0 });
    expect(bench.story().filter((line) => line.includes('start'))).toHaveLength(3);
    expect(contexts[0]?.calls).toEqual(
      ids(3).map((taskId) => ({ taskId, attempt: 1, idempotencyKey: `run:${String(taskId)}` })),
    );
    expect(contexts[0]?.runId).toBe('run');
    expect(contexts[0]?.signal.aborted).toBe(false);
  });

  it('that become ready over several promises of one turn are one call too', async () => {
    const { tool, batches } = batchTool();
    const source = preparedTool('source', async ({ hops }) => {
      for (let hop = 0; hop < Number(hops); hop += 1) await Promise.resolve();
      return 'x';
    });
    const bench = benchOf({ tools: [tool, source] });
    await bench.run(
      task(1, 'source', { hops: literal(1) }),
      task(2, 'source', { hops: literal(20) }),
      task(3, 'many', { name: ref(1) }),
      task(4, 'many', { name: ref(2) }),
    );
    expect(batches).toEqual([['x', 'x']]);
  });

  it('of a later turn are another call', async () => {
    const { tool, batches } = batchTool();
    const bench = benchOf({ tools: [tool] });
    bench.add(named(1));
    await tick();
    bench.add(named(2));
    await tick();
    expect(batches).toEqual([['1'], ['2']]);
  });

  it('go maxBatch at a time, 100 unless told', async () => {
    const few = batchTool(undefined, { more: { maxBatch: 2 } });
    await benchOf({ tools: [few.tool] }).run(...ids(5).map((id) => named(id)));
    expect(few.batches).toEqual([['1', '2'], ['3', '4'], ['5']]);
    const many = batchTool();
    await benchOf({ tools: [many.tool] }).run(...ids(201).map((id) => named(id)));
    expect(many.batches.map((batch) => batch.length)).toEqual([100, 100, 1]);
  });

  it('take one permit a batch', async () => {
    const { calls, runMany } = held();
    const { tool, batches } = batchTool(runMany, { concurrency: 1, more: { maxBatch: 2 } });
    const bench = benchOf({ tools: [tool], concurrency: 1 });
    bench.add(...ids(4).map((id) => named(id)));
    await tick();
    expect(batches).toHaveLength(1);
    calls[0]?.resolve(['a', 'b']);
    await tick();
    expect(batches).toHaveLength(2);
    calls[1]?.resolve(['c', 'd']);
    await tick();
    expect(ids(4).map((id) => bench.value(id))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('of two runs are never mixed', async () => {
    const { tool, batches } = batchTool();
    const benches = [1, 2].map(() => benchOf({ tools: [tool] }));
    for (const bench of benches) bench.add(named(1), named(2));
    await tick();
    expect(batches).toHaveLength(2);
  });

  it('are made one by one by execute when the pass is off', async () => {
    const { tool, batches } = batchTool();
    const bench = benchOf({ tools: [tool], passes: { ...defaultPasses, batching: 'off' } });
    await bench.run(named(1), named(2));
    expect(batches).toEqual([]);
    expect(bench.value(2)).toBe('alone');
  });

  it('as elements of a fan-out fill whole batches at any concurrency', async () => {
    const { tool, batches } = batchTool(undefined, { more: { maxBatch: 4 } });
    const list = preparedTool('list', () => ids(10).map(String));
    const over = { source: 1, path: [{ kind: 'each' as const }], optional: false };
    const bench = benchOf({ tools: [tool, list], concurrency: 1 });
    await bench.run(
      task(1, 'list'),
      task(
        2,
        'many',
        { name: { kind: 'reference', reference: over } },
        {
          fanOut: { over, parameters: ['name'] },
        },
      ),
    );
    expect(batches.map((batch) => batch.length)).toEqual([4, 4, 2]);
    expect(bench.value(2)).toEqual(ids(10).map((id) => `${String(id)}!`));
  });
});

describe('what becomes of each call of a batch', () => {
  it('an Error in its place fails it alone', async () => {
    const { tool } = batchTool(() => ['a', new Error('no b'), 'c']);
    const bench = benchOf({ tools: [tool] });
    await bench.run(named(1), named(2), named(3));
    expect(bench.value(1)).toBe('a');
    expect(bench.outcome(2)).toMatchObject({
      status: 'failed',
      error: { code: 'tool.threw', message: 'many failed: no b' },
      attempts: 1,
    });
    expect(bench.value(3)).toBe('c');
  });

  it.each<[string, RunMany, string, string]>([
    [
      'a throw',
      () => {
        throw new Error('down');
      },
      'tool.threw',
      'many failed: down',
    ],
    ['a rejection', () => Promise.reject(new Error('down')), 'tool.threw', 'many failed: down'],
    ['too few results', () => ['a'], 'tool.invalid-output', '1 results for 2 inputs'],
    ['no list', () => ({ a: 1 }), 'tool.invalid-output', 'a value of type object for 2 inputs'],
    ['nothing', () => undefined, 'tool.invalid-output', 'a value of type undefined'],
  ])('%s fails each, with a code and what to do', async (_name, runMany, code, words) => {
    const { tool } = batchTool(runMany);
    const bench = benchOf({ tools: [tool] });
    await bench.run(named(1), named(2));
    for (const id of [1, 2]) {
      expect(bench.outcome(id)).toMatchObject({ status: 'failed', error: { code } });
      expect(JSON.stringify(bench.outcome(id))).toContain(words);
    }
  });

  it('an input that the schema refuses is in no batch', async () => {
    const input: ToolOptions['input'] = (value) =>
      JSON.stringify(value).includes('bad')
        ? { ok: false, issues: [{ path: ['name'], message: 'bad' }] }
        : { ok: true, value };
    const { tool, batches } = batchTool(undefined, { input });
    const bench = benchOf({ tools: [tool] });
    await bench.run(named(1, 'good'), named(2, 'bad'));
    expect(batches).toEqual([['good']]);
    expect(bench.outcome(2)).toMatchObject({ error: { code: 'tool.invalid-input' }, attempts: 0 });
  });

  it('inputs are given as the schema parsed them, also where it answers later', async () => {
    const { tool, batches } = batchTool(undefined, {
      input: (value) =>
        Promise.resolve({ ok: true, value: { ...(value as object), name: 'parsed' } }),
    });
    await benchOf({ tools: [tool] }).run(named(1), named(2));
    expect(batches).toEqual([['parsed', 'parsed']]);
  });

  it('a result that the outputSchema refuses fails its call alone', async () => {
    const output: ToolOptions['output'] = (value) =>
      value === 'good' ? { ok: true, value } : { ok: false, issues: [{ path: [], message: 'no' }] };
    const { tool } = batchTool(() => ['good', 'bad'], { output });
    const bench = benchOf({ tools: [tool] });
    await bench.run(named(1), named(2));
    expect(bench.value(1)).toBe('good');
    expect(bench.outcome(2)).toMatchObject({ error: { code: 'tool.invalid-output' } });
  });

  it('the time limit is that of the batch', async () => {
    const { runMany } = held();
    const { tool, contexts } = batchTool(runMany, { timeoutMs: 10 });
    const bench = benchOf({ tools: [tool] });
    bench.add(named(1), named(2));
    await bench.clock.advance(10);
    for (const id of [1, 2]) {
      expect(bench.outcome(id)).toMatchObject({ error: { code: 'tool.timeout' } });
    }
    expect(contexts[0]?.signal.aborted).toBe(true);
    await bench.clock.advance(1_000);
    expect(bench.clock.pending).toBe(0);
  });

  it('a failed one is tried again, in a batch of what is ready then', async () => {
    const { tool, batches } = batchTool(
      (inputs, { calls }) =>
        inputs.map(({ name }, index) =>
          name === '1' && calls[index]?.attempt === 1 ? new Error('again') : 'ok',
        ),
      { more: { retry: { attempts: 2, baseMs: 0, on: () => true } } },
    );
    const bench = benchOf({ tools: [tool] });
    bench.add(named(1), named(2));
    await bench.clock.advance(1);
    expect(batches).toEqual([['1', '2'], ['1']]);
    expect(bench.outcome(1)).toMatchObject({ status: 'ok', attempts: 2 });
    expect(bench.outcome(2)).toMatchObject({ status: 'ok', attempts: 1 });
  });

  it('one that is stopped ends at once; the others get their results', async () => {
    const { calls, runMany } = held();
    const { tool, contexts } = batchTool(runMany);
    const bench = benchOf({ tools: [tool] });
    bench.add(named(1), named(2));
    await tick();
    bench.executor.close([1], notNeeded);
    await tick();
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled', cause: notNeeded });
    expect(contexts[0]?.signal.aborted).toBe(false);
    calls[0]?.resolve(['a', 'b']);
    await tick();
    expect(bench.value(2)).toBe('b');
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled' });
  });

  it('one that is stopped before its batch goes is not in it', async () => {
    const { tool, batches } = batchTool();
    const bench = benchOf({ tools: [tool] });
    bench.add(named(1), named(2), named(3));
    bench.executor.close([1], notNeeded);
    await tick();
    expect(batches).toEqual([['2', '3']]);
    bench.add(named(4));
    bench.executor.close([4], notNeeded);
    await tick();
    expect(batches).toHaveLength(1);
  });

  it('all stopped: the signal aborts in the same tick, and an aborted batch has its grace period', async () => {
    const { runMany } = held();
    const { tool, contexts } = batchTool(runMany);
    const bench = benchOf({ tools: [tool] });
    bench.add(named(1), named(2));
    await tick();
    expect(contexts[0]?.signal.aborted).toBe(false);
    bench.executor.closeAll(abort);
    expect(contexts[0]?.signal.aborted).toBe(true);
    await tick();
    expect(bench.executor.outcomes.size).toBe(1);
    await bench.clock.advance(1_000);
    expect(bench.executor.outcomes.size).toBe(2);
    expect(bench.clock.pending).toBe(0);
  });

  it('halted while it waits for a permit: none is called, and all are cancelled', async () => {
    const { calls, runMany } = held();
    const { tool, batches } = batchTool(runMany, { more: { maxBatch: 1 } });
    const bench = benchOf({ tools: [tool], concurrency: 1 });
    bench.add(named(1), named(2));
    await tick();
    bench.executor.halt({ reason: 'budget', message: 'spent' });
    calls[0]?.resolve(['a']);
    await bench.executor.settled();
    expect(batches).toHaveLength(1);
    expect(bench.value(1)).toBe('a');
    expect(bench.outcome(2)).toMatchObject({ status: 'cancelled', cause: { reason: 'budget' } });
  });
});

describe('calls of one batch', () => {
  const failure = (more: object): Error => Object.assign(new Error('failed'), more);
  const sizes = (batches: readonly Json[][]): number[] => batches.map(({ length }) => length);

  it('that fail together are tried again together, for one retry of the budget', async () => {
    for (const thrown of [
      { code: 'ECONNRESET' },
      { status: 429 },
      { retryAfterMs: 9, status: 503 },
    ]) {
      let made = 0;
      const { tool, batches } = batchTool(
        (inputs) => {
          made += 1;
          if (made === 1) throw failure(thrown);
          return inputs.map(() => 'ok');
        },
        { more: { retry: {} } },
      );
      const bench = benchOf({ tools: [tool] });
      bench.add(...ids(100).map((id) => named(id)));
      await bench.clock.advance(60_000);
      expect(sizes(batches)).toEqual([100, 100]);
      expect(ids(100).map((id) => bench.value(id))).toEqual(Array(100).fill('ok'));
    }
  });

  it('take one retry of the budget a batch, and no more than there is', async () => {
    const { tool, batches } = batchTool(
      () => {
        throw failure({ status: 500 });
      },
      { more: { maxBatch: 4, retry: { attempts: 2 } } },
    );
    const bench = benchOf({ tools: [tool] });
    bench.add(...ids(160).map((id) => named(id)));
    await bench.clock.advance(60_000);
    // Ten in reserve, and a tenth of the calls: of the 40, and of the first retries.
    expect(batches.length).toBeGreaterThanOrEqual(50);
    expect(batches.length).toBeLessThanOrEqual(56);
    expect(new Set(sizes(batches))).toEqual(new Set([4]));
  });

  it('that fail each with an error of its own are tried again together too', async () => {
    const { tool, batches } = batchTool(
      (inputs, { calls }) =>
        inputs.map(({ name }, index) =>
          name !== '2' && calls[index]?.attempt === 1 ? failure({ status: 503 }) : 'ok',
        ),
      { more: { retry: {} } },
    );
    const bench = benchOf({ tools: [tool] });
    bench.add(...ids(4).map((id) => named(id)));
    await bench.clock.advance(60_000);
    expect(batches).toEqual([
      ['1', '2', '3', '4'],
      ['1', '3', '4'],
    ]);
  });

  it('that fail together at different attempts are tried again together, up to the attempts of each', async () => {
    let release: Promise<void> = Promise.resolve();
    const { tool, batches } = batchTool(
      () => {
        throw failure({ status: 503 });
      },
      {
        input: async (value) => {
          await release;
          return { ok: true, value };
        },
        more: { retry: { attempts: 3, baseMs: 1_000 } },
      },
    );
    const bench = benchOf({ tools: [tool] });
    bench.add(named(1));
    await tick();
    let open = (): void => undefined;
    release = new Promise((resolve) => (open = resolve));
    await bench.clock.advance(1_000);
    bench.add(named(2));
    open();
    await bench.clock.advance(60_000);
    expect(batches).toEqual([['1'], ['1', '2'], ['1', '2'], ['2']]);
  });

  it('that are stopped while they wait for the retry do not hold the others, nor a timer', async () => {
    const { tool, batches } = batchTool(
      () => {
        throw failure({ status: 503 });
      },
      { more: { retry: {} } },
    );
    const bench = benchOf({ tools: [tool] });
    bench.add(named(1), named(2), named(3));
    await tick();
    bench.executor.close([1], notNeeded);
    expect(bench.clock.pending).toBe(1);
    await bench.clock.advance(250);
    expect(batches).toEqual([
      ['1', '2', '3'],
      ['2', '3'],
    ]);
    bench.executor.closeAll(abort);
    await tick();
    expect(bench.clock.pending).toBe(0);
  });

  it('wait for themselves again where a later try was in no batch', async () => {
    let checks = 0;
    const { tool } = batchTool(
      () => {
        throw failure({ status: 503 });
      },
      {
        input: (value) => {
          checks += 1;
          return checks > 2 ? { ok: false, issues: [] } : { ok: true, value };
        },
        more: { retry: { attempts: 3, on: () => true } },
      },
    );
    const bench = benchOf({ tools: [tool] });
    bench.add(named(1), named(2));
    await bench.clock.advance(60_000);
    const waits = bench.facts.flatMap((fact) => (fact.type === 'task-retry' ? [fact.waitMs] : []));
    expect(waits).toHaveLength(4);
    expect(waits[0]).toBe(waits[1]);
    expect(new Set(waits).size).toBe(3);
  });
});
