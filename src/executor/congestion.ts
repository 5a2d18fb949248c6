import type { Clock } from '../core/clock.ts';
import { createPace } from './pace.ts';

/**
 * What the answers of a resource teach about what it bears: how many calls at once, how many a
 * second (pace.ts), and until when none at all.
 *
 * 1. One overload counts once: the push-backs of calls that had begun before the pause change
 *    neither limit nor pace; they may only lengthen the pause.
 * 2. An overload halves the limit and pauses for as long as the resource asks, `longestPauseMs` at
 *    most. Where it does not say, or that was not enough: for a few calls' worth of the pace, twice as
 *    long each time when no call succeeded since the last one, with jitter.
 * 3. A push-back by chance (chance.ts) is no overload: nothing changes, but for the pause it asks for.
 * 4. The limit grows by one a success up to three quarters of what was too many, from there by one a
 *    round (as TCP: RFC 5681), up to the capacity.
 * 5. Where nobody told what the resource bears a few calls begin, and more at once each time that
 *    `rampEveryMs` passed while some waited and nothing was pushed back.
 */
export interface Congestion {
  /** Stamps a call that begins. */
  readonly epoch: () => number;
  readonly limit: () => number;
  /** The time until which nothing starts. */
  readonly pausedUntil: () => number;
  readonly paceWaitMs: (now: number) => number;
  /** A capacity was told, or another one. */
  readonly setCapacity: (capacity: number, start: 'modest' | 'open') => void;
  /** Whether the limit grows by waiting. */
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

/** Calls at once at first where nobody told how many the resource bears. */
const modestLimit = 6;
export const rampEveryMs = 20;

/** However long a resource asks for: then calls look whether it still does. */
const longestPauseMs = 60_000;

/** A time without any call after which old lessons are forgotten. */
const forgottenAfterMs = 60_000;

/** Of the limit that was too many. */
const soonAgain = 0.75;

export function createCongestion(clock: Pick<Clock, 'random' | 'now'>): Congestion {
  let capacity = Infinity;
  let begins: 'modest' | 'open' = 'open';
  let limit = Infinity;
  /** The limit that was too many the last time. */
  let tooMany = Infinity;
  let epoch = 0;
  let pausedUntil = 0;
  /** Overloads since the last success, and the last pause of our own making. */
  let inARow = 0;
  let ownPauseMs = 0;
  const pace = createPace(clock.now());

  const reset = (now: number): void => {
    limit = begins === 'modest' ? Math.min(modestLimit, capacity) : capacity;
    tooMany = Infinity;
    inARow = 0;
    pace.forget(now);
  };

  const overload = ({ now, inFlight, someoneWaits }: Answer, askedMs: number): void => {
    epoch += 1;
    inARow += 1;
    const isInARow = inARow > 1;
    if (!isInARow) tooMany = Math.min(limit, inFlight);
    limit = Math.max(1, Math.floor(Math.min(limit, inFlight) / 2));
    ownPauseMs = Math.min(isInARow ? ownPauseMs * 2 : pace.pauseMs(), longestPauseMs);
    const pauseMs = ownPauseMs * (0.75 + clock.random() / 2);
    // What was asked for and was not enough is not asked for twice.
    const isEnough = askedMs > 0 && !isInARow;
    pausedUntil = Math.max(pausedUntil, now + (isEnough ? askedMs : Math.max(askedMs, pauseMs)));
    const paused = { pauseMs: ownPauseMs, resumesAt: pausedUntil };
    pace.overloaded({ now, ...paused, isInARow, someoneWaits });
  };

  return {
    epoch: () => epoch,
    limit: () => limit,
    pausedUntil: () => pausedUntil,
    paceWaitMs: pace.waitMs,
    setCapacity(told, start) {
      if (capacity === told && begins === start) return;
      capacity = told;
      begins = start;
      if (epoch === 0) reset(clock.now());
      else limit = Math.min(limit, capacity);
    },
    canRamp: () => begins === 'modest' && !pace.isSet() && limit < capacity,
    ramp() {
      limit = Math.min(capacity, limit + Math.max(1, limit / 64));
    },
    began(now, idleMs) {
      if (idleMs > forgottenAfterMs) reset(now);
      pace.began(now, idleMs);
    },
    succeeded({ now, epoch: begunIn, inFlight, someoneWaits }) {
      const isNew = begunIn === epoch;
      pace.succeeded(now, isNew, someoneWaits);
      if (!isNew || !pace.isSet()) return;
      inARow = 0;
      const more = limit < tooMany * soonAgain ? 1 : 1 / limit;
      if (inFlight >= limit / 2) limit = Math.min(capacity, limit + more);
    },
    pushedBack(answer, retryAfterMs) {
      const askedMs = Math.min(retryAfterMs ?? 0, longestPauseMs);
      const isOverload = answer.epoch === epoch && pace.judge(answer.now) !== 'chance';
      if (isOverload) overload(answer, askedMs);
      else pausedUntil = Math.max(pausedUntil, answer.now + askedMs);
    },
  };
}
