import { createServer, type ServerResponse } from 'node:http';
import { defineTool, runPlan } from '../../../src/index.ts';
import type { Figure, Row } from '../row.ts';
import { quantile, seeded } from '../statistics.ts';

const aborts = 1_000;
const atOnce = 10;

export const abort: Row = {
  id: 'abort',
  what: '1,000 runs of 12 fetches over sockets, 10 at once, each aborted at a random moment: abort() → report settled',
  excludes:
    'tools that do not heed their signal (they add the grace period), a server on another machine',
  async measure() {
    const upstream = await startUpstream();
    const random = seeded(3);
    const settledMs: number[] = [];
    try {
      for (let round = 0; round < aborts / atOnce; round += 1) {
        const runs = Array.from({ length: atOnce }, () => abortedRun(upstream.url, random() * 20));
        settledMs.push(...(await Promise.all(runs)));
        await upstream.idle();
      }
    } finally {
      await upstream.close();
    }
    return [
      { label: 'p99', unit: 'ms', values: [quantile(settledMs, 0.99)], limit: 50 },
      { label: 'p50', unit: 'ms', values: [quantile(settledMs, 0.5)] },
      { label: 'each', unit: 'ms', values: settledMs },
      {
        label: 'requests that the server still held after',
        unit: '',
        values: [upstream.held()],
        limit: 0,
      },
    ] satisfies Figure[];
  },
};

/** Three layers of four calls, each of which takes longer than the greatest moment. */
const plan = [
  ...[1, 2, 3, 4].map((id) => `${String(id)}. get()`),
  ...[5, 6, 7, 8, 9, 10, 11, 12].map((id) => `${String(id)}. get($${String(id - 4)})`),
  '13. join()',
].join('\n');

/** How long it took from the abort to the report. Throws if a call began after it, or missed its signal. */
async function abortedRun(url: string, afterMs: number): Promise<number> {
  const controller = new AbortController();
  const running = new Set<AbortSignal>();
  const get = defineTool({
    name: 'get',
    description: 'Fetches.',
    effect: 'read',
    cache: 'off',
    inputSchema: { type: 'object', properties: { after: {} } },
    execute: async (_, { signal }) => {
      if (controller.signal.aborted) throw new Error('a call began after the abort');
      running.add(signal);
      try {
        return await (await fetch(url, { signal })).text();
      } finally {
        running.delete(signal);
      }
    },
  });
  const run = runPlan(plan, { tools: [get], signal: controller.signal });
  await new Promise((resolve) => void setTimeout(resolve, afterMs));
  const signals = [...running];
  const startedAt = performance.now();
  controller.abort();
  if (signals.some(({ aborted }) => !aborted))
    throw new Error('a signal was not aborted in its tick');
  const report = await run.report;
  const took = performance.now() - startedAt;
  if (report.status !== 'aborted') throw new Error(`the run ended ${report.status}`);
  return took;
}

/** Answers after 8 to 30 ms: no run is over before the greatest moment. */
async function startUpstream() {
  const random = seeded(4);
  const open = new Set<ServerResponse>();
  const waiting = new Set<() => void>();
  const server = createServer((_, response) => {
    open.add(response);
    const timer = setTimeout(() => response.end('1'), 8 + random() * 22);
    response.on('close', () => {
      clearTimeout(timer);
      open.delete(response);
      if (open.size > 0) return;
      for (const resolve of waiting) resolve();
      waiting.clear();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    held: () => open.size,
    /** Resolves when each request was answered or given up by its client. */
    idle: (): Promise<void> =>
      open.size === 0 ? Promise.resolve() : new Promise((resolve) => void waiting.add(resolve)),
    close(): Promise<void> {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
