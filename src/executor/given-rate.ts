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
  /** Somebody waited all the while: it may well bear no more. */
  readonly isAll: () => boolean;
  readonly succeeded: (now: number, someoneWaits: boolean) => void;
  readonly pushedBack: (now: number) => void;
  /** Nobody called for a while: that proves nothing. */
  readonly idled: (now: number) => void;
  readonly forget: (now: number) => void;
}

interface Given {
  readonly perMs: number;
  readonly isAll: boolean;
}

const nothing: Given = { perMs: 0, isAll: false };

/** Successes that prove a rate, from a push-back on. */
const fewest = 12;
/** So many fill a window, and prove a rate from anywhere. */
const most = 60;

export function createGivenRate(since: number): GivenRate {
  let before = nothing;
  let best = nothing;
  let window = { since, count: 0, least: most, isAll: true };

  const open = (now: number, least: number): void => {
    window = { since: now, count: 0, least, isAll: true };
  };
  const close = (now: number, least: number): void => {
    before = best;
    best = nothing;
    open(now, least);
  };
  const better = (): Given => (before.perMs > best.perMs ? before : best);

  return {
    perMs: () => better().perMs,
    isAll: () => better().isAll,
    succeeded(now, someoneWaits) {
      window.count += 1;
      window.isAll &&= someoneWaits;
      if (window.count < window.least || now <= window.since) return;
      const perMs = window.count / (now - window.since);
      if (perMs > best.perMs) best = { perMs, isAll: window.isAll };
      if (window.count >= most) close(now, most);
    },
    pushedBack(now) {
      if (window.count >= window.least) close(now, fewest);
      else if (window.least === most) open(now, fewest);
    },
    idled: (now) => open(now, most),
    forget(now) {
      before = nothing;
      best = nothing;
      open(now, fewest);
    },
  };
}
