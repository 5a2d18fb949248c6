import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Clock, messageOf, type Model, systemClock, ToolcError } from '../index.ts';
import { answerChat } from './answer-chat.ts';
import { offlineModel } from './offline-model.ts';
import { readChatRequest, wireError, type WireError } from './wire.ts';

/** Options of `startOfflineServer`. */
export interface OfflineServerOptions {
  /** Default 0: a free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** What answers. Default: `offlineModel()`. */
  readonly model?: Model;
  /** Closes the server when it aborts. */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** A running server. */
export interface OfflineServer {
  /** The base URL for OpenAI clients: `http://127.0.0.1:49152/v1`. */
  readonly url: string;
  /** Ends every generation and socket; resolves when the port is free. May be called twice. */
  close(): Promise<void>;
}

/**
 * Serves a model in OpenAI's wire format: `POST /v1/chat/completions`, whole or as server-sent
 * events (with a usage chunk for `include_usage`), and `GET /v1/models`. Bad JSON, an unknown path
 * or model and a body above 8 MB get OpenAI's error object. A client that leaves stops its
 * generation. Any API key is accepted; the server is for one machine and has no limits on use.
 * Rejects with `server.failed` where the port cannot be opened.
 */
export async function startOfflineServer(
  options: OfflineServerOptions = {},
): Promise<OfflineServer> {
  const { port = 0, host = '127.0.0.1', signal, clock = systemClock } = options;
  const model = options.model ?? offlineModel({ clock });
  const server = createServer((request, response) => {
    void handle({ request, response, model, clock }).catch((thrown: unknown) => {
      // The response is the only place left to say it; a broken one is just closed.
      if (response.headersSent) response.destroy();
      else sendError(response, wireError(500, 'server_error', messageOf(thrown)));
    });
  });
  await listen(server, port, host);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    signal?.removeEventListener('abort', onAbort);
    closing ??= stop(server);
    return closing;
  };
  const onAbort = (): void => void close();
  if (signal?.aborted === true) await close();
  else signal?.addEventListener('abort', onAbort);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${portOf(server) ?? port}/v1`,
    close,
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly model: Model;
  readonly clock: Clock;
}

async function handle({ request, response, model, clock }: Exchange): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const route = `${request.method ?? 'GET'} ${path}`;
  if (route === 'GET /v1/models' || route === `GET /v1/models/${model.name}`) {
    const entry = { id: model.name, object: 'model', created: 0, owned_by: 'toolc' };
    const list = { object: 'list', data: [entry] };
    return sendJson(response, 200, path === '/v1/models' ? list : entry);
  }
  if (path !== '/v1/chat/completions') {
    const message = `There is no ${path} here. Use POST /v1/chat/completions or GET /v1/models.`;
    return sendError(response, wireError(404, 'not_found', message));
  }
  if (request.method !== 'POST') {
    const message = `${path} takes POST, got ${request.method ?? 'nothing'}.`;
    return sendError(response, wireError(405, 'method_not_allowed', message));
  }
  const body = await readBody(request);
  if (body === undefined) {
    response.setHeader('connection', 'close');
    const message = `The body has more than ${BODY_LIMIT} bytes.`;
    return sendError(response, wireError(413, 'request_too_large', message));
  }
  const chat = readChatRequest(body, model.name);
  if ('error' in chat) return sendError(response, chat);
  await answerChat({ response, model, chat, clock });
}

const BODY_LIMIT = 8 * 1024 * 1024;

/** Undefined where the body is too large; the rest of it is not kept. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: unknown = chunk;
    if (!Buffer.isBuffer(bytes)) continue;
    size += bytes.length;
    if (size > BODY_LIMIT) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function sendError(response: ServerResponse, { status, error }: WireError): void {
  sendJson(response, status, { error });
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (cause: Error): void => {
      const message = `The offline server cannot listen on ${host}:${port}: ${cause.message}. Choose another port, or 0 for a free one.`;
      reject(new ToolcError('server.failed', message, { cause }));
    };
    server.once('error', onError);
    server.listen(port, host, () => {
      server.removeListener('error', onError);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function portOf(server: Server): number | undefined {
  const address = server.address();
  return typeof address === 'object' ? address?.port : undefined;
}
