import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGivenRate } from '../../src/executor/given-rate.ts';
import { runs } from './runs.ts';

describe('what a resource has given for sure', () => {
  it('is nothing before twelve successes behind a push-back', () => {
    const given = createGivenRate(0);
    given.pushedBack(0);
    for (let call = 1; call <= 11; call += 1) given.succeeded(call * 10, true);
    expect(given.perMs()).toBe(0);
    given.succeeded(120, true);
    expect(given.perMs()).toBe(0.1);
  });

  it('needs sixty successes where no push-back showed that nothing was saved up', () => {
    const given = createGivenRate(0);
    for (let call = 1; call <= 59; call += 1) given.succeeded(call * 10, true);
    expect(given.perMs()).toBe(0);
    given.succeeded(600, true);
    expect(given.perMs()).toBe(0.1);
  });

  it('counts pauses in, and does not fall by a worse window at once', () => {
    const given = createGivenRate(0);
    given.pushedBack(0);
    for (let call = 1; call <= 20; call += 1) given.succeeded(call * 10, true);
    given.pushedBack(200);
    for (let call = 1; call <= 20; call += 1) given.succeeded(1_000 + call * 10, true);
    expect(given.perMs()).toBeCloseTo(0.1);
    given.pushedBack(1_200);
    expect(given.perMs()).toBeCloseTo(20 / 1_000);
  });

  it('is all that it bears as far as one knows, where somebody waited all the while', () => {
    for (const lonely of [0, 5]) {
      const given = createGivenRate(0);
      given.pushedBack(0);
      for (let call = 1; call <= 20; call += 1) given.succeeded(call * 10, call !== lonely);
      expect(given.isAll()).toBe(lonely === 0);
    }
    expect(createGivenRate(0).isAll()).toBe(false);
  });

  it('is forgotten when told so', () => {
    const given = createGivenRate(0);
    given.pushedBack(0);
    for (let call = 1; call <= 20; call += 1) given.succeeded(call * 10, true);
    given.forget(200);
    expect(given.perMs()).toBe(0);
  });

  it('is never more than a service with a token bucket allows, but for the waits of one call', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 100, maxLength: 400 }),
      (perSecond, burst, gaps) => {
        const given = createGivenRate(0);
        let level = burst;
        let now = 0;
        let hasPushedBack = false;
        for (const gap of gaps) {
          now += gap;
          level = Math.min(burst, level + (gap * perSecond) / 1_000);
          if (level >= 1) {
            level -= 1;
            // Before the first push-back nothing is claimed: it may all have been saved up.
            if (hasPushedBack) given.succeeded(now, true);
          } else {
            given.pushedBack(now);
            hasPushedBack = true;
          }
        }
        // A window that no push-back began may hold what was saved up before it.
        const most = (perSecond / 1_000) * (1 + Math.max(1, burst) / 12);
        expect(given.perMs()).toBeLessThanOrEqual(most * 1.1);
      },
    );
    fc.assert(property, runs(200, 5_000));
  });
});
