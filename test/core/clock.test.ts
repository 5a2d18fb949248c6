import { describe, expect, it } from 'vitest';
import { elapsedMs, sleep, systemClock } from '../../src/core/clock.ts';
import { createFakeClock } from '../../src/testing/fake-clock.ts';

describe('the system clock', () => {
  it('never goes back, and gives chances in [0, 1) and fresh ids', () => {
    const before = systemClock.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    expect(systemClock.wallTime()).toBeGreaterThan(1_700_000_000_000);
    const chance = systemClock.random();
    expect(chance >= 0 && chance < 1).toBe(true);
    expect(systemClock.id()).not.toBe(systemClock.id());
  });

  it('calls an action after its delay, but not one that was taken back', async () => {
    const called: string[] = [];
    const cancel = systemClock.after(0, () => called.push('taken back'));
    cancel();
    await new Promise<void>((resolve) => {
      systemClock.after(0, () => {
        called.push('kept');
        resolve();
      });
    });
    expect(called).toEqual(['kept']);
  });

  it('does not call at once what is due in more than 24 days', async () => {
    const called: string[] = [];
    const cancel = systemClock.after(2 ** 40, () => called.push('too early'));
    await new Promise<void>((resolve) => void systemClock.after(2, resolve));
    cancel();
    expect(called).toEqual([]);
  });
});

describe('elapsed time', () => {
  it('is told to the microsecond', () => {
    const clock = { ...systemClock, now: () => 10.123_456_789 };
    expect(elapsedMs(clock, 0)).toBe(10.123);
  });
});

describe('a sleep', () => {
  it('ends after its delay', async () => {
    const clock = createFakeClock();
    let over = false;
    const sleeping = sleep(clock, 50).then(() => (over = true));
    await clock.advance(49);
    expect(over).toBe(false);
    await clock.advance(1);
    await sleeping;
    expect(clock.pending).toBe(0);
  });

  it('ends at an abort, before or while it sleeps, and leaves no timer', async () => {
    const clock = createFakeClock();
    await sleep(clock, 50, AbortSignal.abort());
    const controller = new AbortController();
    const sleeping = sleep(clock, 50, controller.signal);
    controller.abort();
    await sleeping;
    expect(clock.pending).toBe(0);
  });
});
