import { describe, expect, it, vi } from 'vitest';
import { ToolcError } from '../src/core/errors.ts';
import type { GateWait } from '../src/core/gate-wait.ts';
import { createGates } from '../src/executor/gates.ts';
import type { GateOptions } from '../src/executor/gate.ts';
import { gatedModel } from '../src/gated-model.ts';
import { createCompiler, type Run } from '../src/index.ts';
import type { Model, ModelPart } from '../src/model/model.ts';
import type { OnWait } from '../src/model/queued-model.ts';
import { readModel, type Patience } from '../src/model/read-model.ts';
import { controlledTool, createFakeClock, scriptedModel } from '../src/testing/index.ts';

const messages = [{ role: 'user', content: 'x'.repeat(400) }] as const; // about 100 tokens

/** A model behind its gate, and a reader as the planner and the joiner have. */
function benchOf(model: Model, told: GateOptions = {}) {
  const clock = createFakeClock();
  const gate = createGates({ clock, gates: { [model.name]: told } }).forModel(model.name);
  const gated = gatedModel(model, gate, clock);
  const waits: (GateWait | undefined)[] = [];
  const onWait: OnWait = (wait) => void waits.push(wait);
  const patience: Patience = { clock, idleMs: 1_000, totalMs: 5_000, onWait };
  const read = async (signal = new AbortController().signal): Promise<readonly ModelPart[]> => {
    const parts: ModelPart[] = [];
    for await (const part of readModel(gated, { messages, signal }, patience)) parts.push(part);
    return parts;
  };
  return { clock, gate, gated, read, patience, waits };
}

const tick = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const rateLimit = (details: object = { status: 429 }): ToolcError =>
  new ToolcError('model.rate-limit', 'slow down', { details: { ...details } });

