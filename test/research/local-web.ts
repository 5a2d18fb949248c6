import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../src/core/clock.ts';
import { ToolcError } from '../../src/core/errors.ts';
import type { Tool } from '../../src/tools/tool.ts';

export interface LocalServer extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly IncomingMessage[];
  readonly server: Server;
}

/** A server on 127.0.0.1 that ends with the test. */
export async function localServer(handle: RequestListener): Promise<LocalServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    requests,
    server,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function page(body: string | Buffer, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', ...headers });
    response.end(body);
  };
}

/** Time that moves by hand; `pending` counts the timers that are left. */
export function manualClock(): Clock & { advance(ms: number): void; readonly pending: number } {
  const timers = new Map<symbol, { at: number; action: () => void }>();
  let time = 0;
  return {
    now: () => time,
    wallTime: () => time,
    random: () => 0.5,
    id: () => 'id',
    after(delayMs, action) {
      const key = Symbol('timer');
      timers.set(key, { at: time + delayMs, action });
      return () => void timers.delete(key);
    },
    advance(ms) {
      time += ms;
      for (const [key, timer] of [...timers].sort(([, a], [, b]) => a.at - b.at)) {
        if (timer.at > time || !timers.delete(key)) continue;
        timer.action();
      }
    },
    get pending() {
      return timers.size;
    },
  };
}

export function callTool(tool: Tool, input: unknown, signal = new AbortController().signal) {
  return Promise.resolve(
    tool.execute(input, {
      signal,
      runId: 'run',
      taskId: 1,
      attempt: 1,
      idempotencyKey: 'key',
      context: undefined,
      call: () => Promise.reject(new Error('no other tool')),
    }),
  );
}

/** The coded error that a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<ToolcError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ToolcError) return error;
    throw error;
  }
  throw new Error('expected a rejection');
}
