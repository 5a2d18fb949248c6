import { systemClock, sleep } from '../../../src/core/clock.ts';
import { defineTool, runPlan, type Tool } from '../../../src/index.ts';
import { collectGarbage } from '../collect-garbage.ts';
import type { Row } from '../row.ts';
import { seeded } from '../statistics.ts';

const repetitions = 9;
const faulty = 1_000;
const many = 10_000;

export const fanOut: Row = {
  id: 'fan-out',
  what: '1,000 elements, 64 at once, tools of 1 ms, 30 % injected faults: until each has its outcome; 10,000 of no-ops',
  excludes:
    'models and sockets; a tool that does not heed its signal, whose permit is kept for a grace',
  async measure() {
    const faultyMs: number[] = [];
    const perElement: number[] = [];
    for (let round = 0; round <= repetitions; round += 1) {
      collectGarbage();
      const took = await runFaulty();
      collectGarbage();
      const each = (await runMany()) / many;
      if (round === 0) continue; // the first one warms up
      faultyMs.push(took);
      perElement.push(each * 1_000);
    }
    return [
      { label: '1,000 elements, 300 go wrong', unit: 'ms', values: faultyMs, limit: 1_000 },
      { label: 'of 10,000 no-ops, an element', unit: 'µs', values: perElement },
    ];
  },
};

const inputSchema = {
  type: 'object',
  properties: { n: { type: 'number' } },
  required: ['n'],
} as const;

async function runFaulty(): Promise<number> {
  const random = seeded(5);
  const faults = ['throws', 'rejects', 'hangs', 'bad output'] as const;
  const planned = Array.from({ length: faulty }, (_, index) =>
    index % 10 < 3 ? faults[Math.floor(random() * faults.length)] : undefined,
  );
  const work = defineTool({
    name: 'work',
    description: 'Takes a millisecond, or goes wrong.',
    effect: 'read',
    timeoutMs: 100,
    cache: 'off',
    inputSchema,
    outputSchema: { type: 'number' },
    execute: ({ n }, { signal }) => {
      const fault = planned[Number(n)];
      if (fault === 'throws') throw new Error('thrown');
      return end(Number(n), fault, signal);
    },
  });
  const { took, outcome } = await timed(work, faulty, 64);
  const holes = outcome.holes?.length ?? 0;
  if (holes !== 300) throw new Error(`${String(holes)} of 300 faults are holes`);
  return took;
}

async function end(n: number, fault: string | undefined, signal: AbortSignal): Promise<unknown> {
  await sleep(systemClock, fault === 'hangs' ? 60_000 : 1, signal);
  signal.throwIfAborted();
  if (fault === 'rejects') throw new Error('rejected');
  return fault === 'bad output' ? 'text' : n;
}

async function runMany(): Promise<number> {
  const noop = defineTool({
    name: 'noop',
    description: 'Gives its input back.',
    effect: 'read',
    cache: 'off',
    inputSchema,
    execute: ({ n }) => n,
  });
  const { took, outcome } = await timed(noop, many, 16);
  if (outcome.holes !== undefined) throw new Error('a no-op failed');
  return took;
}

async function timed(tool: Tool, count: number, concurrency: number) {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const startedAt = performance.now();
  const run = runPlan(`1. ${tool.name}($input.numbers[*])\n2. join()`, {
    tools: [tool],
    inputs: { numbers },
    concurrency,
  });
  const report = await run.report;
  const took = performance.now() - startedAt;
  const outcome = report.outcomes.get(1);
  if (outcome?.status !== 'ok') throw new Error('the fan-out did not succeed');
  return { took, outcome };
}
