import { describe, expect, it, vi } from 'vitest';
import { ToolcError } from '../../src/core/errors.ts';
import type { Model, ModelPart } from '../../src/model/model.ts';
import { readModel, type Patience } from '../../src/model/read-model.ts';
import { scriptedModel } from '../../src/model/scripted.ts';
import { createFakeClock } from '../../src/testing/fake-clock.ts';

const messages = [{ role: 'user', content: 'q' }] as const;

function modelOf(stream: Model['stream']): Model {
  return { name: 'test', stream };
}

async function readAll(
  model: Model,
  signal = new AbortController().signal,
  patience: Patience = { clock: createFakeClock(), idleMs: 1_000, totalMs: 600_000 },
): Promise<readonly ModelPart[]> {
  const parts: ModelPart[] = [];
  for await (const part of readModel(model, { messages, signal }, patience)) parts.push(part);
  return parts;
}

/** A stream that neither goes on nor listens. */
const stuck = modelOf(() => ({
  [Symbol.asyncIterator]: () => ({
    next: () => new Promise<never>(() => undefined),
    return: () => new Promise<never>(() => undefined),
  }),
}));

describe('reading a model', () => {
  it('gives its texts, none empty, and its end', async () => {
    expect(await readAll(scriptedModel([['a', '', 'b']]))).toEqual([
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
      { type: 'end', finish: 'stop', usage: { promptTokens: 0, completionTokens: 0 } },
    ]);
  });

  it('fails where a model gives empty texts for ever', async () => {
    const model = modelOf(async function* () {
      for (;;) yield { type: 'text', text: '' };
    });
    await expect(readAll(model)).rejects.toMatchObject({ code: 'model.protocol' });
  });

  it('ends as cut where the stream has no end', async () => {
    const parts = await readAll(scriptedModel([{ chunks: ['a'], finish: null }]));
    expect(parts.at(-1)).toMatchObject({ type: 'end', finish: 'cut' });
  });

  it('stops at the first end', async () => {
    const end = {
      type: 'end',
      finish: 'stop',
      usage: { promptTokens: 0, completionTokens: 0 },
    } as const;
    const model = modelOf(async function* () {
      yield end;
      yield { type: 'text', text: 'more' };
    });
    expect(await readAll(model)).toEqual([end]);
  });

  it('fails as a breach of the protocol where a part is neither a text nor an end', async () => {
    for (const part of [
      null,
      undefined,
      7,
      'text',
      {},
      { type: 'text' },
      { type: 'text', text: 5 },
    ]) {
      const model = modelOf(async function* () {
        yield part as never;
      });
      await expect(readAll(model), String(part)).rejects.toMatchObject({ code: 'model.protocol' });
    }
  });

  it('makes an end that says too little a cut one with no usage', async () => {
    for (const end of [{}, { finish: 'done', usage: null }, { usage: { promptTokens: -1 } }]) {
      const model = modelOf(async function* () {
        yield { type: 'end', ...end } as never;
      });
      const usage = { promptTokens: 0, completionTokens: 0 };
      expect(await readAll(model)).toEqual([{ type: 'end', finish: 'cut', usage }]);
    }
  });

  it('throws coded errors as they are and others as model.threw', async () => {
    const coded = new ToolcError('model.server', 'x');
    await expect(readAll(scriptedModel([{ error: coded }]))).rejects.toBe(coded);
    const foreign = new Error('boom');
    await expect(readAll(scriptedModel([{ error: foreign }]))).rejects.toMatchObject({
      code: 'model.threw',
      cause: foreign,
    });
    const throwing = modelOf(() => {
      throw foreign;
    });
    await expect(readAll(throwing)).rejects.toMatchObject({ code: 'model.threw' });
  });

  it('asks nothing where the signal has aborted already', async () => {
    const model = scriptedModel(['x']);
    await expect(readAll(model, AbortSignal.abort())).rejects.toMatchObject({
      code: 'run.aborted',
    });
    expect(model.requests).toEqual([]);
  });

  it('throws at an abort even if the model does not listen, with the reason of the run', async () => {
    const controller = new AbortController();
    const outcome = readAll(stuck, controller.signal);
    const reason = new ToolcError('run.aborted', 'enough');
    controller.abort(reason);
    await expect(outcome).rejects.toBe(reason);
  });

  it('never ends normally after an abort', async () => {
    const controller = new AbortController();
    const model = modelOf(async function* ({ signal }) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      yield { type: 'end', finish: 'stop', usage: { promptTokens: 0, completionTokens: 0 } };
    });
    const outcome = readAll(model, controller.signal);
    controller.abort();
    await expect(outcome).rejects.toMatchObject({ code: 'run.aborted' });
  });

  it('takes a model that falls silent behind some text for one that was cut off', async () => {
    const clock = createFakeClock();
    const returned = vi.fn(() => new Promise<never>(() => undefined));
    const texts: IteratorResult<ModelPart>[] = [
      { value: { type: 'text', text: 'a' }, done: false },
    ];
    const falling = modelOf(() => ({
      [Symbol.asyncIterator]: () => ({
        next: () => {
          const next = texts.shift();
          return next === undefined ? new Promise<never>(() => undefined) : Promise.resolve(next);
        },
        return: returned,
      }),
    }));
    const reading = readAll(falling, undefined, { clock, idleMs: 500, totalMs: 600_000 });
    await clock.advance(500);
    expect((await reading).at(-1)).toMatchObject({ type: 'end', finish: 'cut' });
    expect(returned).toHaveBeenCalledOnce();
    expect(clock.pending).toBe(0);
    const own = modelOf(async function* () {
      yield { type: 'text', text: 'a' };
      await Promise.resolve();
      throw new ToolcError('model.timeout', 'silent', { details: { limit: 'idleMs' } });
    });
    expect((await readAll(own)).at(-1)).toMatchObject({ type: 'end', finish: 'cut' });
  });

  it('gives a model up that gives nothing for its idle time, and leaves no timer', async () => {
    const clock = createFakeClock();
    const outcome = readAll(stuck, undefined, { clock, idleMs: 500, totalMs: 600_000 });
    const failed = expect(outcome).rejects.toMatchObject({ code: 'model.timeout' });
    await clock.advance(500);
    await failed;
    expect(clock.pending).toBe(0);
    await readAll(scriptedModel([['a', 'b']]), undefined, { clock, idleMs: 500, totalMs: 600_000 });
    expect(clock.pending).toBe(0);
  });

  it('aborts the signal of a model whose reader leaves, and not after its end', async () => {
    const model = scriptedModel([['a', 'b'], 'c']);
    const { signal } = new AbortController();
    const patience = { clock: createFakeClock(), idleMs: 1_000, totalMs: 600_000 };
    for await (const part of readModel(model, { messages, signal }, patience)) {
      expect(part).toMatchObject({ text: 'a' });
      break;
    }
    expect(model.requests[0]?.signal.aborted).toBe(true);
    await readAll(model);
    expect(model.requests[1]?.signal.aborted).toBe(false);
  });

  it('leaves no listener on the signal', async () => {
    for (const reply of ['x', { error: new Error('x') }]) {
      const { signal } = new AbortController();
      const added = vi.spyOn(signal, 'addEventListener');
      const removed = vi.spyOn(signal, 'removeEventListener');
      await readAll(scriptedModel([reply]), signal).catch(() => undefined);
      expect(removed).toHaveBeenCalledTimes(added.mock.calls.length);
    }
  });
});
