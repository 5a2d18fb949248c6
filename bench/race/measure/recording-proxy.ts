import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createCallLog, type CallLog, type ModelCall } from '../provider/model-call.ts';
import { realClock } from '../provider/provider-clock.ts';
import type { Recorder } from './record-server.ts';

/** A real endpoint. */
export interface Endpoint {
  /** OpenAI-compatible, ending in `/v1` or as the provider has it. */
  readonly baseUrl: string;
  /** Sent in place of the lane's key. */
  readonly apiKey: string;
}

/**
 * Stands between the runners and a real endpoint, so that calls and tokens are counted alike for each of
 * them: it passes everything on as it is, but the key, and reads the usage that the endpoint tells. A reply
 * without a usage counts no tokens. It costs about a millisecond a call.
 */
export async function startRecordingProxy(endpoint: Endpoint): Promise<Recorder> {
  const log = createCallLog();
  const server = createServer((request, response) => {
    const cell = (request.headers.authorization ?? '').replace(/^Bearer /i, '');
    log.begin(cell);
    void passOn(endpoint, { request, response, cell, log })
      .catch(() => response.destroy())
      .finally(() => log.done(cell));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  const { take: takeCalls, whenIdle } = log;
  return { url: `http://127.0.0.1:${port}/v1`, takeCalls, whenIdle, close: () => stop(server) };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly cell: string;
  readonly log: CallLog;
}

async function passOn(endpoint: Endpoint, exchange: Exchange): Promise<void> {
  const { request, response, cell, log } = exchange;
  const startMs = realClock.now();
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const path = (request.url ?? '').replace(/^\/v1/, '');
  const body = await buffer(request);
  const reply = await fetch(`${endpoint.baseUrl.replace(/\/$/, '')}${path}`, {
    method: request.method ?? 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${endpoint.apiKey}` },
    body: new Uint8Array(body),
    signal: gone.signal,
  }).catch((cause: unknown) => unreachable(endpoint, cause));
  response.writeHead(reply.status, headersOf(reply));
  let firstTokenMs: number | undefined;
  let text = '';
  const decoder = new TextDecoder();
  let end: ModelCall['end'] = reply.ok ? 'complete' : 'refused';
  try {
    for await (const chunk of reply.body ?? []) {
      firstTokenMs ??= realClock.now();
      text = `${text}${decoder.decode(chunk, { stream: true })}`.slice(-KEPT_CHARACTERS);
      response.write(chunk);
    }
    response.end();
  } catch {
    end = gone.signal.aborted ? 'left' : 'cut';
    response.destroy();
  }
  const endMs = realClock.now();
  const times = { startMs, firstTokenMs: firstTokenMs ?? endMs, endMs };
  log.add({ cell, role: 'model', ...readUsage(text), ...times, end });
}

/** The usage stands at the end, in a stream as in a whole reply. */
const KEPT_CHARACTERS = 65_536;

function readUsage(text: string): Pick<ModelCall, 'promptTokens' | 'completionTokens'> {
  const last = (name: string): number =>
    Number([...text.matchAll(new RegExp(`"${name}"\\s*:\\s*(\\d+)`, 'g'))].at(-1)?.[1] ?? 0);
  return { promptTokens: last('prompt_tokens'), completionTokens: last('completion_tokens') };
}

/** What a client decides by; the length and the encoding are those of this connection. */
function headersOf(reply: Response): Record<string, string> {
  const passed = ['content-type', 'retry-after', 'retry-after-ms', 'x-should-retry'];
  return Object.fromEntries(
    passed.flatMap((name) => {
      const value = reply.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

function unreachable({ baseUrl }: Endpoint, cause: unknown): Response {
  const why = cause instanceof Error ? String(cause.cause ?? cause.message) : String(cause);
  const message = `${baseUrl} cannot be reached (${why}). Check --base-url.`;
  return Response.json({ error: { message, type: 'connection' } }, { status: 502 });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
