import { expect, onTestFinished, test } from 'vitest';
import { defineTool, runPlan, type Report, type RetryOptions } from '../src/index.ts';
import { startRateLimitedServer } from './rate-limited-server.ts';

const calls = 75;

const list = defineTool({
  name: 'list',
  description: 'The ids.',
  effect: 'read',
  inputSchema: { type: 'object' },
  outputSchema: { type: 'array', items: { type: 'integer' } },
  execute: () => Array.from({ length: calls }, (_, id) => id),
});

/** 75 calls at once of a service that allows 100 a second, ten of them at once. */
async function fanOut(retry?: RetryOptions): Promise<{
  readonly report: Report<unknown>;
  readonly accepted: number;
  readonly refused: number;
}> {
  const server = await startRateLimitedServer({ perSecond: 100, burst: 10 });
  onTestFinished(server.close);
  // The first use of fetch loads it, and takes longer than all the calls.
  await Promise.all(
    Array.from({ length: calls }, async () => (await fetch(`${server.url}/warm-up`)).text()),
  );
  const fetchItem = defineTool({
    name: 'fetch_item',
    description: 'An item by its id.',
    effect: 'read',
    inputSchema: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
    execute: async ({ id }, { signal }) => {
      const response = await fetch(`${server.url}/${String(id)}`, { signal });
      const text = await response.text();
      if (response.ok) return JSON.parse(text) as unknown;
      throw Object.assign(new Error(text), { status: response.status, headers: response.headers });
    },
    ...(retry === undefined ? {} : { retry }),
  });
  const plan = '1. list()\n2. fetch_item(id=$1[*])\n3. finish($2)';
  const run = runPlan(plan, { tools: [list, fetchItem], concurrency: calls });
  return { report: await run.report, ...server.counts };
}

test('75 calls at once of a limited service, which nobody told the rate: all succeed, with at most a fifth more attempts', async () => {
  const { report, accepted, refused } = await fanOut({});
  expect(report.status).toBe('done');
  expect(report.outcomes.get(2)).not.toHaveProperty('holes');
  expect(report.value).toHaveLength(calls);
  expect(accepted).toBe(calls);
  expect(accepted + refused).toBeLessThanOrEqual(calls * 1.2);
});

test('most of the same calls are lost by a tool that says nothing of retries', async () => {
  const { accepted, refused } = await fanOut();
  expect(accepted + refused).toBe(calls);
  expect(refused).toBeGreaterThan(calls / 2);
});
