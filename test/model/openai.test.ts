import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ToolcError } from '../../src/core/errors.ts';
import type { ModelPart, ModelRequest } from '../../src/model/model.ts';
import { openai, type OpenAIOptions } from '../../src/model/openai.ts';
import { createFakeClock } from '../../src/testing/fake-clock.ts';
import {
  finishChunk,
  reply,
  startChatServer,
  textChunk,
  usageChunk,
  type Exchange,
} from './chat-server.ts';

/** So that a second timer can only be the wait for the usage. */
const onlyTotal = { connectMs: Infinity, firstByteMs: Infinity, idleMs: Infinity };

const KEY = 'sk-test-0123456789abcdef';

beforeEach(() => {
  vi.stubEnv('OPENAI_API_KEY', undefined);
  vi.stubEnv('OPENAI_BASE_URL', undefined);
  return () => vi.unstubAllEnvs();
});

function request(extra: Partial<ModelRequest> = {}): ModelRequest {
  return {
    messages: [{ role: 'user', content: 'How high is K2?' }],
    signal: new AbortController().signal,
    ...extra,
  };
}

async function readAll(parts: AsyncIterable<ModelPart>): Promise<readonly ModelPart[]> {
  const all: ModelPart[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

interface CallOptions extends Partial<OpenAIOptions> {
  readonly request?: Partial<ModelRequest>;
}

function call(
  url: string,
  { request: extra = {}, ...options }: CallOptions = {},
): Promise<readonly ModelPart[]> {
  const model = openai({
    model: 'test-model',
    apiKey: KEY,
    baseURL: url,
    maxRetries: 0,
    ...options,
  });
  return readAll(model.stream(request(extra)));
}

/** The error of a call that must fail; no error may hold the key. */
async function failure(outcome: Promise<unknown>): Promise<ToolcError> {
  const thrown: unknown = await outcome.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(ToolcError);
  const error = thrown as ToolcError;
  const everything = `${inspect(error, { depth: 20, showHidden: true, getters: true })} ${JSON.stringify(error)} ${JSON.stringify(error.details)} ${String(error.stack)}`;
  expect(everything).not.toContain(KEY);
  expect(everything.toLowerCase()).not.toContain('bearer');
  return error;
}

const end = (finish: string, usage = { promptTokens: 0, completionTokens: 0 }): unknown => ({
  type: 'end',
  finish,
  usage,
});

describe('a reply', () => {
  it('is streamed as text and ends with the usage', async () => {
    const server = await startChatServer((exchange) => reply(exchange, 'K2 is ', '8611 m'));
    expect(await call(server.url)).toEqual([
      { type: 'text', text: 'K2 is ' },
      { type: 'text', text: '8611 m' },
      end('stop', { promptTokens: 12, completionTokens: 3 }),
    ]);
  });

  it('is asked for with the model, the messages, the key, streaming and usage', async () => {
    const server = await startChatServer((exchange) => reply(exchange, 'x'));
    await call(server.url, { request: { temperature: 0, maxOutputTokens: 50 } });
    const { body, request: got } = await server.exchange(0);
    expect(body).toEqual({
      model: 'test-model',
      messages: [{ role: 'user', content: 'How high is K2?' }],
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0,
      max_completion_tokens: 50,
    });
    expect(got.url).toBe('/v1/chat/completions');
    expect(got.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  it('takes the temperature of the request, else of the options, else 0', async () => {
    const server = await startChatServer((exchange) => reply(exchange, 'x'));
    await call(server.url, { temperature: 0.5 });
    await call(server.url, { temperature: 0.5, request: { temperature: 0.7 } });
    await call(server.url);
    const asked = server.exchanges.map(({ body }) => body.temperature);
    expect(asked).toEqual([0.5, 0.7, 0]);
  });

  it('leaves its connection open for the next call', async () => {
    const server = await startChatServer((exchange) => reply(exchange, 'x'));
    const model = openai({ model: 'test-model', baseURL: server.url });
    await readAll(model.stream(request()));
    await settleSockets();
    await readAll(model.stream(request()));
    expect(server.connections).toBe(1);
  });

  for (const [reason, finish] of [
    ['length', 'length'],
    ['content_filter', 'content-filter'],
    ['tool_calls', 'cut'],
    ['anything', 'cut'],
  ] as const) {
    it(`with the finish reason ${reason} ends as ${finish}`, async () => {
      const server = await startChatServer((exchange) => {
        exchange.begin();
        exchange.send(textChunk('K2'));
        exchange.send(finishChunk(reason));
        exchange.response.end('data: [DONE]\n\n');
      });
      expect((await call(server.url)).at(-1)).toEqual(end(finish));
    });
  }

  it('that just ends is cut', async () => {
    const server = await startChatServer((exchange) => {
      exchange.begin();
      exchange.send(textChunk('K2'));
      exchange.response.end();
    });
    expect(await call(server.url)).toEqual([{ type: 'text', text: 'K2' }, end('cut')]);
  });

  it('that ends with [DONE] but no finish reason is cut', async () => {
    const server = await startChatServer((exchange) => {
      exchange.begin();
      exchange.send(textChunk('K2'));
      exchange.response.end('data: [DONE]\n\n');
    });
    expect((await call(server.url)).at(-1)).toEqual(end('cut'));
  });

  it('whose connection is lost after text is cut, and keeps the usage told so far', async () => {
    const server = await startChatServer((exchange) => {
      exchange.begin();
      exchange.send(textChunk('K2'));
      exchange.send(usageChunk);
      setImmediate(() => exchange.response.socket?.resetAndDestroy());
    });
    expect(await call(server.url, { maxRetries: 2 })).toEqual([
      { type: 'text', text: 'K2' },
      end('cut', { promptTokens: 12, completionTokens: 3 }),
    ]);
    expect(server.exchanges).toHaveLength(1);
  });

  it('is complete with its finish reason, whatever breaks after it', async () => {
    const server = await startChatServer((exchange) => {
      exchange.begin();
      exchange.send(textChunk('K2'));
      exchange.send(finishChunk('stop'));
      setImmediate(() => exchange.response.socket?.resetAndDestroy());
    });
    expect(await call(server.url)).toEqual([{ type: 'text', text: 'K2' }, end('stop')]);
  });

  it('waits a second for the usage of a server that does not close, and not longer', async () => {
    const clock = createFakeClock();
    const server = await startChatServer((exchange) => {
      exchange.begin();
      exchange.send(textChunk('K2'));
      exchange.send(finishChunk('stop'));
    });
    const stream = openai({ model: 'm', baseURL: server.url, clock, timeouts: onlyTotal })
      .stream(request())
      [Symbol.asyncIterator]();
    await stream.next();
    const last = stream.next();
    // The total limit and the wait for the usage.
    await until(() => clock.pending === 2);
    await clock.advance(1_000);
    expect((await last).value).toEqual(end('stop'));
    await stream.next();
    expect(clock.pending).toBe(0);
  });

  it('that is a refusal fails as refused', async () => {
    const server = await startChatServer((exchange) => {
      exchange.begin();
      exchange.send({ choices: [{ delta: { refusal: 'I will not.' } }] });
      exchange.send(finishChunk('stop'));
      exchange.response.end();
    });
    const error = await failure(call(server.url, { maxRetries: 2 }));
    expect(error.code).toBe('model.refused');
    expect(error.message).toContain('I will not.');
  });

  it('that is an endless refusal is kept in part', async () => {
    const server = await startChatServer((exchange) => {
      exchange.begin();
      for (let count = 0; count < 100; count += 1) {
        exchange.send({ choices: [{ delta: { refusal: 'no '.repeat(1_000) } }] });
      }
      exchange.send(finishChunk('stop'));
      exchange.response.end();
    });
    const error = await failure(call(server.url));
    expect(error.code).toBe('model.refused');
    expect(JSON.stringify(error.details).length).toBeLessThan(600);
  });

  it('may hold comments, unknown chunks and characters split between pieces', async () => {
    const server = await startChatServer((exchange) => {
      exchange.begin();
      exchange.send(': still thinking\n\n');
      exchange.send({ choices: [], type: 'ping' });
      const bytes = Buffer.from(`data: ${JSON.stringify(textChunk('K2 ⛰'))}\n\n`);
      const middle = bytes.indexOf(0xe2) + 1;
      exchange.response.write(bytes.subarray(0, middle));
      setImmediate(() => {
        exchange.response.write(bytes.subarray(middle));
        exchange.send(finishChunk('stop'));
        exchange.response.end();
      });
    });
    expect(await call(server.url)).toEqual([{ type: 'text', text: 'K2 ⛰' }, end('stop')]);
  });
});

/** Lets everything that is on its way arrive, without looking at a clock. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}

describe('garbage', () => {
  const garbage: Record<string, string> = {
    'a web page': '<html><body>Welcome</body></html>',
    'a reply that is not streamed': '{"choices":[{"message":{"content":"x"}}]}',
    'broken JSON': 'data: {"choices": [\n\n',
    'a chunk that is no object': 'data: "x"\n\n',
    'an empty body': '',
    'a megabyte without the end of an event': `data: ${'x'.repeat(1_100_000)}`,
  };
  for (const [name, body] of Object.entries(garbage)) {
    it(`such as ${name} fails as a breach of the protocol`, async () => {
      const server = await startChatServer((exchange) => {
        exchange.begin();
        exchange.response.end(body);
      });
      const error = await failure(call(server.url, { maxRetries: 2 }));
      expect(error.code).toBe('model.protocol');
      expect(error.message).toContain('baseURL');
      expect(server.exchanges).toHaveLength(1);
    });
  }

  it('in the shape of chunks does no harm', async () => {
    const server = await startChatServer((exchange) => {
      exchange.begin();
      for (const chunk of [
        { choices: null },
        { choices: [null] },
        { choices: [{ delta: 5 }] },
        { choices: 'x' },
      ]) {
        exchange.send(chunk);
      }
      exchange.send({
        usage: { prompt_tokens: -1, completion_tokens: 'many' },
        choices: [{ delta: { content: 7 } }],
      });
      exchange.response.end();
    });
    expect(await call(server.url)).toEqual([end('cut')]);
  });
});

describe('an error of the server', () => {
  const cases: readonly [
    name: string,
    status: number,
    error: Record<string, unknown>,
    code: string,
    word: string,
  ][] = [
    [
      '401',
      401,
      { message: `Incorrect API key provided: ${KEY}` },
      'model.authentication',
      'OPENAI_API_KEY',
    ],
    ['403', 403, { message: 'no access' }, 'model.authentication', 'apiKey'],
    [
      '404',
      404,
      { message: 'no such model', code: 'model_not_found' },
      'model.not-found',
      'baseURL',
    ],
    [
      'an unknown model as 400',
      400,
      { message: 'x', code: 'model_not_found' },
      'model.not-found',
      'option model',
    ],
    [
      'context length',
      400,
      { message: 'x', code: 'context_length_exceeded' },
      'model.context-length',
      'larger context',
    ],
    [
      'context length in words',
      400,
      { message: 'exceeds the maximum context length' },
      'model.context-length',
      'fewer tools',
    ],
    ['429', 429, { message: 'slow down' }, 'model.rate-limit', 'maxRetries'],
    [
      'a spent quota',
      429,
      { message: 'x', code: 'insufficient_quota' },
      'model.rate-limit',
      'billing',
    ],
    ['500', 500, { message: 'oops' }, 'model.server', 'later'],
    ['529', 529, { message: 'overloaded' }, 'model.server', 'later'],
    ['408', 408, { message: 'too slow' }, 'model.timeout', 'network'],
    ['409', 409, { message: 'locked' }, 'model.bad-request', 'options'],
    ['400', 400, { message: 'what?' }, 'model.bad-request', 'options'],
  ];
  for (const [name, status, body, code, word] of cases) {
    it(`${name} is ${code} and says what to do`, async () => {
      const server = await startChatServer((exchange) => exchange.refuse(status, body));
      const error = await failure(call(server.url));
      expect(error.code).toBe(code);
      expect(error.message).toContain(word);
      expect(error.details).toMatchObject({
        status,
        attempts: 1,
        model: 'test-model',
        url: server.url,
      });
    });
  }

  it('inside the stream has its code', async () => {
    for (const [inside, code] of [
      [{ message: 'x', type: 'server_error' }, 'model.server'],
      [{ message: 'x', code: 429 }, 'model.rate-limit'],
      [{ message: 'x', code: 'rate_limit_exceeded' }, 'model.rate-limit'],
      [{ message: 'x', code: 'context_length_exceeded' }, 'model.context-length'],
    ] as const) {
      const server = await startChatServer((exchange) => {
        exchange.begin();
        exchange.send(textChunk('K'));
        exchange.send({ error: inside });
        exchange.response.end();
      });
      expect((await failure(call(server.url, { maxRetries: 2 }))).code).toBe(code);
      expect(server.exchanges).toHaveLength(1);
    }
  });

  it('with an endless body is cut and reported', async () => {
    const server = await startChatServer(({ response }) => {
      response.writeHead(500, { 'content-type': 'text/plain' });
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const error = await failure(call(server.url));
    expect(error.code).toBe('model.server');
    expect(error.message.length).toBeLessThan(1_000);
  });

  it('of a refused connection says where', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    const error = await failure(call(`http://127.0.0.1:${port}/v1`));
    expect(error.code).toBe('model.connection');
    expect(error.message).toContain(`127.0.0.1:${port}`);
    expect(error.details).toMatchObject({ providerCode: 'ECONNREFUSED' });
  });

  it('of a connection that is lost before the first byte is model.connection', async () => {
    const server = await startChatServer((exchange) => exchange.response.socket?.resetAndDestroy());
    expect((await failure(call(server.url))).code).toBe('model.connection');
  });
});

describe('the key', () => {
  it('is needed where no address is given, and the error says so', async () => {
    const model = openai({ model: 'test-model' });
    const error = await failure(readAll(model.stream(request())));
    expect(error.code).toBe('model.authentication');
    expect(error.message).toContain('OPENAI_API_KEY');
  });

  it('is not needed where an address is given, and then no header is sent', async () => {
    const server = await startChatServer((exchange) => reply(exchange, 'x'));
    await readAll(openai({ model: 'm', baseURL: server.url }).stream(request()));
    vi.stubEnv('OPENAI_BASE_URL', server.url);
    await readAll(openai({ model: 'm' }).stream(request()));
    expect(server.exchanges.map(({ request: got }) => got.headers.authorization)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('and the address come from the environment unless they are given', async () => {
    const server = await startChatServer((exchange) => reply(exchange, 'x'));
    vi.stubEnv('OPENAI_API_KEY', ` ${KEY}\n`);
    vi.stubEnv('OPENAI_BASE_URL', server.url);
    await readAll(openai({ model: 'm' }).stream(request()));
    await readAll(openai({ model: 'm', apiKey: 'other-key' }).stream(request()));
    expect(server.exchanges.map(({ request: got }) => got.headers.authorization)).toEqual([
      `Bearer ${KEY}`,
      'Bearer other-key',
    ]);
  });

  it('is in no error, even if a fetch of the caller puts it there', async () => {
    const fetch: OpenAIOptions['fetch'] = (_, init) => {
      const headers = JSON.stringify([...new Headers(init?.headers)]);
      const cause = Object.assign(new Error(`sent ${headers}`), { code: 'ECONNRESET', init });
      return Promise.reject(
        Object.assign(new TypeError(`failed: ${headers}`), { cause, request: init }),
      );
    };
    const model = openai({ model: 'm', apiKey: KEY, fetch, maxRetries: 0 });
    const thrown: unknown = await readAll(model.stream(request())).catch((error: unknown) => error);
    expect(inspect(thrown, { depth: 20, showHidden: true })).not.toContain(KEY);
    expect(thrown).toMatchObject({ code: 'model.connection' });
  });

  it('is in no error, wherever the server repeats it and however long it is', async () => {
    const secret = `sk-proj-${'A1b2C3d4'.repeat(20)}`;
    const repeats: readonly ((exchange: Exchange, told: string) => void)[] = [
      (exchange, told) =>
        exchange.refuse(400, { message: told, code: secret, type: secret, param: secret }),
      (exchange, told) => {
        exchange.begin();
        exchange.send({ error: { message: told, code: secret } });
        exchange.response.end();
      },
      (exchange, told) => {
        exchange.begin();
        exchange.send({ choices: [{ delta: { refusal: told }, finish_reason: 'stop' }] });
        exchange.response.end();
      },
    ];
    for (const repeat of repeats) {
      const server = await startChatServer((exchange) => {
        const { url, headers } = exchange.request;
        repeat(exchange, `${url ?? ''} ${headers.authorization?.slice('Bearer '.length) ?? ''}`);
      });
      const model = openai({
        model: 'm',
        apiKey: secret,
        baseURL: `${server.url}?api-key=Q1-SECRET&version=2026-01`,
        maxRetries: 0,
      });
      const error = await failure(readAll(model.stream(request())));
      const shown = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);
      expect(shown).not.toContain('A1b2C3d4');
      expect(shown).not.toContain('Q1-SECRET');
      expect(shown).toContain('version=2026-01');
    }
  });

  it('that no header can hold is not shown', async () => {
    const fetch = vi.fn();
    const model = openai({ model: 'm', apiKey: `${KEY}\n${KEY}`, fetch, maxRetries: 0 });
    const error = await failure(readAll(model.stream(request())));
    expect(error.code).toBe('model.authentication');
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('options', () => {
  it('that no call could use are refused at once', () => {
    const bad: readonly Partial<OpenAIOptions>[] = [
      { model: ' ' },
      { model: 5 as never },
      { timeouts: { totlMs: 5 } as never },
      { maxRetries: -1 },
      { maxRetries: NaN },
      { maxRetryAfterMs: NaN },
      { timeouts: { idleMs: 0 } },
      { timeouts: { totalMs: NaN } },
    ];
    for (const options of bad) {
      expect(() => openai({ model: 'm', ...options })).toThrow(
        expect.objectContaining({ code: 'option.invalid' }) as Error,
      );
    }
  });

  it('with an unusable address fail without showing it', async () => {
    for (const baseURL of [
      'localhost:1234',
      'ftp://x',
      'not a url',
      `http://user:${KEY}@127.0.0.1/v1`,
    ]) {
      const error = await failure(call(baseURL));
      expect(error.code).toBe('option.invalid');
    }
  });

  it('may hold a query in the address', async () => {
    const server = await startChatServer((exchange) => reply(exchange, 'x'));
    await call(`${server.url}/?version=3`);
    expect((await server.exchange(0)).request.url).toBe('/v1/chat/completions?version=3');
  });
});

describe('a parameter that the server does not know', () => {
  const refusals: readonly [
    name: string,
    error: Record<string, unknown>,
    left: readonly string[],
  ][] = [
    [
      'stream_options',
      { message: 'x', param: 'stream_options' },
      ['temperature', 'max_completion_tokens'],
    ],
    [
      'stream_options.include_usage',
      { message: 'x', param: 'stream_options.include_usage' },
      ['temperature', 'max_completion_tokens'],
    ],
    [
      'temperature',
      { message: "'temperature' does not support 0 with this model" },
      ['stream_options', 'max_completion_tokens'],
    ],
    [
      'max_completion_tokens',
      { message: 'unknown field max_completion_tokens' },
      ['stream_options', 'temperature', 'max_tokens'],
    ],
  ];
  for (const [name, error, left] of refusals) {
    it(`such as ${name} is left out or renamed, at once and from then on`, async () => {
      const server = await startChatServer((exchange, index) => {
        if (index === 0) exchange.refuse(400, error);
        else reply(exchange, 'x');
      });
      const model = openai({ model: 'm', baseURL: server.url, maxRetries: 0 });
      const asked = request({ temperature: 0, maxOutputTokens: 5 });
      expect((await readAll(model.stream(asked))).at(-1)).toMatchObject({ finish: 'stop' });
      await readAll(model.stream(asked));
      expect(server.exchanges).toHaveLength(3);
      for (const { body } of server.exchanges.slice(1)) {
        const optional = Object.keys(body).filter(
          (key) => !['model', 'messages', 'stream'].includes(key),
        );
        expect(optional.sort()).toEqual([...left].sort());
      }
    });
  }

  it('that cannot be left out is an error', async () => {
    const server = await startChatServer((exchange) =>
      exchange.refuse(400, { message: 'bad max_tokens max_completion_tokens' }),
    );
    const error = await failure(call(server.url, { request: { maxOutputTokens: 5 } }));
    expect(error.code).toBe('model.bad-request');
    expect(
      server.exchanges.map(({ body }) => [body.max_completion_tokens, body.max_tokens]),
    ).toEqual([
      [5, undefined],
      [undefined, 5],
    ]);
  });

  it('that was not sent is an error at once', async () => {
    const server = await startChatServer((exchange) =>
      exchange.refuse(400, { message: 'bad', param: 'max_completion_tokens' }),
    );
    await failure(call(server.url));
    expect(server.exchanges).toHaveLength(1);
  });
});

/** A clock whose chance is fixed, and that tells when the k-th wait before a retry has begun. */
function backOffClock(chance: number): ReturnType<typeof createFakeClock> & {
  backOff(count: number): Promise<void>;
} {
  let count = 0;
  const random = (): number => {
    count += 1;
    return chance;
  };
  const clock = createFakeClock({ random });
  return {
    ...clock,
    get pending() {
      return clock.pending;
    },
    backOff: (wanted) => until(() => count >= wanted),
  };
}

describe('retries', () => {
  const failing =
    (count: number, fail: (exchange: Exchange) => void) => (exchange: Exchange, index: number) =>
      index < count ? fail(exchange) : reply(exchange, 'x');

  for (const status of [408, 409, 429, 500, 503]) {
    it(`follow ${status}`, async () => {
      const clock = backOffClock(0.5);
      const server = await startChatServer(
        failing(1, (exchange) => exchange.refuse(status, { message: 'x' })),
      );
      const outcome = call(server.url, { clock, maxRetries: 1 });
      await clock.backOff(1);
      await clock.advance(249);
      expect(server.exchanges).toHaveLength(1);
      await clock.advance(1);
      expect((await outcome).at(-1)).toMatchObject({ finish: 'stop' });
      expect(clock.pending).toBe(0);
    });
  }

  it('follow a lost connection', async () => {
    const clock = backOffClock(0);
    const server = await startChatServer(
      failing(1, ({ response }) => response.socket?.resetAndDestroy()),
    );
    const outcome = call(server.url, { clock, maxRetries: 1 });
    await clock.backOff(1);
    await clock.advance(0);
    expect((await outcome).at(-1)).toMatchObject({ finish: 'stop' });
  });

  it('are two unless told, and the error counts the attempts', async () => {
    const clock = backOffClock(0);
    const server = await startChatServer((exchange) => exchange.refuse(500, { message: 'x' }));
    const model = openai({ model: 'm', baseURL: server.url, clock });
    const outcome = failure(readAll(model.stream(request())));
    for (const count of [1, 2]) {
      await clock.backOff(count);
      await clock.advance(0);
    }
    expect((await outcome).details).toMatchObject({ attempts: 3 });
    expect(server.exchanges).toHaveLength(3);
  });

  it('never follow the first byte of a reply', async () => {
    const server = await startChatServer((exchange) => {
      exchange.begin();
      exchange.send(': hello\n\n');
      setImmediate(() => exchange.response.socket?.resetAndDestroy());
    });
    expect((await failure(call(server.url, { maxRetries: 5 }))).code).toBe('model.connection');
    expect(server.exchanges).toHaveLength(1);
  });

  it('do not follow what will not change', async () => {
    for (const [status, error] of [
      [400, { message: 'x' }],
      [401, { message: 'x' }],
      [404, { message: 'x' }],
      [429, { message: 'x', code: 'insufficient_quota' }],
    ] as const) {
      const server = await startChatServer((exchange) => exchange.refuse(status, error));
      await failure(call(server.url, { maxRetries: 5 }));
      expect(server.exchanges).toHaveLength(1);
    }
  });

  it('wait as long as the server asks', async () => {
    const clock = backOffClock(0);
    const server = await startChatServer(
      failing(1, (exchange) => exchange.refuse(429, { message: 'x' }, { 'retry-after': '7' })),
    );
    const outcome = call(server.url, { clock, maxRetries: 1 });
    await clock.backOff(1);
    await clock.advance(6_999);
    expect(server.exchanges).toHaveLength(1);
    await clock.advance(1);
    await outcome;
    expect(server.exchanges).toHaveLength(2);
  });

  it('tell of each push-back that they follow, and leave the last to the error', async () => {
    const clock = backOffClock(0);
    const heard: unknown[] = [];
    const statuses = [429, 500, 503, 429];
    const server = await startChatServer((exchange, index) =>
      exchange.refuse(statuses[index] ?? 429, { message: 'x' }, { 'retry-after-ms': '5' }),
    );
    const onPushback = (pushback: unknown): undefined => void heard.push(pushback);
    const outcome = failure(call(server.url, { clock, maxRetries: 3, request: { onPushback } }));
    for (const count of [1, 2, 3]) {
      await clock.backOff(count);
      await clock.advance(5);
    }
    expect((await outcome).details).toMatchObject({ attempts: 4, retryAfterMs: 5 });
    expect(heard).toEqual([{ retryAfterMs: 5 }, { retryAfterMs: 5 }]);
  });

  it('begin no sooner than whoever hears of the push-back allows', async () => {
    const clock = backOffClock(0);
    const server = await startChatServer(
      failing(1, (exchange) => exchange.refuse(429, { message: 'x' }, { 'retry-after-ms': '5' })),
    );
    let allow: () => void = () => undefined;
    const allowed = new Promise<void>((resolve) => (allow = resolve));
    const request = { onPushback: () => allowed };
    const reply = call(server.url, { clock, maxRetries: 1, request });
    await clock.backOff(1);
    await clock.advance(60);
    expect(server.exchanges).toHaveLength(1);
    allow();
    await reply;
    expect(server.exchanges).toHaveLength(2);
  });

  it('fail at once where the server asks for more than the bound, and tell what it asked', async () => {
    const server = await startChatServer((exchange) =>
      exchange.refuse(429, { message: 'x' }, { 'retry-after': '31' }),
    );
    const error = await failure(call(server.url, { maxRetries: 5 }));
    expect(error.code).toBe('model.rate-limit');
    expect(error.details).toMatchObject({ retryAfterMs: 31_000, attempts: 1 });
    expect(server.exchanges).toHaveLength(1);
  });
});

describe('an abort', () => {
  it('before the call sends nothing', async () => {
    const server = await startChatServer();
    const signal = AbortSignal.abort();
    expect((await failure(call(server.url, { request: { signal } }))).code).toBe('run.aborted');
    expect(server.connections).toBe(0);
  });

  it('before the first byte ends the call and closes the socket', async () => {
    const server = await startChatServer();
    const controller = new AbortController();
    const outcome = failure(call(server.url, { request: { signal: controller.signal } }));
    const exchange = await server.exchange(0);
    controller.abort();
    expect((await outcome).code).toBe('run.aborted');
    await exchange.closed;
  });

  it('in the middle of a reply is an error, never an end, and closes the socket', async () => {
    const server = await startChatServer((exchange) => {
      exchange.begin();
      exchange.send(textChunk('K2'));
    });
    const controller = new AbortController();
    const model = openai({ model: 'm', baseURL: server.url });
    const stream = model.stream(request({ signal: controller.signal }))[Symbol.asyncIterator]();
    expect(await stream.next()).toMatchObject({ value: { text: 'K2' } });
    const next = failure(stream.next());
    controller.abort();
    expect((await next).code).toBe('run.aborted');
    await (
      await server.exchange(0)
    ).closed;
  });

  it('while the usage is waited for is an error too', async () => {
    const clock = createFakeClock();
    const server = await startChatServer((exchange) => {
      exchange.begin();
      exchange.send(textChunk('K2'));
      exchange.send(finishChunk('stop'));
    });
    const controller = new AbortController();
    const model = openai({ model: 'm', baseURL: server.url, clock, timeouts: onlyTotal });
    const stream = model.stream(request({ signal: controller.signal }))[Symbol.asyncIterator]();
    await stream.next();
    const next = failure(stream.next());
    // The total limit and the wait for the usage.
    await until(() => clock.pending === 2);
    controller.abort();
    expect((await next).code).toBe('run.aborted');
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  it('during back-off ends the call at once and leaves no timer', async () => {
    const clock = backOffClock(0.9);
    const server = await startChatServer((exchange) => exchange.refuse(500, { message: 'x' }));
    const controller = new AbortController();
    const outcome = failure(
      call(server.url, { clock, maxRetries: 5, request: { signal: controller.signal } }),
    );
    await clock.backOff(1);
    controller.abort();
    expect((await outcome).code).toBe('run.aborted');
    await clock.advance(0);
    expect(clock.pending).toBe(0);
    expect(server.exchanges).toHaveLength(1);
  });

  it('ends the call even if the fetch does not listen', async () => {
    const controller = new AbortController();
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const fetch: OpenAIOptions['fetch'] = () => {
      asked();
      return new Promise(() => undefined);
    };
    const model = openai({ model: 'm', apiKey: KEY, fetch });
    const outcome = failure(readAll(model.stream(request({ signal: controller.signal }))));
    await isAsked;
    controller.abort();
    expect((await outcome).code).toBe('run.aborted');
  });

  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    const server = await startChatServer((exchange) => reply(exchange, 'x'));
    await call(server.url, { request: { signal } });
    expect(added.mock.calls.length).toBeGreaterThan(0);
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });
});

describe('a reader that leaves', () => {
  it('closes the socket', async () => {
    const server = await startChatServer((exchange) => {
      exchange.begin();
      exchange.send(textChunk('K2'));
    });
    const model = openai({ model: 'm', baseURL: server.url });
    for await (const part of model.stream(request())) {
      expect(part).toEqual({ type: 'text', text: 'K2' });
      break;
    }
    await (
      await server.exchange(0)
    ).closed;
  });
});

describe('a limit', () => {
  it('on the connection fails with its name', async () => {
    const sockets: Socket[] = [];
    // It accepts, and never answers the handshake.
    const silent = createServer((socket) => void sockets.push(socket.resume()));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const { port } = silent.address() as AddressInfo;
    const clock = createFakeClock();
    const outcome = failure(
      call(`https://127.0.0.1:${port}/v1`, { clock, timeouts: { connectMs: 500 } }),
    );
    // Connect, first byte and total.
    await until(() => clock.pending === 3 && sockets.length === 1);
    const closed = once(sockets[0]!, 'close');
    await clock.advance(500);
    const error = await outcome;
    expect(error.code).toBe('model.timeout');
    expect(error.message).toContain('connectMs');
    await closed;
    expect(clock.pending).toBe(0);
  });

  it('on the first byte fails with its name, closes the socket and is not tried again', async () => {
    const clock = createFakeClock();
    const server = await startChatServer();
    const outcome = failure(
      call(server.url, { clock, maxRetries: 3, timeouts: { firstByteMs: 700 } }),
    );
    const exchange = await server.exchange(0);
    await clock.advance(699);
    await clock.advance(1);
    const error = await outcome;
    expect(error.code).toBe('model.timeout');
    expect(error.details).toEqual({ limit: 'firstByteMs', limitMs: 700 });
    await exchange.closed;
    expect(server.exchanges).toHaveLength(1);
  });

  it('on silence runs from the last byte, and only once text has come', async () => {
    const clock = createFakeClock();
    const server = await startChatServer((exchange) => exchange.begin());
    const model = openai({
      model: 'm',
      baseURL: server.url,
      clock,
      timeouts: { firstByteMs: 1_000, idleMs: 100 },
    });
    const stream = model.stream(request())[Symbol.asyncIterator]();
    const first = stream.next();
    const exchange = await server.exchange(0);
    exchange.send(': thinking\n\n');
    await settleSockets();
    await clock.advance(900);
    exchange.send(': thinking\n\n');
    await settleSockets();
    await clock.advance(900);
    exchange.send(textChunk('K2'));
    expect(await first).toMatchObject({ value: { text: 'K2' } });
    // Nobody waits for the model now: its silence does not count.
    await clock.advance(5_000);
    const second = failure(stream.next());
    await clock.advance(99);
    exchange.send(': still here\n\n');
    await settleSockets();
    await clock.advance(99);
    await clock.advance(1);
    const error = await second;
    expect(error.details).toEqual({ limit: 'idleMs', limitMs: 100 });
    await exchange.closed;
  });

  it('on the whole call holds over retries', async () => {
    const clock = backOffClock(0.99);
    const server = await startChatServer((exchange) => exchange.refuse(500, { message: 'x' }));
    const outcome = failure(call(server.url, { clock, maxRetries: 5, timeouts: { totalMs: 400 } }));
    await clock.backOff(1);
    await clock.advance(400);
    expect((await outcome).details).toEqual({ limit: 'totalMs', limitMs: 400 });
  });

  it('of Infinity sets no timer', async () => {
    const clock = createFakeClock();
    const server = await startChatServer((exchange) => exchange.begin());
    const timeouts = {
      connectMs: Infinity,
      firstByteMs: Infinity,
      idleMs: Infinity,
      totalMs: Infinity,
    };
    const controller = new AbortController();
    const outcome = failure(
      call(server.url, { clock, timeouts, request: { signal: controller.signal } }),
    );
    await server.exchange(0);
    expect(clock.pending).toBe(0);
    controller.abort();
    await outcome;
  });
});

/** Lets bytes that were sent on the loopback arrive: they do within a few turns of the event loop. */
async function settleSockets(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

it('many calls at once do not disturb each other', async () => {
  const server = await startChatServer((exchange) => {
    const messages = exchange.body.messages as { content: string }[];
    reply(exchange, messages[0]?.content ?? '');
  });
  const model = openai({ model: 'm', baseURL: server.url });
  const texts = Array.from({ length: 30 }, (_, index) => `question ${index}`);
  const replies = await Promise.all(
    texts.map((content) =>
      readAll(model.stream(request({ messages: [{ role: 'user', content }] }))),
    ),
  );
  expect(replies.map(([first]) => first)).toEqual(texts.map((text) => ({ type: 'text', text })));
});

it('the openai package and undici are not loaded before the first call', () => {
  const script = `
    const { openai } = await import('./src/model/openai.ts');
    openai({ model: 'm' });
    const loaded = Object.keys((await import('node:module')).createRequire(import.meta.url).cache);
    console.log(JSON.stringify(loaded.filter((path) => /node_modules\\/(openai|undici)\\//.test(path))));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([]);
});
