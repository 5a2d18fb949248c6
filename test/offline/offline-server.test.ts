import { connect } from 'node:net';
import { once } from 'node:events';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Model } from '../../src/index.ts';
import { offlineModel, startOfflineServer, type OfflineServer } from '../../src/offline/index.ts';
import { scriptedModel } from '../../src/testing/index.ts';

let server: OfflineServer;
let client: OpenAI;

beforeAll(async () => {
  server = await startOfflineServer({ model: offlineModel({ tokensPerSecond: 0 }) });
  client = new OpenAI({ baseURL: server.url, apiKey: 'any', maxRetries: 0 });
});
afterAll(() => server.close());

const messages = [{ role: 'user' as const, content: 'Hello' }];

async function post(body: string): Promise<{ status: number; error: Record<string, unknown> }> {
  const response = await fetch(`${server.url}/chat/completions`, { method: 'POST', body });
  const json = (await response.json()) as { error: Record<string, unknown> };
  return { status: response.status, error: json.error };
}

/** A model that says one word and then waits for its signal; `stopped` resolves when that comes. */
function stalledModel(): { model: Model; stopped: Promise<void> } {
  let tell: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (tell = resolve));
  const model: Model = {
    name: 'stalled',
    async *stream({ signal }) {
      yield { type: 'text', text: 'wait' };
      if (!signal.aborted) await once(signal, 'abort');
      tell();
      throw new Error('stopped');
    },
  };
  return { model, stopped };
}

