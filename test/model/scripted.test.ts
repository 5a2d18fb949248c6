import { describe, expect, it } from 'vitest';
import type { ModelPart, ModelRequest } from '../../src/model/model.ts';
import { scriptedModel, type ScriptedModel } from '../../src/model/scripted.ts';

function request(content = 'q', signal = new AbortController().signal): ModelRequest {
  return { messages: [{ role: 'user', content }], signal };
}

async function readAll(model: ScriptedModel, asked = request()): Promise<readonly ModelPart[]> {
  const parts: ModelPart[] = [];
  for await (const part of model.stream(asked)) parts.push(part);
  return parts;
}

const noUsage = { promptTokens: 0, completionTokens: 0 };

describe('a scripted model', () => {
  it('says its replies in order: a text, chunks, chunks with an end of their own', async () => {
    const usage = { promptTokens: 1, completionTokens: 2 };
    const model = scriptedModel(['a', ['b', 'c'], { chunks: ['d'], finish: 'length', usage }]);
    expect(await readAll(model)).toEqual([
      { type: 'text', text: 'a' },
      { type: 'end', finish: 'stop', usage: noUsage },
    ]);
    expect(await readAll(model)).toHaveLength(3);
    expect(await readAll(model)).toEqual([
      { type: 'text', text: 'd' },
      { type: 'end', finish: 'length', usage },
    ]);
  });

  it('replies to what it is asked where the reply is a function', async () => {
    const model = scriptedModel([({ messages }) => `you said ${messages[0]?.content}`]);
    expect((await readAll(model, request('hi')))[0]).toEqual({ type: 'text', text: 'you said hi' });
  });

  it('throws an error, also after chunks', async () => {
    const error = new Error('boom');
    const model = scriptedModel([{ error }, { chunks: ['a'], error }]);
    await expect(readAll(model)).rejects.toBe(error);
    const stream = model.stream(request())[Symbol.asyncIterator]();
    expect(await stream.next()).toMatchObject({ value: { text: 'a' } });
    await expect(stream.next()).rejects.toBe(error);
  });

  it('records its requests', async () => {
    const model = scriptedModel(['a', 'b'], { name: 'm' });
    await readAll(model, request('one'));
    await readAll(model, request('two'));
    expect(model.name).toBe('m');
    expect(model.requests.map(({ messages }) => messages[0]?.content)).toEqual(['one', 'two']);
  });

  it('tells what was asked for a reply that the script lacks', async () => {
    const model = scriptedModel(['a']);
    await readAll(model);
    await expect(readAll(model, request('and now?'))).rejects.toMatchObject({
      code: 'model.bad-request',
      message: expect.stringContaining('and now?') as string,
    });
  });

  it('throws at an abort', async () => {
    await expect(
      readAll(scriptedModel(['a']), request('q', AbortSignal.abort())),
    ).rejects.toMatchObject({
      code: 'run.aborted',
    });
  });
});

describe('a held scripted model', () => {
  it('gives one part for each next, which resolves when its reader has dealt with it', async () => {
    const model = scriptedModel([['a', 'b']], { pace: 'held' });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const part of model.stream(request()))
        seen.push(part.type === 'text' ? part.text : part.type);
    })();
    expect(seen).toEqual([]);
    await model.next();
    expect(seen).toEqual(['a']);
    expect(model.waiting).toBe(1);
    await model.next();
    expect(seen).toEqual(['a', 'b']);
    await model.next();
    expect(seen).toEqual(['a', 'b', 'end']);
    await reading;
    expect(model.waiting).toBe(0);
  });

  it('gives a part to the next stream that asks where none waits', async () => {
    const model = scriptedModel([['a']], { pace: 'held' });
    const released = model.next();
    const stream = model.stream(request())[Symbol.asyncIterator]();
    expect(await stream.next()).toMatchObject({ value: { text: 'a' } });
    await stream.return?.();
    await released;
  });

  it('serves the stream that has waited longest', async () => {
    const model = scriptedModel(['first', 'second'], { pace: 'held' });
    const [one, two] = [model.stream(request()), model.stream(request())].map((stream) =>
      stream[Symbol.asyncIterator](),
    );
    const order: string[] = [];
    void one?.next().then(() => order.push('first'));
    void two?.next().then(() => order.push('second'));
    expect(model.waiting).toBe(2);
    void model.next();
    void model.next();
    await one?.return?.();
    await two?.return?.();
    expect(order).toEqual(['first', 'second']);
  });

  it('holds nothing back after release', async () => {
    const model = scriptedModel([['a', 'b']], { pace: 'held' });
    const reading = readAll(model);
    model.release();
    expect(await reading).toHaveLength(3);
  });

  it('throws at an abort while it is held', async () => {
    const controller = new AbortController();
    const model = scriptedModel(['a'], { pace: 'held' });
    const reading = readAll(model, request('q', controller.signal));
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'run.aborted' });
    expect(model.waiting).toBe(0);
  });
});
