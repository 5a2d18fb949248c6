import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGates } from '../../src/executor/gates.ts';
import type { Permit } from '../../src/executor/gate.ts';
import { preparedTool } from './builders.ts';
import { gateOf } from './gate-builders.ts';
import { createFakeClock } from '../../src/testing/index.ts';
import { runs } from './runs.ts';

describe('a gate', () => {
  it('has no more permits out than its capacity', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 50 }),
      (capacity, takes) => {
        const gate = gateOf(capacity);
        const out: Permit[] = [];
        for (const take of takes) {
          if (take) {
            const got = gate.tryTake();
            expect(got !== undefined).toBe(out.length < capacity);
            if (got !== undefined) out.push(got);
          } else {
            const permit = out.pop();
            if (permit !== undefined) gate.giveBack(permit);
          }
        }
      },
    );
    fc.assert(property, runs(200, 5_000));
  });

  it('serves waiters once each, in the order they came, while a permit is free', () => {
    const gate = gateOf(1);
    const permits = [gate.tryTake()];
    const served: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      gate.wait(() => {
        served.push(name);
        if (name !== 'a') permits.push(gate.tryTake());
      });
    }
    gate.giveBack(permits.pop()!);
    expect(served).toEqual(['a', 'b']); // a left its permit to b
    gate.giveBack(permits.pop()!);
    expect(served).toEqual(['a', 'b', 'c']);
    gate.giveBack(permits.pop()!);
    expect(served).toEqual(['a', 'b', 'c']);
  });

  it('does not serve who has ended the wait', () => {
    const gate = gateOf(1);
    const permits = [gate.tryTake()];
    const served: string[] = [];
    const end = gate.wait(() => served.push('a'));
    end();
    gate.giveBack(permits.pop()!);
    expect(served).toEqual([]);
  });
});

describe('a gate whose resource pushed back', () => {
  const pushback = (retryAfterMs?: number) => ({ kind: 'pushback', retryAfterMs }) as const;

  it('gives nobody a permit before the time that was asked for, not even with the permit it gets back', async () => {
    const clock = createFakeClock();
    const gate = gateOf(4, { clock });
    const permit = gate.tryTake()!;
    const served: number[] = [];
    gate.wait(() => served.push(clock.now()));
    gate.giveBack(permit, pushback(500));
    expect(gate.obstacle()).toEqual({ reason: 'pause', waitMs: 500 });
    expect(gate.tryTake()).toBeUndefined();
    await clock.advance(499);
    expect(served).toEqual([]);
    await clock.advance(1);
    expect(served).toEqual([500]);
    expect(clock.pending).toBe(0);
  });

  it('counts the push-backs of calls that began before the pause once; they may lengthen it', () => {
    const gate = gateOf(16);
    const permits = Array.from({ length: 16 }, () => gate.tryTake()!);
    for (const permit of permits.slice(0, 8)) gate.giveBack(permit, pushback(100));
    gate.giveBack(permits[8]!, pushback(900));
    expect(gate.obstacle()).toMatchObject({ reason: 'pause', waitMs: 900 });
    for (const permit of permits.slice(9)) gate.giveBack(permit, pushback(100));
    expect(gate.obstacle()).toMatchObject({ waitMs: 900 });
  });

  it('allows half as many at once, and comes back quickly to near what it allowed, then one a round', async () => {
    const clock = createFakeClock();
    const gate = gateOf(16, { clock });
    const all = Array.from({ length: 16 }, () => gate.tryTake()!);
    for (const permit of all) gate.giveBack(permit, pushback(10));
    const limits: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const permits: Permit[] = [];
      for (let tries = 0; tries < 30; tries += 1) {
        await clock.advance(60_000);
        const permit = gate.tryTake();
        if (permit !== undefined) permits.push(permit);
      }
      limits.push(permits.length);
      for (const permit of permits) gate.giveBack(permit, { kind: 'ok' });
    }
    expect([limits[0], limits[1], limits.at(-1)]).toEqual([8, 11, 16]);
    const steps = limits.slice(2).map((limit, index) => limit - limits[index + 1]!);
    expect(steps.every((step) => step === 0 || step === 1)).toBe(true);
  });

  it('waits a minute at most, however long was asked for', () => {
    const gate = gateOf(4);
    gate.giveBack(gate.tryTake()!, pushback(3_600_000));
    expect(gate.obstacle()).toEqual({ reason: 'pause', waitMs: 60_000 });
  });

  it('waits longer each time that the pause was not enough', async () => {
    const clock = createFakeClock({ random: () => 0.5 });
    const gate = gateOf(4, { clock });
    const waits: (number | undefined)[] = [];
    for (let round = 0; round < 10; round += 1) {
      gate.giveBack(gate.tryTake()!, pushback());
      waits.push(gate.obstacle()?.waitMs);
      await clock.advance(60_000);
    }
    expect(waits[0]).toBe(200);
    for (const [index, wait] of waits.entries()) {
      if (index > 0) expect(wait).toBeGreaterThanOrEqual(Math.min(60_000, waits[index - 1]! * 1.5));
    }
    expect(waits.at(-1)).toBe(60_000);
  });

  it('has forgotten it after a minute in which nobody called', async () => {
    const clock = createFakeClock();
    const gate = gateOf(4, { clock });
    gate.giveBack(gate.tryTake()!, pushback(10));
    await clock.advance(70_000);
    const permits = [1, 2, 3, 4].map(() => gate.tryTake());
    expect(permits.every((permit) => permit !== undefined)).toBe(true);
  });
});

