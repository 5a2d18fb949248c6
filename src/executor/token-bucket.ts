/**
 * A token bucket: it fills at a rate up to its capacity. What is taken may be more than it holds, as
 * a model call's tokens are known at its end only; then nobody takes until the debt is paid.
 */
export interface TokenBucket {
  /** How long until one token is in it, in ms; 0 if it is there now. */
  waitMs(now: number): number;
  /** Negative to put back. */
  take(amount: number, now: number): void;
  readonly perMs: number;
  setRate(perMs: number, now: number): void;
}

export interface TokenBucketOptions {
  readonly perMs: number;
  /** How much it holds at most, in ms of its rate; one token at least. Default 1,000. */
  readonly holdsMs?: number;
  readonly now: number;
}

/** A bucket that is full. */
export function createTokenBucket(options: TokenBucketOptions): TokenBucket {
  const { holdsMs = 1_000 } = options;
  let { perMs, now: filledAt } = options;
  const capacity = (): number => Math.max(1, perMs * holdsMs);
  let level = capacity();

  const fill = (now: number): void => {
    level = Math.min(capacity(), level + (now - filledAt) * perMs);
    filledAt = now;
  };

  return {
    waitMs(now) {
      fill(now);
      // Sums of fractions may miss the 1 by a hair: the timer would fire again at once.
      return level >= 1 - 1e-6 ? 0 : (1 - level) / perMs;
    },
    take(amount, now) {
      fill(now);
      level -= amount;
    },
    get perMs() {
      return perMs;
    },
    setRate(newPerMs, now) {
      fill(now);
      perMs = newPerMs;
    },
  };
}
