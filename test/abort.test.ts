import { createServer, type Server, type ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFakeClock, controlledTool } from '../src/testing/index.ts';
import { defineTool, runPlan, type Report } from '../src/index.ts';
import { runs } from './executor/runs.ts';

/** A server on 127.0.0.1 that answers `/now` and never anything else, and knows who still waits. */
interface Upstream {
  readonly url: string;
  /** Calls `heard` with the number of requests so far, from 1, until it is told otherwise. */
  listen(heard: (count: number) => void): void;
  /** Resolves when nobody waits any more: each was answered, or has closed its connection. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

async function startUpstream(): Promise<Upstream> {
  const open = new Set<ServerResponse>();
  const waiting = new Set<() => void>();
  let heard: (count: number) => void = () => undefined;
  let count = 0;
  const server: Server = createServer((request, response) => {
    open.add(response);
    response.on('close', () => {
      open.delete(response);
      if (open.size > 0) return;
      for (const resolve of waiting) resolve();
      waiting.clear();
    });
    count += 1;
    heard(count);
    if (request.url === '/now') response.end('1');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    listen(next) {
      heard = next;
      count = 0;
    },
    idle: () =>
      open.size === 0 ? Promise.resolve() : new Promise((resolve) => void waiting.add(resolve)),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());

/** Of the first four calls two are answered; of the four that read them, two begin. None ends the run. */
const plan = [
  ...['now', 'never', 'now', 'never'].map((path, index) => `${String(index + 1)}. get("${path}")`),
  ...[5, 6, 7, 8].map((id) => `${String(id)}. get("never", $${String(id - 4)})`),
  '9. join()',
].join('\n');

/** When to abort: at this event about a task, or at this request that came to the server. */
interface Moment {
  readonly of: 'event' | 'request';
  readonly count: number;
}

const moments: fc.Arbitrary<Moment> = fc.oneof(
  // 8 planned, 4 started, 2 ended, 2 more started.
  fc.record({ of: fc.constant('event'), count: fc.integer({ min: 1, max: 16 }) }),
  fc.record({ of: fc.constant('request'), count: fc.integer({ min: 1, max: 6 }) }),
);

interface Aborted {
  readonly report: Report<unknown>;
  /** Calls that had not ended at the abort, and of these the ones whose signal was aborted with it. */
  readonly running: number;
  readonly signalled: number;
  /** Calls begun by the abort, and after it. */
  readonly before: number;
  readonly after: number;
}

async function abortAt(moment: Moment): Promise<Aborted> {
  const controller = new AbortController();
  const running = new Set<AbortSignal>();
  let calls = 0;
  let seen: Omit<Aborted, 'report' | 'after'> | undefined;
  const get = defineTool({
    name: 'get',
    description: 'Fetches a path.',
    effect: 'read',
    cache: 'off',
    inputSchema: {
      type: 'object',
      properties: { path: { type: 'string' }, after: {} },
      required: ['path'],
    },
    execute: async ({ path }, { signal }) => {
      calls += 1;
      running.add(signal);
      try {
        const response = await fetch(`${upstream.url}/${String(path)}`, { signal });
        return await response.text();
      } finally {
        running.delete(signal);
      }
    },
  });
  const run = runPlan(plan, { tools: [get], signal: controller.signal });
  const abort = (): void => {
    const signals = [...running];
    controller.abort();
    const signalled = signals.filter(({ aborted }) => aborted).length;
    seen = { running: signals.length, signalled, before: calls };
  };
  let events = 0;
  const onEvent = (): void => {
    events += 1;
    if (moment.of === 'event' && events === moment.count) abort();
  };
  run.on('task-planned', onEvent);
  run.on('task-start', onEvent);
  run.on('task-end', onEvent);
  upstream.listen((count) => {
    if (moment.of === 'request' && count === moment.count) abort();
  });
  const report = await run.report;
  await upstream.idle();
  if (seen === undefined) throw new Error('the run ended before its moment came');
  return { report, ...seen, after: calls - seen.before };
}

it('an abort at any moment reaches every call at once, closes their connections, and starts nothing more', async () => {
  const property = fc.asyncProperty(moments, async (moment) => {
    const { report, running, signalled, after } = await abortAt(moment);
    expect(report.status).toBe('aborted');
    expect(signalled).toBe(running);
    expect(after).toBe(0);
    for (const { status } of report.outcomes.values()) {
      expect(['ok', 'cancelled']).toContain(status);
    }
  });
  await fc.assert(property, runs(60, 1_000));
});

it('a run whose tools ignore their signal is over with the grace period, and not before', async () => {
  const property = fc.asyncProperty(fc.nat(3), fc.boolean(), async (ended, settlesLate) => {
    const clock = createFakeClock();
    const controller = new AbortController();
    const deaf = controlledTool({ name: 'deaf', cache: 'off' });
    const calls = ['a', 'b', 'c', 'd'].map((name, index) => {
      return `${String(index + 1)}. deaf({"name": "${name}"})`;
    });
    const run = runPlan([...calls, '5. deaf({"name": $1})', '6. join()'].join('\n'), {
      tools: [deaf],
      clock,
      signal: controller.signal,
      limits: { graceMs: 500 },
    });
    let isOver = false;
    const report = run.report.then((value) => {
      isOver = true;
      return value;
    });
    await clock.advance(0);
    // The last ones, so that the first is never over and its reader never begins.
    for (const call of deaf.calls.slice(4 - ended)) call.resolve('done');
    await clock.advance(0);
    controller.abort();
    await clock.advance(499);
    expect(isOver).toBe(false);
    if (settlesLate) deaf.calls[0]?.resolve('late');
    await clock.advance(1);
    expect(isOver).toBe(true);
    expect(deaf.calls).toHaveLength(4);
    const statuses = [...(await report).outcomes.values()].map(({ status }) => status);
    expect(statuses.filter((status) => status === 'ok')).toHaveLength(ended);
    expect(statuses.filter((status) => status === 'cancelled')).toHaveLength(5 - ended);
    expect(clock.pending).toBe(0);
  });
  await fc.assert(property, runs(20, 100));
});
