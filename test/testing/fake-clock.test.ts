import { describe, expect, it } from 'vitest';
import { sleep } from '../../src/core/clock.ts';
import { createFakeClock } from '../../src/testing/index.ts';

describe('a fake clock', () => {
  it('stands still until it is moved', async () => {
    const clock = createFakeClock({ wallTime: 1000 });
    expect([clock.now(), clock.wallTime()]).toEqual([0, 1000]);
    await clock.advance(5);
    expect([clock.now(), clock.wallTime()]).toEqual([5, 1005]);
    expect(createFakeClock().wallTime()).toBe(Date.UTC(2026, 0, 1));
  });

  it('runs due timers in order of their time, then of their making, each at its time', async () => {
    const clock = createFakeClock();
    const log: string[] = [];
    const note = (name: string) => () => void log.push(`${name}@${clock.now()}`);
    clock.after(20, note('c'));
    clock.after(10, note('a'));
    clock.after(10, note('b'));
    clock.after(21, note('late'));
    await clock.advance(20);
    expect(log).toEqual(['a@10', 'b@10', 'c@20']);
    expect(clock.now()).toBe(20);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(log.at(-1)).toBe('late@21');
  });

  it('runs timers that timers make, if they fall due on the way', async () => {
    const clock = createFakeClock();
    const log: number[] = [];
    const tick = (): void => {
      log.push(clock.now());
      clock.after(10, tick);
    };
    clock.after(10, tick);
    await clock.advance(35);
    expect(log).toEqual([10, 20, 30]);
  });

  it('lets promises settle before, between and after timers', async () => {
    const clock = createFakeClock();
    const log: string[] = [];
    const work = async (): Promise<void> => {
      for (let hop = 0; hop < 100; hop += 1) await Promise.resolve();
      await sleep(clock, 10);
      log.push(`first@${clock.now()}`);
      for (let hop = 0; hop < 100; hop += 1) await Promise.resolve();
      await sleep(clock, 10);
      for (let hop = 0; hop < 100; hop += 1) await Promise.resolve();
      log.push(`second@${clock.now()}`);
    };
    void work();
    await clock.advance(20);
    expect(log).toEqual(['first@10', 'second@20']);
  });

  it('runs what is due now on advance(0), not before', async () => {
    const clock = createFakeClock();
    const log: string[] = [];
    clock.after(0, () => log.push('zero'));
    clock.after(-5, () => log.push('past'));
    expect(log).toEqual([]);
    await clock.advance(0);
    expect(log).toEqual(['zero', 'past']);
  });

  it('counts the timers that neither ran nor were taken back', async () => {
    const clock = createFakeClock();
    const cancel = clock.after(10, () => expect.unreachable());
    clock.after(5, () => undefined);
    expect(clock.pending).toBe(2);
    cancel();
    cancel();
    expect(clock.pending).toBe(1);
    await clock.advance(100);
    expect(clock.pending).toBe(0);
  });

  it('rejects with what a timer throws, and keeps the timers behind it', async () => {
    const clock = createFakeClock();
    clock.after(1, () => {
      throw new Error('timer');
    });
    clock.after(2, () => undefined);
    await expect(clock.advance(5)).rejects.toThrow('timer');
    expect([clock.now(), clock.pending]).toEqual([1, 1]);
  });

  it('gives up on timers that make new ones at the same instant for ever', async () => {
    const clock = createFakeClock({ mostTimers: 50 });
    const again = (): void => void clock.after(0, again);
    again();
    await expect(clock.advance(1)).rejects.toThrow('more than 50 timers');
  });

  it('repeats its random numbers and ids', () => {
    const take = () => {
      const clock = createFakeClock();
      return [clock.random(), clock.random(), clock.id(), clock.id()];
    };
    expect(take()).toEqual(take());
    expect(take().slice(2)).toEqual(['id-1', 'id-2']);
    const clock = createFakeClock();
    const numbers = Array.from({ length: 1000 }, () => clock.random());
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(numbers).size).toBe(1000);
    expect(createFakeClock({ random: () => 0.25 }).random()).toBe(0.25);
  });
});
