/**
 * How many calls of a resource may be tried again: a tenth of those made, and a small reserve, so
 * that what is tried again cannot become most of what is tried.
 */
export interface RetryBudget {
  /** A call is made. */
  earn(): void;
  /** Takes one, if there is one. */
  take(): boolean;
}

const reserve = 10;
const share = 0.1;

/** Kept at most: a long quiet time must not pay for a storm. */
const most = 100;

export function createRetryBudget(): RetryBudget {
  let left = reserve;
  return {
    earn() {
      left = Math.min(most, left + share);
    },
    take() {
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
