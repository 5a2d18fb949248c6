import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../src/testing/index.ts';
import { benchOf, literal, preparedTool, task } from './builders.ts';

interface Weather {
  readonly status: number;
  /** How many of a hundred calls are pushed back, at random. */
  readonly percent: number;
  readonly calls: number;
  readonly seed: number;
}

/** Numbers from 0 to 1 that look random, the same ones for the same seed. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Calls of 1 ms, 64 at once, of a service that limits nothing; when the last one ended, in ms. */
async function play({ status, percent, calls, seed }: Weather) {
  const clock = createFakeClock({ mostTimers: 1_000_000, random: sequence(seed + 1_000) });
  const chance = sequence(seed);
  let endedAt = 0;
  const execute = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const isPushedBack = chance() * 100 < percent;
      clock.after(1, () => {
        endedAt = clock.now();
        if (isPushedBack) reject(Object.assign(new Error('not now'), { status }));
        else resolve('done');
      });
    });
  const tool = preparedTool('moody', execute, { more: { retry: { attempts: 10 } } });
  const bench = benchOf({ tools: [tool], concurrency: 64, clock });
  for (let id = 1; id <= calls; id += 1) bench.add(task(id, 'moody', { n: literal(id) }));
  for (let round = 0; round < 1_000 && bench.executor.outcomes.size < calls; round += 1) {
    await clock.advance(1_000);
  }
  const ok = [...bench.executor.outcomes.values()].filter((outcome) => outcome.status === 'ok');
  return { ok: ok.length, endedAt };
}

describe('calls of a service that pushes back at random, and limits nothing', () => {
  it.each([
    { status: 429, percent: 5, calls: 200, seeds: 20, mostMs: 30_000 },
    { status: 503, percent: 5, calls: 1_000, seeds: 8, mostMs: 30_000 },
    { status: 429, percent: 10, calls: 200, seeds: 20, mostMs: 60_000 },
    { status: 529, percent: 10, calls: 1_000, seeds: 8, mostMs: 60_000 },
    { status: 429, percent: 20, calls: 200, seeds: 20, mostMs: 120_000 },
    { status: 503, percent: 20, calls: 1_000, seeds: 8, mostMs: 120_000 },
  ])(
    '$calls of which $percent % fail with $status all end well',
    async ({ seeds, mostMs, ...load }) => {
      for (let seed = 1; seed <= seeds; seed += 1) {
        const { ok, endedAt } = await play({ ...load, seed });
        expect(ok, `seed ${seed}`).toBe(load.calls);
        expect(endedAt, `seed ${seed}`).toBeLessThan(mostMs);
      }
    },
  );
});
