import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

/**
 * What the answers of a resource teach about what it bears: how many calls at once, how many a
 * second, and until when none at all.
 *
 * 1. One overload counts once: the push-backs of calls that had begun before the pause change
 *    neither limit nor pace; they may only lengthen the pause.
 * 2. An overload halves the limit and pauses for as long as the resource asks, `longestPauseMs` at
 *    most. Where it does not say: for ten calls' worth of the pace, twice as long each time when no
 *    call succeeded since the last one, with jitter.
 * 3. Behind a pause calls are paced by what the resource gave before it; each success raises the
 *    pace while somebody waits. Quick calls cannot be slowed by a limit on how many run at once.
 * 4. The limit grows by one a round of successes (AIMD: Chiu and Jain 1989), up to the capacity.
 * 5. Where nobody told a capacity the limit begins at `modestLimit` and grows while calls wait and
 *    nothing was pushed back.
 */
export interface Congestion {
  /** Stamps a call that begins. */
  readonly epoch: () => number;
  readonly limit: () => number;
  /** The time until which nothing starts. */
  readonly pausedUntil: () => number;
  readonly paceWaitMs: (now: number) => number;
  /** A capacity was told, or another one. */
  readonly setCapacity: (capacity: number, beginsModest: boolean) => void;
  /** The limit may grow by waiting. */
  readonly canRamp: () => boolean;
  readonly ramp: () => void;
  /** `idleMs`: for how long nobody had called, or waited. */
  readonly began: (now: number, idleMs: number) => void;
  readonly succeeded: (answer: Answer) => void;
  readonly pushedBack: (answer: Answer, retryAfterMs: number | undefined) => void;
}

/** When a call was answered, and what stood around it. */
export interface Answer {
  readonly now: number;
  /** Of the call, from its beginning. */
  readonly epoch: number;
  /** Calls under way, this one included. */
  readonly inFlight: number;
  readonly someoneWaits: boolean;
}

/** Calls at once where nobody told how many the resource bears. */
export const modestLimit = 8;

/** However long a resource asks for: then one call looks whether it still does. */
export const longestPauseMs = 60_000;

/** A time without any call after which old lessons are forgotten. */
const forgottenAfterMs = 60_000;

/** A time without any call does not count into a pace, from this length on. */
const longestGapMs = 1_000;

const firstPauseMs = 200;
const pauseInCalls = 10;
const slowestPerMs = 1 / longestPauseMs;
const growthOfPace = 1.03;

export function createCongestion(random: () => number): Congestion {
  let capacity = Infinity;
  let isModest = false;
  let limit = Infinity;
  let epoch = 0;
  let pausedUntil = 0;
  /** Pauses since the last success of a call that began behind one. */
  let strikes = 0;
  let pace: TokenBucket | undefined;
  let window = openWindow(0);

  const reset = (): void => {
    limit = isModest ? Math.min(modestLimit, capacity) : capacity;
    pace = undefined;
    strikes = 0;
  };

  const pauseLength = (): number => {
    const base = pace === undefined ? firstPauseMs : pauseInCalls / pace.perMs;
    const doubled = Math.max(base, 10) * 2 ** Math.min(strikes - 1, 20);
    return Math.min(doubled, longestPauseMs) * (0.75 + random() / 2);
  };

  /** What was given, over the time in which it was, a pause of our own making included. */
  const measure = (now: number, ownPauseMs: number): number => {
    const span = now - window.since + ownPauseMs;
    const measured = Math.max(window.older + window.newer, 1) / span;
    const most = pace === undefined ? measured : pace.perMs * 0.9;
    return Math.max(Math.min(measured, most), slowestPerMs);
  };

  const overload = ({ now, inFlight }: Answer, retryAfterMs: number | undefined): void => {
    epoch += 1;
    strikes += 1;
    limit = Math.max(1, Math.floor(Math.min(limit, inFlight) / 2));
    const ownPauseMs = pauseLength();
    const pauseMs = Math.min(retryAfterMs ?? ownPauseMs, longestPauseMs);
    pausedUntil = Math.max(pausedUntil, now + Math.max(pauseMs, 1));
    const perMs = measure(now, ownPauseMs);
    pace = createTokenBucket({ perMs, holdsMs: 10, now: pausedUntil });
  };

  return {
    epoch: () => epoch,
    limit: () => limit,
    pausedUntil: () => pausedUntil,
    paceWaitMs: (now) => pace?.waitMs(now) ?? 0,
    setCapacity(told, beginsModest) {
      capacity = told;
      isModest = beginsModest;
      if (epoch === 0) reset();
      else limit = Math.min(limit, capacity);
    },
    canRamp: () => isModest && epoch === 0 && limit < capacity,
    ramp() {
      limit = Math.min(capacity, limit + Math.max(1, limit / 64));
    },
    began(now, idleMs) {
      if (idleMs > forgottenAfterMs) reset();
      if (idleMs > longestGapMs) window = openWindow(now);
      pace?.take(1, now);
    },
    succeeded({ now, epoch: begunIn, inFlight, someoneWaits }) {
      // Until the first success behind a pause it is not known whether the pause was long enough:
      // one that follows it is a part of the same measure.
      if (strikes > 0 && begunIn === epoch) window = openWindow(pausedUntil);
      window = counted(window, now);
      if (begunIn !== epoch || epoch === 0) return;
      strikes = 0;
      if (inFlight >= Math.floor(limit)) limit = Math.min(capacity, limit + 1 / limit);
      if (someoneWaits) pace?.setRate(pace.perMs * growthOfPace, now);
    },
    pushedBack(answer, retryAfterMs) {
      if (answer.epoch === epoch) return overload(answer, retryAfterMs);
      const asked = answer.now + Math.min(retryAfterMs ?? 0, longestPauseMs);
      pausedUntil = Math.max(pausedUntil, asked);
    },
  };
}

/** Successes to measure a pace by. */
interface Window {
  readonly since: number;
  readonly older: number;
  readonly newerSince: number;
  readonly newer: number;
}

function openWindow(since: number): Window {
  return { since, older: 0, newerSince: since, newer: 0 };
}

/** Long ago is no measure of now: what is older than ten successes and a second goes. */
function counted({ since, older, newerSince, newer }: Window, now: number): Window {
  if (newer < 10 || now - newerSince < 1_000) {
    return { since, older, newerSince, newer: newer + 1 };
  }
  return { since: newerSince, older: newer, newerSince: now, newer: 1 };
}