describe('a call of a model', () => {
  it('holds a permit from its turn to its end', async () => {
    const model = scriptedModel(['a', 'b'], { pace: 'held' });
    const { read, gate } = benchOf(model, { concurrency: 1 });
    const calls = [read(), read()];
    await tick();
    expect(model.requests).toHaveLength(1);
    expect(gate.obstacle()).toEqual({ reason: 'concurrency' });
    model.release();
    await Promise.all(calls);
    expect(model.requests).toHaveLength(2);
    expect(gate.obstacle()).toBeUndefined();
  });

  it('gives its permit back however it ends', async () => {
    const never: Model = {
      name: 'stuck',
      stream: () => ({
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise<never>(() => undefined),
          return: () => new Promise<never>(() => undefined),
        }),
      }),
    };
    const stuck = benchOf(never, { concurrency: 1 });
    const controller = new AbortController();
    const aborted = stuck.read(controller.signal);
    const silent = stuck.read();
    await tick();
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'run.aborted' });
    expect(stuck.gate.obstacle()).toEqual({ reason: 'concurrency' }); // the second has it
    const gaveUp = expect(silent).rejects.toMatchObject({ code: 'model.timeout' });
    await stuck.clock.advance(1_000);
    await gaveUp;
    expect(stuck.gate.obstacle()).toBeUndefined();
    for (const reply of [
      { error: new Error('broke') },
      { chunks: ['a'], finish: null },
      { chunks: ['a'], finish: 'cut' },
    ] as const) {
      const bench = benchOf(scriptedModel([reply]), { concurrency: 1 });
      await bench.read().catch(() => undefined);
      expect(bench.gate.obstacle()).toBeUndefined();
      expect(bench.clock.pending).toBe(0);
    }
  });

  it('waits for its turn as long as it takes: that is no silence of the model', async () => {
    const { read, gate, clock } = benchOf(scriptedModel(['a']), { concurrency: 1 });
    const permit = gate.tryTake()!;
    const reading = read();
    await clock.advance(60_000);
    gate.giveBack(permit);
    expect((await reading).at(-1)).toMatchObject({ finish: 'stop' });
    expect(clock.pending).toBe(0);
  });

  it('tells of its wait once, whoever goes before it, and of its turn', async () => {
    const { read, gate, clock, waits } = benchOf(scriptedModel(['a', 'b'], { name: 'gpt' }), {
      concurrency: 1,
    });
    await read();
    expect(waits).toEqual([]);
    const permit = gate.tryTake()!;
    gate.wait(() => gate.giveBack(gate.tryTake()!, { kind: 'pushback', retryAfterMs: 700 }));
    const reading = read();
    await tick();
    expect(waits).toEqual([{ gate: 'gpt', reason: 'concurrency' }]);
    gate.giveBack(permit);
    await clock.advance(60_000);
    await reading;
    expect(waits).toEqual([{ gate: 'gpt', reason: 'concurrency' }, undefined]);
  });

  it('goes on whatever happens to who hears of its wait', async () => {
    const hearers: readonly (() => unknown)[] = [
      () => {
        throw new Error('broke');
      },
      () => Promise.reject(new Error('broke')),
    ];
    for (const onWait of hearers) {
      const { gated, patience, clock } = benchOf(patient(400));
      const heard = vi.fn(onWait);
      const parts: ModelPart[] = [];
      const signal = new AbortController().signal;
      const reading = (async () => {
        const all = readModel(gated, { messages, signal }, { ...patience, onWait: heard });
        for await (const part of all) parts.push(part);
      })();
      await clock.advance(400);
      await reading;
      expect(heard).toHaveBeenCalledTimes(2);
      expect(parts.at(-1)).toMatchObject({ finish: 'stop' });
    }
  });

  it('that is aborted while it waits never reaches the model, and leaves nothing behind', async () => {
    const model = scriptedModel(['a']);
    const { read, gate, clock, waits } = benchOf(model, { concurrency: 1 });
    const permit = gate.tryTake()!;
    const controller = new AbortController();
    const reading = read(controller.signal);
    await tick();
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'run.aborted' });
    gate.giveBack(permit);
    expect(model.requests).toEqual([]);
    expect(waits).toEqual([{ gate: 'scripted', reason: 'concurrency' }]);
    expect(gate.obstacle()).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('that is aborted just when its turn has come is not made either', async () => {
    const model = scriptedModel(['a']);
    const { read, gate } = benchOf(model, { concurrency: 1 });
    const permit = gate.tryTake()!;
    const controller = new AbortController();
    const reading = read(controller.signal);
    await tick();
    gate.giveBack(permit);
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'run.aborted' });
    expect(model.requests).toEqual([]);
    expect(gate.obstacle()).toBeUndefined();
  });

  it('pays for its tokens: as estimated when it begins, as told when it ends', async () => {
    const usage = { promptTokens: 2_500, completionTokens: 500 };
    const bench = benchOf(scriptedModel([{ chunks: ['a'], usage }]), { tokensPerMinute: 60_000 });
    await bench.read();
    // 1,000 were in the bucket, and 3,000 are gone.
    expect(bench.gate.obstacle()).toEqual({ reason: 'rate', waitMs: 2_001 });
    const untold = benchOf(scriptedModel(['y'.repeat(4_000)]), { tokensPerMinute: 60_000 });
    await untold.read();
    // About 100 of the prompt and 1,000 of the reply, by their length.
    expect(untold.gate.obstacle()).toEqual({ reason: 'rate', waitMs: 101 });
  });

  it('that was pushed back pauses the gate for as long as was asked', async () => {
    const bench = benchOf(
      scriptedModel([{ error: rateLimit({ status: 429, retryAfterMs: 700 }) }]),
    );
    await expect(bench.read()).rejects.toMatchObject({ code: 'model.rate-limit' });
    expect(bench.gate.obstacle()).toEqual({ reason: 'pause', waitMs: 700 });
    const spent = { status: 429, providerCode: 'insufficient_quota' };
    const broke = benchOf(scriptedModel([{ error: rateLimit(spent) }]));
    await expect(broke.read()).rejects.toMatchObject({ code: 'model.rate-limit' });
    expect(broke.gate.obstacle()).toBeUndefined();
  });

  it('tells the gate of push-backs behind which it tries again by itself', async () => {
    const model: Model = {
      name: 'patient',
      async *stream({ onPushback }) {
        void onPushback?.({ retryAfterMs: 400 });
        yield { type: 'text', text: 'a' };
        yield { type: 'end', finish: 'stop', usage: { promptTokens: 0, completionTokens: 0 } };
      },
    };
    const bench = benchOf(model);
    await bench.read();
    expect(bench.gate.obstacle()).toEqual({ reason: 'pause', waitMs: 400 });
    expect(bench.clock.pending).toBe(0);
  });

  it('that was pushed back tries again when it has its turn anew, however long that takes', async () => {
    const bench = benchOf(patient(2_500), { concurrency: 1 });
    const reading = bench.read();
    await bench.clock.advance(2_499);
    expect(bench.gate.obstacle()).toMatchObject({ reason: 'pause' });
    await bench.clock.advance(1);
    expect((await reading).at(-1)).toMatchObject({ finish: 'stop' });
    expect(bench.waits).toEqual([{ gate: 'patient', reason: 'pause', waitMs: 2_500 }, undefined]);
    await bench.clock.advance(1_000); // it is paced for a while
    expect(bench.gate.obstacle()).toBeUndefined();
    expect(bench.clock.pending).toBe(0);
  });

  it('that was pushed back lets others have its permit, and waits behind them', async () => {
    const bench = benchOf(patient(100), { concurrency: 1 });
    const first = bench.read();
    await tick();
    const before: string[] = [];
    bench.gate.wait(() => before.push(bench.gate.tryTake() === undefined ? 'none' : 'taken'));
    await bench.clock.advance(100);
    await first;
    expect(before).toEqual([]); // the call that waits again was there first, and they are paced
    await bench.clock.advance(1_000);
    expect(before).toEqual(['taken']);
  });

  it('that is aborted while it waits for its turn anew leaves nothing behind', async () => {
    const bench = benchOf(patient(400), { concurrency: 1 });
    const controller = new AbortController();
    const reading = bench.read(controller.signal);
    await tick();
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'run.aborted' });
    await bench.clock.advance(60_000);
    expect(bench.gate.obstacle()).toBeUndefined();
    expect(bench.clock.pending).toBe(0);
  });
});

