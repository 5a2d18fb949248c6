import type { Clock } from '../core/clock.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

/**
 * What the answers of a resource teach about what it bears: how many calls at once, how many a
 * second, and until when none at all.
 *
 * 1. One overload counts once: the push-backs of calls that had begun before the pause change
 *    neither limit nor pace; they may only lengthen the pause.
 * 2. An overload halves the limit and pauses for as long as the resource asks, `longestPauseMs` at
 *    most. Where it does not say, or that was not enough: for ten calls' worth of the pace, twice as
 *    long each time when no call succeeded since the last one, with jitter.
 * 3. Behind a pause calls are paced by what the resource gave before it; each success raises the
 *    pace while somebody waits. Quick calls cannot be slowed by a limit on how many run at once.
 *    What was given over a second or more, pauses included, is not gone below, until pauses in a row
 *    tell that it is given no longer.
 * 4. The limit grows by one a round of successes (AIMD: Chiu and Jain 1989), up to the capacity.
 * 5. Where nobody told what the resource bears a few calls begin, and one more at once each time that
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

/** However long a resource asks for: then one call looks whether it still does. */
const longestPauseMs = 60_000;

/** A time without any call after which old lessons are forgotten. */
const forgottenAfterMs = 60_000;

/** A time without any call does not count into a pace, from this length on. */
const longestGapMs = 1_000;

const firstPauseMs = 200;
const pauseInCalls = 10;
const slowestPerMs = 1 / longestPauseMs;
const quickGrowth = 0.03;
/** Near the pace that was too much the last time. */
const slowGrowth = 0.004;
const nearIt = 0.85;

/** What was given proves something from so long, and so many successes, on. */
const proofMs = 1_000;
const proofCalls = 10;
/** So many pauses in a row may be chance. */
const chanceStrikes = 2;

export function createCongestion(clock: Pick<Clock, 'random' | 'now'>): Congestion {
  let capacity = Infinity;
  let begins: 'modest' | 'open' = 'open';
  let limit = Infinity;
  let epoch = 0;
  let pausedUntil = 0;
  /** Pauses since the last success of a call that began behind one. */
  let strikes = 0;
  let pace: TokenBucket | undefined;
  /** Of the pace, a success; what was measured by little is left quickly. */
  let growth = quickGrowth;
  /** The pace that was too much the last time. */
  let tooMuch = Infinity;
  let window = openWindow(clock.now());
  /** The quickest that successes came over a time long enough, in calls a ms. */
  let proven = 0;
  let proof: { readonly since: number; readonly count: number } | undefined;

  const reset = (): void => {
    limit = begins === 'modest' ? Math.min(modestLimit, capacity) : capacity;
    strikes = 0;
    pace = undefined;
    tooMuch = Infinity;
    proven = 0;
    proof = undefined;
  };

  /** Begins behind the first pause: what came before may be a burst that was saved up. */
  const prove = (now: number): void => {
    if (epoch === 0) return;
    const { since, count } = proof ?? { since: now, count: -1 };
    proof = { since, count: count + 1 };
    if (now - since < proofMs || proof.count < proofCalls) return;
    proven = Math.max(proven, proof.count / (now - since));
    proof = { since: now, count: 0 };
  };

  const pauseLength = (): number => {
    const base = pace === undefined ? firstPauseMs : pauseInCalls / pace.perMs;
    const doubled = Math.max(base, 10) * 2 ** Math.min(strikes - 1, 20);
    return Math.min(doubled, longestPauseMs) * (0.75 + clock.random() / 2);
  };

  /** What was given, over the time in which it was, a pause of our own making included. */
  const measure = (now: number, ownPauseMs: number): number => {
    const measured = Math.max(countOf(window), 1) / (now - window.since + ownPauseMs);
    if (pace === undefined) return measured;
    // A pace that gave some was not far too high, and what it rose from tells little.
    const least = strikes === 1 ? pace.perMs / 2 : slowestPerMs;
    return Math.max(Math.min(measured, pace.perMs * 0.9), least, Math.min(proven, pace.perMs));
  };

  const overload = ({ now, inFlight }: Answer, retryAfterMs: number | undefined): void => {
    epoch += 1;
    strikes += 1;
    limit = Math.max(1, Math.floor(Math.min(limit, inFlight) / 2));
    const ownPauseMs = pauseLength();
    const askedMs = Math.min(retryAfterMs ?? 0, longestPauseMs);
    // What was asked for and was not enough is not asked for twice.
    const isEnough = askedMs > 0 && strikes === 1;
    const pauseMs = isEnough ? askedMs : Math.max(askedMs, ownPauseMs);
    pausedUntil = Math.max(pausedUntil, now + pauseMs);
    const perMs = Math.max(measure(now, ownPauseMs), slowestPerMs);
    growth = quickGrowth + 0.25 / (1 + countOf(window));
    if (strikes > chanceStrikes) proven /= 2;
    if (strikes === 1) tooMuch = pace?.perMs ?? Infinity;
    pace = createTokenBucket({ perMs, holdsMs: 10, now: pausedUntil });
  };

  return {
    epoch: () => epoch,
    limit: () => limit,
    pausedUntil: () => pausedUntil,
    paceWaitMs: (now) => pace?.waitMs(now) ?? 0,
    setCapacity(told, start) {
      if (capacity === told && begins === start) return;
      capacity = told;
      begins = start;
      if (epoch === 0) reset();
      else limit = Math.min(limit, capacity);
    },
    canRamp: () => begins === 'modest' && pace === undefined && limit < capacity,
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
      prove(now);
      if (begunIn !== epoch || pace === undefined) return;
      strikes = 0;
      if (inFlight >= limit / 2) limit = Math.min(capacity, limit + 1 / limit);
      if (!someoneWaits) return;
      const isNear = pace.perMs > tooMuch * nearIt;
      pace.setRate(pace.perMs * (1 + (isNear ? slowGrowth : growth)), now);
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

function countOf({ older, newer }: Window): number {
  return older + newer;
}

/** Long ago is no measure of now: what is older than ten successes and a second goes. */
function counted({ since, older, newerSince, newer }: Window, now: number): Window {
  if (newer < 10 || now - newerSince < 1_000) {
    return { since, older, newerSince, newer: newer + 1 };
  }
  return { since: newerSince, older: newer, newerSince: now, newer: 1 };
}
