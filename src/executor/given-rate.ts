/**
 * The quickest that a resource has given over some time, in successes a ms: what it bears for sure.
 *
 * 1. A window begins at a push-back. Whatever a resource saves up for bursts is spent then, so what it
 *    gives from there on it gives at its rate. Windows that begin without one prove by more successes.
 * 2. The pauses in a window count: that is what makes it a lower bound.
 * 3. The better of the last whole window and the present one holds; older ones are forgotten.
 */
export interface GivenRate {
  /** 0 where nothing is proven. */
  readonly perMs: () => number;
  readonly succeeded: (now: number) => void;
  readonly pushedBack: (now: number) => void;
  /** Nobody called for a while: that proves nothing. */
  readonly idled: (now: number) => void;
  readonly forget: (now: number) => void;
}

/** Successes that prove a rate, from a push-back on. */
const fewest = 12;
/** So many fill a window, and prove a rate from anywhere. */
const most = 60;

export function createGivenRate(since: number): GivenRate {
  let before = 0;
  let best = 0;
  let window = { since, count: 0, least: most };

  const open = (now: number, least: number): void => {
    window = { since: now, count: 0, least };
  };
  const close = (now: number, least: number): void => {
    before = best;
    best = 0;
    open(now, least);
  };

  return {
    perMs: () => Math.max(before, best),
    succeeded(now) {
      window.count += 1;
      if (window.count < window.least || now <= window.since) return;
      best = Math.max(best, window.count / (now - window.since));
      if (window.count >= most) close(now, most);
    },
    pushedBack(now) {
      if (window.count >= window.least) close(now, fewest);
      else if (window.least === most) open(now, fewest);
    },
    idled: (now) => open(now, most),
    forget(now) {
      before = 0;
      best = 0;
      open(now, fewest);
    },
  };
}
