// A service allows 100 calls a second and answers 429 above. The tool says `retry: {}` and nothing of
// the rate: toolc hears the 429s, pauses all callers, and learns how fast it may go.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { defineTool, runPlan, type RetryOptions } from 'toolc';
import { z } from 'zod';

const calls = 75;
let tokens = 10;
let filledAt = performance.now();
let requests = 0;

const service = createServer((request, response) => {
  const now = performance.now();
  tokens = Math.min(10, tokens + (now - filledAt) / 10);
  filledAt = now;
  requests += 1;
  if (tokens < 1) return void response.writeHead(429).end('slow down');
  tokens -= 1;
  response.end(JSON.stringify({ path: request.url }));
});
service.listen(0, '127.0.0.1');
await once(service, 'listening');
const address = service.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;

const list = defineTool({
  name: 'list',
  description: 'The ids of all items.',
  effect: 'read',
  inputSchema: z.object({}),
  outputSchema: z.array(z.number()),
  execute: () => Array.from({ length: calls }, (_, id) => id),
});

function fetchItem(retry?: RetryOptions) {
  return defineTool({
    name: 'fetch_item',
    description: 'An item by its id.',
    effect: 'read',
    inputSchema: z.object({ id: z.number() }),
    execute: async ({ id }, { signal }) => {
      const response = await fetch(`http://127.0.0.1:${String(port)}/${String(id)}`, { signal });
      const text = await response.text();
      if (response.ok) return JSON.parse(text) as unknown;
      // `status` tells toolc that this may pass; `headers` may hold a Retry-After.
      throw Object.assign(new Error(text), { status: response.status, headers: response.headers });
    },
    ...(retry === undefined ? {} : { retry }),
  });
}

async function fanOut(retry?: RetryOptions) {
  requests = 0;
  const run = runPlan('1. list()\n2. fetch_item(id=$1[*])\n3. join()', {
    tools: [list, fetchItem(retry)],
    concurrency: calls,
  });
  const { outcomes } = await run.report;
  const outcome = outcomes.get(2);
  const lost = outcome?.status === 'ok' ? (outcome.holes?.length ?? 0) : calls;
  return { lost, requests };
}

const plain = await fanOut();
console.log(`without retry: ${String(plain.lost)} of ${String(calls)} calls are lost`);
const limited = await fanOut({});
console.log(`with retry: ${String(limited.lost)} of ${String(calls)} calls are lost`);
console.log(`requests for each call: ${(limited.requests / calls).toFixed(2)}`);
service.close();
service.closeAllConnections();

// prints:
// without retry: … of 75 calls are lost
// with retry: 0 of 75 calls are lost
// requests for each call: 1.…
