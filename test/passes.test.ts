import { describe, expect, test } from 'vitest';
import {
  createCompiler,
  defineTool,
  runPlan,
  type CacheOptions,
  type Passes,
  type ToolContext,
} from '../src/index.ts';
import { controlledTool, createFakeClock, scriptedModel } from '../src/testing/index.ts';

describe('closeUnread', () => {
  /** A `finish` beside a call that nobody reads. */
  async function finishing(passes: Partial<Passes>) {
    const quick = controlledTool({ name: 'quick' });
    const slow = controlledTool({ name: 'slow' });
    const run = runPlan('1. quick()\n2. slow()\n3. finish($1)', { tools: [quick, slow], passes });
    (await quick.next()).resolve('answer');
    const call = await slow.next();
    return { run, call };
  }

  test('on: the answer is there when its values are, and the rest is closed', async () => {
    const { run, call } = await finishing({});
    const report = await run.report;
    expect(report.value).toBe('answer');
    expect(report.outcomes.get(2)).toMatchObject({ status: 'cancelled' });
    expect(call.context.signal.aborted).toBe(true);
  });

  test('off: a finish waits for what nobody reads', async () => {
    const { run, call } = await finishing({ closeUnread: 'off' });
    let ended = false;
    void run.report.then(() => (ended = true));
    await createFakeClock().advance(0);
    expect(ended).toBe(false);
    call.resolve('late');
    const report = await run.report;
    expect(report.value).toBe('answer');
    expect(report.outcomes.get(2)).toMatchObject({ status: 'ok', value: 'late' });
  });
});

/** A compiler whose plans ask and, where the question says so, write. */
function asking(cache: CacheOptions, passes: Partial<Passes> = {}) {
  const calls: unknown[] = [];
  const clock = createFakeClock();
  const look = defineTool({
    name: 'look',
    description: 'Looks something up.',
    effect: 'read',
    inputSchema: { type: 'object', properties: { name: {} } },
    cache,
    execute: ({ name }, { context }: ToolContext) => {
      calls.push(name);
      return { name: name ?? null, who: String(context) };
    },
  });
  const put = defineTool({
    name: 'put',
    description: 'Changes something.',
    effect: 'write',
    inputSchema: { type: 'object', properties: { name: {} } },
    execute: () => null,
  });
  const ask = async (plan: string, context?: unknown) => {
    const model = scriptedModel([`${plan}\n9. finish($1)`]);
    compiler ??= createCompiler({
      model: forwarding(() => next),
      tools: [look, put],
      clock,
      passes,
    });
    next = model;
    return compiler.run('?', { context });
  };
  let next = scriptedModel([]);
  let compiler: ReturnType<typeof createCompiler> | undefined;
  return { ask, calls, clock };
}

/** A model that speaks for whichever is due. */
function forwarding(model: () => ReturnType<typeof scriptedModel>) {
  return {
    name: 'due',
    stream: (...args: Parameters<ReturnType<typeof scriptedModel>['stream']>) =>
      model().stream(...args),
  };
}

describe("a cache of scope 'compiler'", () => {
  test('serves later runs, marks the hit, and gives each a value of its own', async () => {
    const { ask, calls } = asking({ scope: 'compiler' });
    const first = await ask('1. look("a")');
    const second = await ask('1. look("a")');
    expect(calls).toEqual(['a']);
    expect(second.outcomes.get(1)).toMatchObject({ reused: 'cache', attempts: 0 });
    const outcome = first.outcomes.get(1);
    if (outcome?.status === 'ok') Object.assign(outcome.value as object, { name: 'spoilt' });
    expect((await ask('1. look("a")')).value).toMatchObject({ name: 'a' });
  });

  test('keeps what runs with different contexts read apart', async () => {
    const { ask, calls } = asking({ scope: 'compiler' });
    const ann = { toString: () => 'Ann' };
    const bob = { toString: () => 'Bob' };
    const contexts = [ann, bob, 'Ann', 1, '1', 1n, null, undefined, Symbol('s')];
    for (const context of contexts) await ask('1. look("a")', context);
    expect(calls).toHaveLength(contexts.length);
    expect((await ask('1. look("a")', ann)).value).toMatchObject({ who: 'Ann' });
    expect((await ask('1. look("a")', bob)).value).toMatchObject({ who: 'Bob' });
    expect((await ask('1. look("a")', '1')).value).toMatchObject({ who: '1' });
    expect(calls).toHaveLength(contexts.length);
  });

  test('keeps a result for ttlMs, a minute unless told', async () => {
    for (const [options, ms] of [
      [{ scope: 'compiler' }, 60_000],
      [{ scope: 'compiler', ttlMs: 50 }, 50],
    ] as const) {
      const { ask, calls, clock } = asking(options);
      await ask('1. look("a")');
      await clock.advance(ms - 1);
      await ask('1. look("a")');
      expect(calls).toHaveLength(1);
      await clock.advance(1);
      await ask('1. look("a")');
      expect(calls).toHaveLength(2);
    }
  });

  test('holds maxEntries results, the one used longest ago goes first', async () => {
    const { ask, calls } = asking({ scope: 'compiler', maxEntries: 2 });
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(`1. look("${name}")`);
    expect(calls).toEqual(['a', 'b', 'c', 'b']);
  });

  test('is outdated by the writes of any run', async () => {
    const { ask, calls } = asking({ scope: 'compiler' });
    await ask('1. look("a")');
    await ask('1. look("b")\n2. put("x")');
    await ask('1. look("a")');
    expect(calls).toEqual(['a', 'b', 'a']);
  });

  test('is not used by a run whose single flight is off', async () => {
    const { ask, calls } = asking({ scope: 'compiler' }, { singleFlight: 'off' });
    await ask('1. look("a")');
    await ask('1. look("a")');
    expect(calls).toHaveLength(2);
  });
});

test("a cache of scope 'run' ends with its run, and heeds ttlMs within it", async () => {
  const { ask, calls } = asking({ scope: 'run', ttlMs: 5 });
  await ask('1. look("a")\n2. look("a")');
  await ask('1. look("a")');
  expect(calls).toHaveLength(2);
});

test('a preview names the tasks that would be one call, unless nothing is shared', async () => {
  const plan = '1. look("a")\n2. look("b")\n3. look("a")\n4. join()';
  const look = controlledTool({ name: 'look', inputSchema: nameSchema });
  const preview = (passes: Partial<Passes>) =>
    createCompiler({ model: scriptedModel([plan]), tools: [look], passes }).plan('?');
  expect((await preview({})).merges).toEqual([[1, 3]]);
  expect((await preview({ singleFlight: 'off' })).merges).toEqual([]);
});

const nameSchema = { type: 'object', properties: { name: {} } } as const;