describe('the offline server', () => {
  test('answers the openai client whole, with usage', async () => {
    const completion = await client.chat.completions.create({ model: 'offline', messages });
    expect(completion.choices[0]?.message.content).toContain('the offline model of toolc');
    expect(completion.choices[0]?.finish_reason).toBe('stop');
    expect(completion.usage?.total_tokens).toBe(
      (completion.usage?.prompt_tokens ?? 0) + (completion.usage?.completion_tokens ?? 0),
    );
    expect(completion.usage?.prompt_tokens).toBe(2);
  });

  test('streams to the openai client, with one usage chunk at the end where asked', async () => {
    const stream = await client.chat.completions.create({
      model: 'offline',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    const usages: unknown[] = [];
    const finishes: unknown[] = [];
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      if (chunk.usage) usages.push(chunk.usage);
      if (chunk.choices[0]?.finish_reason) finishes.push(chunk.choices[0].finish_reason);
    }
    expect(text).toContain('the offline model of toolc');
    expect(usages).toHaveLength(1);
    expect(finishes).toEqual(['stop']);
  });

  test('sends no usage chunk where none is asked, and ends with [DONE]', async () => {
    const response = await fetch(`${server.url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'offline', messages, stream: true }),
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const text = await response.text();
    expect(text).not.toContain('"usage"');
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  test('honours max_tokens with finish_reason length', async () => {
    const completion = await client.chat.completions.create({
      model: 'offline',
      messages,
      max_tokens: 2,
    });
    expect(completion.choices[0]?.finish_reason).toBe('length');
    expect(completion.usage?.completion_tokens).toBe(2);
  });

  test('lists its model', async () => {
    const listed = [];
    for await (const model of client.models.list()) listed.push(model.id);
    expect(listed).toEqual(['offline']);
    expect((await client.models.retrieve('offline')).id).toBe('offline');
  });

  test.each([
    ['{', 400, 'invalid_json'],
    ['[]', 400, 'invalid_request'],
    ['{"model": "offline", "messages": []}', 400, 'invalid_request'],
    [
      '{"model": "offline", "messages": [{"role": "robot", "content": "x"}]}',
      400,
      'invalid_request',
    ],
    ['{"model": "gpt-9", "messages": [{"role": "user", "content": "x"}]}', 404, 'model_not_found'],
  ])('answers %s with %d %s', async (body, status, code) => {
    const answer = await post(body);
    expect([answer.status, answer.error['code']]).toEqual([status, code]);
    expect(answer.error).toMatchObject({
      message: expect.any(String) as string,
      type: 'invalid_request_error',
      param: null,
    });
  });

  test('answers an unknown path and method with an error object', async () => {
    const path = await fetch(`${server.url}/embeddings`, { method: 'POST', body: '{}' });
    expect([path.status, ((await path.json()) as { error: { code: string } }).error.code]).toEqual([
      404,
      'not_found',
    ]);
    const method = await fetch(`${server.url}/chat/completions`);
    expect(method.status).toBe(405);
    await expect(client.models.retrieve('other')).rejects.toMatchObject({ status: 404 });
  });

  test('refuses a body above 8 MB', async () => {
    const body = JSON.stringify({
      model: 'offline',
      messages: [{ role: 'user', content: 'x'.repeat(8 * 1024 * 1024) }],
    });
    const answer = await post(body);
    expect([answer.status, answer.error['code']]).toEqual([413, 'request_too_large']);
  });

  test('stops generating when the client leaves', async () => {
    const { model, stopped } = stalledModel();
    const own = await startOfflineServer({ model });
    const abort = new AbortController();
    const response = await fetch(`${own.url}/chat/completions`, {
      method: 'POST',
      signal: abort.signal,
      body: JSON.stringify({ model: 'stalled', messages, stream: true }),
    });
    await response.body?.getReader().read();
    abort.abort();
    await stopped;
    await own.close();
  });

  test('tells of a model that fails, before and within a stream', async () => {
    const failing: Model = {
      name: 'failing',
      async *stream({ messages: [first] }) {
        if (first?.content === 'late') yield { type: 'text', text: 'well' };
        throw new Error('out of order');
      },
    };
    const own = await startOfflineServer({ model: failing });
    const ask = (content: string, stream: boolean): Promise<Response> =>
      fetch(`${own.url}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ model: 'failing', stream, messages: [{ role: 'user', content }] }),
      });
    const whole = await ask('now', false);
    expect([whole.status, await whole.text()]).toEqual([
      500,
      expect.stringContaining('out of order'),
    ]);
    const text = await (await ask('late', true)).text();
    expect(text).toContain('"error":{"message":"out of order"');
    expect(text).not.toContain('[DONE]');
    await own.close();
  });

  test('tells of a model that stops without an end', async () => {
    const own = await startOfflineServer({
      model: scriptedModel([
        { chunks: ['well'], finish: null },
        { chunks: ['well'], finish: null },
      ]),
    });
    const ask = (stream: boolean): Promise<Response> =>
      fetch(`${own.url}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({
          model: 'scripted',
          stream,
          messages: [{ role: 'user', content: 'q' }],
        }),
      });
    const whole = await ask(false);
    expect([whole.status, await whole.text()]).toEqual([500, expect.stringContaining('no end')]);
    expect(await (await ask(true)).text()).not.toContain('"finish_reason":"');
    await own.close();
  });

  test('ends every socket and generation when it closes, and may be closed twice', async () => {
    const { model, stopped } = stalledModel();
    const own = await startOfflineServer({ model });
    const { port } = new URL(own.url);
    const idle = connect(Number(port), '127.0.0.1');
    await once(idle, 'connect');
    const response = await fetch(`${own.url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'stalled', messages, stream: true }),
    });
    const body = response.text().catch(() => 'cut');
    const closed = once(idle, 'close');
    await Promise.all([own.close(), own.close()]);
    await Promise.all([stopped, closed]);
    expect(await body).toBe('cut');
    await expect(fetch(`${own.url}/models`)).rejects.toThrow();
  });

  test('closes when its signal aborts', async () => {
    const abort = new AbortController();
    const own = await startOfflineServer({ signal: abort.signal });
    abort.abort();
    await own.close();
    await expect(fetch(`${own.url}/models`)).rejects.toThrow();
  });

  test('rejects with server.failed where the port is taken', async () => {
    const { port } = new URL(server.url);
    await expect(startOfflineServer({ port: Number(port) })).rejects.toMatchObject({
      code: 'server.failed',
    });
  });
});
