import type * as Sdk from 'openai';
import { sleep, systemClock, type Clock } from '../core/clock.ts';
import { ToolcError } from '../core/errors.ts';
import { backOffMs, retryAfterMs } from '../core/retry-after.ts';
import { createChatRequests, type ChatBody, type ChatRequests } from './chat-request.ts';
import { readChat } from './chat-stream.ts';
import { createFetch, type Fetch } from './http-fetch.ts';
import type { Model, ModelPart, ModelRequest } from './model.ts';
import { isPushback, isTransient, modelError, readFault, type Fault } from './model-errors.ts';
import { checkOptions, readEndpoint, type Endpoint, type OpenAIOptions } from './openai-options.ts';
import { createCallGuard, defaultModelTimeouts, type CallGuard } from './stream-timeouts.ts';
import { watchBody } from './watch-body.ts';

export type { OpenAIOptions } from './openai-options.ts';
export type { ModelTimeouts } from './stream-timeouts.ts';

const DEFAULT_RETRIES = 2;
/** Plans and answers should be the likeliest ones. */
const DEFAULT_TEMPERATURE = 0;
const DEFAULT_RETRY_AFTER_MS = 30_000;
const backOff = { baseMs: 500, maxMs: 8_000 };

/** What one attempt has seen: with the first byte of a reply, trying again is over. */
interface Attempt {
  readonly body: ChatBody;
  hasBytes: boolean;
}

/**
 * A model behind OpenAI's chat completions or any compatible server. The openai package and undici
 * are loaded on the first call.
 *
 * 1. A reply is complete only if its finish reason is `stop`; a stream that breaks off ends as `'cut'`,
 *    a lost connection too once text has come; before that it is `model.connection`.
 * 2. Before the first byte of a reply, lost connections, 408, 409, 429 and 5xx are tried again, with
 *    full jitter and never sooner than the server asks; a wait above `maxRetryAfterMs` fails at once.
 * 3. A parameter that the server refuses by name (`stream_options`, `temperature`,
 *    `max_completion_tokens`) is left out or renamed, once and for all.
 * 4. Every failure is a `ToolcError` that says what to do; neither the key nor a header is in it.
 * 5. Abort and limits end the call at once, waits included, and close its socket.
 * 6. `request.onPushback` hears of each push-back behind which it tries again, and says when it may.
 */
export function openai(options: OpenAIOptions): Model {
  checkOptions(options);
  const clock = options.clock ?? systemClock;
  const requests = createChatRequests(options.model, options.temperature ?? DEFAULT_TEMPERATURE);
  let connection: Promise<Connection> | undefined;

  async function* stream(request: ModelRequest): AsyncGenerator<ModelPart, void, undefined> {
    const endpoint = readEndpoint(options, process.env);
    const timeouts = { ...defaultModelTimeouts, ...options.timeouts };
    const { signal } = request;
    const guard = createCallGuard({ clock, timeouts, signal, where: endpoint.shownUrl });
    try {
      connection ??= connect(options, clock, timeouts.connectMs);
      const call = { options, clock, guard, endpoint, requests, request };
      yield* replyTo({ ...call, connection: await guard.wait(connection) });
    } finally {
      guard.close();
    }
  }

  return { name: options.model, stream };
}

interface Connection {
  readonly sdk: typeof Sdk;
  readonly fetch: Fetch;
}

async function connect(
  options: OpenAIOptions,
  clock: Clock,
  connectMs: number,
): Promise<Connection> {
  const fetch = options.fetch ?? createFetch(clock, connectMs);
  return { sdk: await import('openai'), fetch: await fetch };
}

interface Call {
  readonly options: OpenAIOptions;
  readonly clock: Clock;
  readonly guard: CallGuard;
  readonly endpoint: Endpoint;
  readonly requests: ChatRequests;
  readonly request: ModelRequest;
  readonly connection: Connection;
}

/** Tries until a reply has begun, or nothing more may be tried. */
async function* replyTo(call: Call): AsyncGenerator<ModelPart, void, undefined> {
  const { guard, requests, request, connection } = call;
  for (let retries = 0; ;) {
    const attempt: Attempt = { body: requests.body(request), hasBytes: false };
    try {
      return yield* attemptReply(call, attempt);
    } catch (thrown) {
      if (guard.failure !== undefined) throw guard.failure;
      if (thrown instanceof ToolcError && thrown.code === 'model.refused') throw thrown;
      const fault = readFault(thrown, connection.sdk, attempt.hasBytes);
      if (!attempt.hasBytes && requests.drop(fault, attempt.body)) continue;
      retries += 1;
      await waitToRetry(call, fault, { retries, isLast: attempt.hasBytes });
    }
  }
}

/** One request and the reading of its reply. */
async function* attemptReply(
  call: Call,
  attempt: Attempt,
): AsyncGenerator<ModelPart, void, undefined> {
  const { guard, clock, connection, endpoint } = call;
  const client = createClient(call, () => {
    attempt.hasBytes = true;
    guard.touch();
  });
  const create = client.chat.completions.create(attempt.body, { signal: guard.signal });
  const chunks = (await guard.wait(create, 'firstByteMs'))[Symbol.asyncIterator]();
  const isLost = (thrown: unknown): boolean =>
    readFault(thrown, connection.sdk, true).kind === 'connection';
  try {
    yield* readChat({ chunks, guard, clock, isLost, redact: endpoint.redaction.text });
  } finally {
    // Not awaited: a fetch that ignores its signal would hold up the caller.
    void chunks.return?.().catch(() => undefined);
  }
}

/** The package's own client: no retries, no logs, no limits but ours, no key where there is none. */
function createClient(
  { connection, endpoint, guard }: Call,
  onReplyBytes: () => void,
): InstanceType<Connection['sdk']['OpenAI']> {
  const { sdk, fetch } = connection;
  return new sdk.OpenAI({
    apiKey: endpoint.apiKey ?? 'none',
    adminAPIKey: null,
    baseURL: endpoint.baseURL,
    defaultQuery: endpoint.query,
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    logLevel: 'off',
    defaultHeaders: endpoint.apiKey === undefined ? { Authorization: null } : {},
    fetch: watchBody(fetch, (isSuccess) => (isSuccess ? onReplyBytes() : guard.touch())),
  });
}

/** Waits before the next attempt, or throws what the fault comes to. */
async function waitToRetry(
  { options, clock, guard, endpoint, request }: Call,
  fault: Fault,
  { retries, isLast }: { readonly retries: number; readonly isLast: boolean },
): Promise<void> {
  const askedMs = retryAfterMs(fault.headers, clock.wallTime());
  const mostMs = options.maxRetryAfterMs ?? DEFAULT_RETRY_AFTER_MS;
  const isOver = isLast || !isTransient(fault) || retries > (options.maxRetries ?? DEFAULT_RETRIES);
  if (isOver || (askedMs !== undefined && askedMs > mostMs)) {
    const asked = askedMs === undefined ? {} : { retryAfterMs: askedMs };
    throw modelError(fault, endpoint, { attempts: retries, ...asked });
  }
  const turn = isPushback(fault) ? request.onPushback?.({ retryAfterMs: askedMs }) : undefined;
  const ownMs = backOffMs(retries, clock.random(), backOff);
  const waited = sleep(clock, Math.max(ownMs, askedMs ?? 0), guard.signal);
  await guard.wait(Promise.all([waited, turn]));
}
