import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTokenBucket } from '../../src/executor/token-bucket.ts';

it('gives in any time no more than its capacity and what its rate brings', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 200 });
  const property = fc.property(fc.integer({ min: 1, max: 200 }), steps, (perSecond, waits) => {
    const bucket = createTokenBucket({ perMs: perSecond / 1_000, now: 0 });
    let now = 0;
    let taken = 0;
    for (const wait of waits) {
      now += wait;
      if (bucket.waitMs(now) > 0) continue;
      bucket.take(1, now);
      taken += 1;
    }
    expect(taken).toBeLessThanOrEqual(Math.max(1, perSecond) + (now * perSecond) / 1_000 + 1e-3);
  });
  fc.assert(property);
});

it('has a token exactly after the wait that it names, a debt included', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-5, max: 10, noNaN: true }),
      fc.double({ min: 0, max: 1_000, noNaN: true }),
      (perMs, taken) => {
        const bucket = createTokenBucket({ perMs, holdsMs: 1, now: 0 });
        bucket.take(taken, 0);
        const wait = bucket.waitMs(0);
        expect(bucket.waitMs(wait)).toBe(0);
        if (wait > 1) expect(bucket.waitMs(wait - 1)).toBeGreaterThan(0);
      },
    ),
  );
});
