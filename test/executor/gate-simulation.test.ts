import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../../src/testing/index.ts';
import { benchOf, literal, task, type Bench } from './builders.ts';
import { limitedServer, limitedTool, type ServerOptions } from './limited-server.ts';
import { runs } from './runs.ts';

interface Load {
  readonly calls: number;
  readonly concurrency: number;
}

/** A plan of so many calls of a limited server, run to its end in virtual time. */
async function play(server: ServerOptions, { calls, concurrency }: Load) {
  const clock: FakeClock = createFakeClock({ mostTimers: 1_000_000 });
  const counts = limitedServer(() => clock, server);
  const bench: Bench = benchOf({ tools: [limitedTool(counts)], concurrency, clock });
  for (let id = 1; id <= calls; id += 1) bench.add(task(id, 'limited', { n: literal(id) }));
  for (let round = 0; round < 40 && bench.executor.outcomes.size < calls; round += 1) {
    await clock.advance(60_000);
  }
  const ok = [...bench.executor.outcomes.values()].filter(({ status }) => status === 'ok').length;
  return { ...counts, ok, ended: bench.executor.outcomes.size, pending: clock.pending };
}

describe('calls of a server that limits its rate, which nobody was told', () => {
  it('75 at once: all succeed, with at most a fifth more attempts', async () => {
    for (const latencyMs of [1, 5, 20, 50]) {
      const server = { perSecond: 100, burst: 10, latencyMs };
      const { ok, refused } = await play(server, { calls: 75, concurrency: 75 });
      expect(ok).toBe(75);
      expect(refused.length, `latency ${latencyMs}`).toBeLessThanOrEqual(15);
    }
  });

  it('end whatever rate, burst, latency and wait the server has; few are refused', async () => {
    const server = fc.record({
      perSecond: fc.constantFrom(1, 5, 20, 100, 500, 2_000),
      burst: fc.constantFrom(1, 3, 10, 50),
      latencyMs: fc.constantFrom(0, 1, 7, 40, 300),
      retryAfterMs: fc.constantFrom(undefined, 0, 30, 1_000, 20_000),
    });
    const load = fc.record({
      calls: fc.integer({ min: 1, max: 60 }),
      concurrency: fc.constantFrom(1, 4, 16, 75),
    });
    const property = fc.asyncProperty(server, load, async (options, of) => {
      const { ok, ended, pending, refused } = await play(options, of);
      expect({ ended, pending }).toEqual({ ended: of.calls, pending: 0 });
      expect(ok).toBe(of.calls);
      expect(refused.length).toBeLessThanOrEqual(of.calls * 0.5 + 30);
    });
    await fc.assert(property, runs(60, 2_000));
  });

  it('come to nearly the rate that it allows, and are seldom refused then', async () => {
    for (const perSecond of [20, 100, 1_000]) {
      const server = { perSecond, burst: 10, latencyMs: 5 };
      const { ok, accepted, refused } = await play(server, { calls: 800, concurrency: 64 });
      expect(ok).toBe(800);
      const half = accepted.slice(400);
      const tookMs = (half.at(-1) ?? 0) - (half[0] ?? 0);
      const reached = (half.length / tookMs) * 1_000;
      expect(reached).toBeGreaterThan(perSecond * 0.4);
      const later = refused.filter((at) => at > (half[0] ?? 0)).length;
      expect(later, `at ${perSecond}/s`).toBeLessThanOrEqual(40);
    }
  });

  it('follow it where it allows less from some time on, and are not refused much more often than once each', async () => {
    const server = {
      perSecond: 100,
      burst: 10,
      latencyMs: 5,
      later: { atMs: 3_000, perSecond: 20 },
    };
    const { ok, accepted, refused } = await play(server, { calls: 800, concurrency: 64 });
    expect(ok).toBe(800);
    const late = accepted.filter((at) => at > 5_000);
    expect((late.length / ((late.at(-1) ?? 0) - 5_000)) * 1_000).toBeGreaterThan(20 * 0.7);
    expect(refused.length).toBeLessThanOrEqual(160);
  });

  it('are made again soon after an outage, however long it was', async () => {
    for (const outageMs of [5_000, 20_000, 120_000]) {
      const clock = createFakeClock({ mostTimers: 1_000_000 });
      const isDown = (): boolean => clock.now() >= 60_000 && clock.now() < 60_000 + outageMs;
      const call = (): Promise<string> =>
        new Promise((resolve, reject) => {
          clock.after(20, () => {
            if (isDown()) reject(Object.assign(new Error('down'), { status: 503 }));
            else resolve('done');
          });
        });
      const bench = benchOf({ tools: [limitedTool({ call })], concurrency: 64, clock });
      const calls = 900;
      for (let id = 1; id <= calls; id += 1) {
        bench.add(task(id, 'limited', { n: literal(id) }));
        await clock.advance(400);
      }
      await clock.advance(600_000);
      expect(bench.executor.outcomes.size).toBe(calls);
      // Whoever comes a while after it does not wait.
      const soonMs = 60_000 + outageMs * 2 + 20_000;
      for (let id = Math.ceil(soonMs / 400); id <= calls; id += 1) {
        const outcome = bench.outcome(id);
        expect(outcome?.status).toBe('ok');
        expect(Number(outcome?.endedAt) - (id - 1) * 400).toBeLessThan(1_000);
      }
    }
  });

  it('are not held at the pace of a quiet time in which one was pushed back', async () => {
    const clock = createFakeClock({ mostTimers: 1_000_000 });
    let made = 0;
    const call = (): Promise<string> => {
      made += 1;
      return made === 20
        ? Promise.reject(Object.assign(new Error('not now'), { status: 503 }))
        : Promise.resolve('done');
    };
    const bench = benchOf({ tools: [limitedTool({ call })], concurrency: 64, clock });
    for (let id = 1; id <= 30; id += 1) {
      bench.add(task(id, 'limited', { n: literal(id) }));
      await clock.advance(1_000);
    }
    for (let id = 31; id <= 130; id += 1) bench.add(task(id, 'limited', { n: literal(id) }));
    await clock.advance(5_000);
    expect(bench.executor.outcomes.size).toBe(130);
  });

  it('come back to their pace also one after another, by a caller that waits for each', async () => {
    const clock = createFakeClock({ mostTimers: 1_000_000 });
    let made = 0;
    const call = (): Promise<string> =>
      new Promise((resolve, reject) => {
        made += 1;
        const isFirst = made === 1;
        clock.after(5, () => {
          if (isFirst) reject(Object.assign(new Error('not now'), { status: 503 }));
          else resolve('done');
        });
      });
    const bench = benchOf({ tools: [limitedTool({ call })], concurrency: 1, clock });
    for (let id = 1; id <= 900; id += 1) bench.add(task(id, 'limited', { n: literal(id) }));
    await clock.advance(20_000);
    expect(bench.executor.outcomes.size).toBe(900);
  });

  it('are not held at the rate of quiet times between them', async () => {
    const clock = createFakeClock({ mostTimers: 1_000_000 });
    let made = 0;
    const call = (): Promise<string> => {
      made += 1;
      return made === 6 || made === 70
        ? Promise.reject(Object.assign(new Error('not now'), { status: 503 }))
        : Promise.resolve('done');
    };
    const bench = benchOf({ tools: [limitedTool({ call })], concurrency: 64, clock });
    for (let id = 1; id <= 60; id += 1) {
      bench.add(task(id, 'limited', { n: literal(id) }));
      await clock.advance(20_000);
    }
    for (let id = 61; id <= 560; id += 1) bench.add(task(id, 'limited', { n: literal(id) }));
    await clock.advance(60_000);
    expect(bench.executor.outcomes.size).toBe(560);
  });

  it('go on at once behind a first answer that asked for a minute', async () => {
    const clock = createFakeClock({ mostTimers: 1_000_000 });
    const details = { status: 429, retryAfterMs: 30_000 };
    const call = (): Promise<string> =>
      clock.now() < 30_000
        ? Promise.reject(Object.assign(new Error('wait'), details))
        : Promise.resolve('done');
    const bench = benchOf({ tools: [limitedTool({ call })], concurrency: 75, clock });
    for (let id = 1; id <= 100; id += 1) bench.add(task(id, 'limited', { n: literal(id) }));
    await clock.advance(33_000);
    expect(bench.executor.outcomes.size).toBe(100);
  });

  it('are not slowed for long where it limits nothing', async () => {
    const server = { perSecond: 1e9, burst: 1e9, latencyMs: 5 };
    const { ok, accepted } = await play(server, { calls: 1_000, concurrency: 64 });
    expect(ok).toBe(1_000);
    // 1,000 calls of 5 ms, 64 at once, take 80 ms; to find out that so many may run takes a while.
    expect(accepted.at(-1)).toBeLessThan(600);
  });
});