describe('a gate of which a rate is told', () => {
  it('allows a second’s worth at once, then one after the other', async () => {
    const clock = createFakeClock();
    const gate = gateOf({ requestsPerMinute: 120 }, { clock });
    const taken: number[] = [];
    const take = (): void => {
      while (gate.tryTake() !== undefined) taken.push(clock.now());
      if (taken.length < 6) gate.wait(take);
    };
    take();
    await clock.advance(10_000);
    expect(taken).toEqual([0, 0, 500, 1_000, 1_500, 2_000]);
    expect(clock.pending).toBe(0);
  });

  it('counts tokens as they were expected, and corrects them by what was used', async () => {
    const clock = createFakeClock();
    const gate = gateOf({ tokensPerMinute: 60_000 }, { clock });
    expect(gate.tryTake(3_000)).toBeDefined(); // more than a second's worth: the rest is a debt
    expect(gate.obstacle()).toEqual({ reason: 'rate', waitMs: 2_001 });
    gate.correct(-2_500);
    expect(gate.obstacle()).toBeUndefined();
    gate.correct(1_500);
    expect(gate.obstacle()).toEqual({ reason: 'rate', waitMs: 1_001 });
    await clock.advance(1_001);
    expect(gate.tryTake(1)).toBeDefined();
  });
});

describe('who waits at a gate', () => {
  it('is woken also where it opened between the refusal and the wait', async () => {
    let late = 0;
    const fake = createFakeClock();
    const clock = { ...fake, pending: 0, now: () => fake.now() + late };
    const gate = gateOf({ requestsPerMinute: 60 }, { clock });
    expect(gate.tryTake()).toBeDefined();
    expect(gate.tryTake()).toBeUndefined();
    late = 1_000; // real time does not stand still
    let served = false;
    gate.wait(() => (served = gate.tryTake() !== undefined));
    await fake.advance(0);
    expect(served).toBe(true);
    expect(fake.pending).toBe(0);
  });

  it('costs one timer however many wait, and none when the last has left', () => {
    const clock = createFakeClock();
    const gate = gateOf({ requestsPerMinute: 1 }, { clock });
    expect(gate.tryTake()).toBeDefined();
    const leave = Array.from({ length: 10_000 }, () => gate.wait(() => undefined));
    expect(clock.pending).toBe(1);
    for (const each of leave) each();
    expect(clock.pending).toBe(0);
  });
});

it('a gate of which nothing is told begins with a few calls and grows while some wait', async () => {
  const clock = createFakeClock();
  const gate = createGates({ clock }).forTool({ ...preparedTool('new').tool, retry: {} })!;
  const counts: number[] = [];
  let out = 0;
  const take = (): void => {
    while (gate.tryTake() !== undefined) out += 1;
    gate.wait(take);
  };
  take();
  for (let step = 0; step < 4; step += 1) {
    counts.push(out);
    await clock.advance(20);
  }
  expect(counts).toEqual([6, 7, 8, 9]);
});

it('a compiler has one gate a name, whoever asks', () => {
  const gates = createGates();
  const tool = (name: string, gate?: string) =>
    gates.forTool({
      ...preparedTool(name, undefined, { concurrency: 2 }).tool,
      ...(gate === undefined ? {} : { gate }),
    });
  expect(tool('search')).toBe(tool('search'));
  expect(tool('search')).not.toBe(tool('fetch'));
  expect(tool('find', 'search')).toBe(tool('search'));
  expect(gates.forModel('search')).toBe(tool('search'));
});

it('a gate allows the smallest number of each kind that is told of it', () => {
  const clock = createFakeClock();
  const gates = createGates({ clock, gates: { api: { concurrency: 5 } } });
  const tool = (name: string, more: object) =>
    gates.forTool({ ...preparedTool(name).tool, gate: 'api', ...more });
  tool('one', { concurrency: 9 });
  const gate = tool('two', { concurrency: 3 })!;
  const permits = Array.from({ length: 9 }, () => gate.tryTake()).filter(Boolean);
  expect(permits).toHaveLength(3);
  expect(gates.forTool(preparedTool('free').tool)).toBeUndefined();
});
