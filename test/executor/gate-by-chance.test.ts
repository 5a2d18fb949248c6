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

describe('calls of a service that pushes some back at random, and limits nothing', () => {
  it('all end well, in a time that grows with their number', async () => {
    const bounds = [
      { percent: 5, calls: 200, mostMs: 30_000 },
      { percent: 5, calls: 1_000, mostMs: 100_000 },
      { percent: 10, calls: 200, mostMs: 60_000 },
      { percent: 10, calls: 1_000, mostMs: 150_000 },
    ];
    for (const status of [429, 503]) {
      for (const { mostMs, ...load } of bounds) {
        for (const seed of [1, 2, 3, 4]) {
          const { ok, endedAt } = await play({ status, seed, ...load });
          expect(ok).toBe(load.calls);
          expect(endedAt, JSON.stringify({ status, seed, ...load })).toBeLessThan(mostMs);
        }
      }
    }
  });
});