/** Is pushed back once, and tries again by itself when it may. */
function patient(retryAfterMs: number, text = 'a'): Model {
  return {
    name: 'patient',
    async *stream({ onPushback }) {
      await onPushback?.({ retryAfterMs });
      yield { type: 'text', text };
      yield { type: 'end', finish: 'stop', usage: { promptTokens: 0, completionTokens: 0 } };
    },
  };
}

async function waitsOf(run: Run<unknown>): Promise<readonly object[]> {
  const waits: object[] = [];
  for await (const event of run.events()) {
    if (event.type !== 'model-wait' && event.type !== 'model-start') continue;
    const { seq: _, ...fact } = event;
    waits.push(fact);
  }
  return waits;
}

const wait = { type: 'model-wait', round: 1, reason: 'pause' };

describe('a compiler', () => {
  it('lets a tool that was pushed back pause the model of the same gate', async () => {
    const clock = createFakeClock();
    const model = scriptedModel(['1. ask()\n2. join()', 'Finish: done'], { name: 'gpt' });
    const ask = controlledTool({ name: 'ask', gate: 'gpt' });
    const compiler = createCompiler({ model, tools: [ask], clock });
    const run = compiler.stream('q');
    const call = await ask.next();
    call.reject(Object.assign(new Error('busy'), { status: 429, retryAfterMs: 900 }));
    await clock.advance(899);
    expect(model.requests).toHaveLength(1);
    await clock.advance(1);
    expect(await run.report).toMatchObject({ status: 'done', answer: 'done' });
    expect(clock.pending).toBe(0);
  });

  it('tells of each wait of its models at their gate: whose, why, and how long', async () => {
    const clock = createFakeClock();
    const pushed = { error: rateLimit({ status: 429, retryAfterMs: 900 }) };
    const texts = ['1. ask()\n2. join()', pushed, 'Finish: done'];
    const model = scriptedModel(texts, { name: 'gpt' });
    const ask = controlledTool({ name: 'ask' });
    const compiler = createCompiler({ model, tools: [ask], clock });
    const first = compiler.stream('q');
    const call = await ask.next();
    expect((await compiler.stream('another').report).status).toBe('failed');
    call.resolve('found');
    await clock.advance(900);
    expect(await first.report).toMatchObject({ answer: 'done' });
    expect(await waitsOf(first)).toEqual([
      { ...wait, role: 'joiner', at: 0, gate: 'gpt', waitMs: 900 },
      { type: 'model-start', role: 'joiner', at: 900, round: 1 },
    ]);
  });

  it('tells of the wait of a planner that was pushed back and tries again by itself', async () => {
    const clock = createFakeClock();
    const model = patient(400, '1. ask()\n2. finish($1)');
    const ask = controlledTool({ name: 'ask' });
    const run = createCompiler({ model, tools: [ask], clock }).stream('q');
    const heard = new Promise((resolve) => run.on('model-wait', resolve));
    expect(await heard).toMatchObject({ type: 'model-wait', at: 0 });
    await clock.advance(400);
    (await ask.next()).resolve('found');
    expect(await run.report).toMatchObject({ status: 'done', value: 'found' });
    expect(await waitsOf(run)).toEqual([
      { ...wait, role: 'planner', at: 0, gate: 'patient', waitMs: 400 },
      { type: 'model-start', role: 'planner', at: 400, round: 1 },
    ]);
  });

  it('lets a model that was pushed back pause the tools of the same gate', async () => {
    const clock = createFakeClock();
    const pushed = { error: rateLimit({ status: 429, retryAfterMs: 900 }) };
    const plan = '1. ask()\n2. finish($1)';
    const planner = scriptedModel([plan, pushed], { name: 'gpt' });
    const ask = controlledTool({ name: 'ask', gate: 'gpt', retry: {} });
    const compiler = createCompiler({ model: planner, tools: [ask], clock });
    const first = compiler.stream('q');
    const call = await ask.next();
    await compiler.stream('another').report;
    call.reject(Object.assign(new Error('lost'), { code: 'ECONNRESET' }));
    await clock.advance(899);
    expect(ask.calls).toHaveLength(1);
    await clock.advance(10_000);
    expect(ask.calls).toHaveLength(2);
    (await ask.next()).resolve('found');
    expect(await first.report).toMatchObject({ status: 'done', value: 'found' });
  });
});
