import type { Clock } from '../core/clock.ts';

/** A clock that only a test moves. */
export interface FakeClock extends Clock {
  /**
   * Moves time on by `ms` and runs the timers that fall due on the way, in order of their time, then
   * of their making; promises settle before, between and after them. `advance(0)` runs what is due
   * now. Rejects with what a timer throws; the timers behind it stay.
   */
  advance(ms: number): Promise<void>;
  /** Timers that neither ran nor were taken back: 0 proves that none was left behind. */
  readonly pending: number;
}

/** Timers that make new ones at the same instant would never end. */
const MOST_TIMERS = 100_000;

/**
 * A fake clock: `now()` begins at 0, `wallTime()` at 2026-01-01 UTC or at `wallTime`; ids count from
 * `id-1`; `random()` is the same sequence each time, or the one that `random` gives.
 */
export function createFakeClock(
  options: { readonly wallTime?: number; readonly random?: () => number } = {},
): FakeClock {
  const { wallTime = Date.UTC(2026, 0, 1), random = sequence() } = options;
  const timers = new Set<Timer>();
  let now = 0;
  let ids = 0;

  const advance = async (ms: number): Promise<void> => {
    const end = now + ms;
    await settle();
    for (let count = 0; ; count += 1) {
      const timer = earliest(timers);
      if (timer === undefined || timer.at > end) break;
      if (count >= MOST_TIMERS)
        throw new Error(`more than ${MOST_TIMERS} timers ran in one advance`);
      timers.delete(timer);
      now = Math.max(now, timer.at);
      timer.action();
      await settle();
    }
    now = Math.max(now, end);
  };

  return {
    now: () => now,
    wallTime: () => wallTime + now,
    after(delayMs, action) {
      const timer = { at: now + Math.max(delayMs, 0), action };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    random,
    id: () => `id-${(ids += 1)}`,
    advance,
    get pending() {
      return timers.size;
    },
  };
}

interface Timer {
  readonly at: number;
  readonly action: () => void;
}

/** Of the same instant the one made first: a set keeps the order of making. */
function earliest(timers: ReadonlySet<Timer>): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) if (first === undefined || timer.at < first.at) first = timer;
  return first;
}

/** Node runs every microtask there is, and those they make, before the next immediate. */
function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Park and Miller's generator: CACM 31 (1988), 1192. */
function sequence(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
