import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A real server on 127.0.0.1 that allows a rate and a burst above it, and answers 429 beyond. */
export async function startRateLimitedServer(options: {
  readonly perSecond: number;
  readonly burst: number;
}) {
  const { perSecond, burst } = options;
  let level = burst;
  let filledAt = performance.now();
  const counts = { accepted: 0, refused: 0 };
  const server = createServer((request, response) => {
    if (request.url === '/warm-up') return void response.end('1');
    const now = performance.now();
    level = Math.min(burst, level + ((now - filledAt) * perSecond) / 1_000);
    filledAt = now;
    if (level < 1) {
      counts.refused += 1;
      return void response.writeHead(429).end('slow down');
    }
    level -= 1;
    counts.accepted += 1;
    response.end(JSON.stringify(request.url));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${String(port)}`, counts, close };
}
