import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** One request that a test server got, and how to answer it. */
export interface Exchange {
  readonly body: Record<string, unknown>;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Resolves when the client is gone before the response was complete. */
  readonly closed: Promise<void>;
  /** Sends the head of a stream of events. */
  begin(): void;
  /** Sends one chunk of a completion, or any other text as it is. */
  send(chunk: unknown): void;
  /** Answers with an error in OpenAI's form. */
  refuse(status: number, error: Record<string, unknown>, headers?: Record<string, string>): void;
}

export interface ChatServer {
  /** `http://127.0.0.1:PORT/v1` */
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  /** How many connections were ever made. */
  readonly connections: number;
  /** The k-th request, when it has come. */
  exchange(index: number): Promise<Exchange>;
}

/** A real server on 127.0.0.1; `handle` answers each request, or the test does. */
export async function startChatServer(
  handle: (exchange: Exchange, index: number) => void = () => undefined,
): Promise<ChatServer> {
  const exchanges: Exchange[] = [];
  const waiting = new Map<number, (exchange: Exchange) => void>();
  const sockets = new Set<Socket>();
  let connections = 0;

  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>;
      const exchange = createExchange(body, request, response);
      const index = exchanges.push(exchange) - 1;
      waiting.get(index)?.(exchange);
      handle(exchange, index);
    });
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    exchanges,
    get connections() {
      return connections;
    },
    exchange: (index) => {
      const known = exchanges[index];
      return known === undefined
        ? new Promise((resolve) => waiting.set(index, resolve))
        : Promise.resolve(known);
    },
  };
}

function createExchange(
  body: Record<string, unknown>,
  request: IncomingMessage,
  response: ServerResponse,
): Exchange {
  const closed = new Promise<void>((resolve) => {
    response.on('close', () => {
      if (!response.writableFinished) resolve();
    });
  });
  return {
    body,
    request,
    response,
    closed,
    begin: () => void response.writeHead(200, { 'content-type': 'text/event-stream' }),
    send: (chunk) => {
      const text = typeof chunk === 'string' ? chunk : `data: ${JSON.stringify(chunk)}\n\n`;
      response.write(text);
    },
    refuse(status, error, headers = {}) {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ error }));
    },
  };
}

/** A chunk with a piece of text. */
export function textChunk(content: string): unknown {
  return { choices: [{ index: 0, delta: { content }, finish_reason: null }] };
}

/** The chunk that tells why the reply is over. */
export function finishChunk(reason: string): unknown {
  return { choices: [{ index: 0, delta: {}, finish_reason: reason }] };
}

export const usageChunk = { choices: [], usage: { prompt_tokens: 12, completion_tokens: 3 } };

/** A whole good reply. */
export function reply(exchange: Exchange, ...texts: readonly string[]): void {
  exchange.begin();
  for (const text of texts) exchange.send(textChunk(text));
  exchange.send(finishChunk('stop'));
  exchange.send(usageChunk);
  exchange.send('data: [DONE]\n\n');
  exchange.response.end();
}
