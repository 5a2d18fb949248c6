import type { Clock } from '../index.ts';

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

export interface FakeClockOptions {
  /** What `wallTime()` says at first; 2026-01-01 UTC unless told. */
  readonly wallTime?: number;
  /** What `random()` gives; the same sequence each time unless told. */
  readonly random?: () => number;
  /** Of one `advance`, which rejects beyond it: timers that make new ones at once never end. 100,000 unless told. */
  readonly mostTimers?: number;
}

/** A clock for tests: `now()` begins at 0, ids count from `id-1`. */
export function createFakeClock(options: FakeClockOptions = {}): FakeClock {
  const { wallTime = Date.UTC(2026, 0, 1), random = sequence(), mostTimers = 100_000 } = options;
  const timers = new Set<Timer>();
  let now = 0;
  let ids = 0;

  const advance = async (ms: number): Promise<void> => {
    const end = now + ms;
    await settle();
    for (let count = 0; ; count += 1) {
      const timer = earliest(timers);
      if (timer === undefined || timer.at > end) break;
      if (count >= mostTimers) throw new Error(`more than ${mostTimers} timers ran in one advance`);
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
