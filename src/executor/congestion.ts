import type { Clock } from '../core/clock.ts';
import { createChance, type Verdict } from './chance.ts';
import { createGivenRate } from './given-rate.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

/**
 * What the answers of a resource teach about what it bears: how many calls at once, how many a
 * second, and until when none at all.
 *
 * 1. One overload counts once: the push-backs of calls that had begun before the pause change
 *    neither limit nor pace; they may only lengthen the pause.
 * 2. An overload halves the limit and pauses for as long as the resource asks, `longestPauseMs` at
 *    most. Where it does not say, or that was not enough: for a few calls' worth of the pace, twice as
 *    long each time when no call succeeded since the last one, with jitter.
 * 3. Behind a pause calls are paced by what the resource gave before it; each success raises the
 *    pace while somebody waits. Quick calls cannot be slowed by a limit on how many run at once.
 *    An overload slows them, but not below what was given for sure (given-rate.ts).
 * 4. A push-back by chance (chance.ts) is no overload: nothing changes, but for the pause it asks for.
 * 5. The limit grows by one a round of successes (AIMD: Chiu and Jain 1989), up to the capacity.
 * 6. Where nobody told what the resource bears a few calls begin, and one more at once each time that
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
/** Of the pace; fewer where it is known what the resource bears. */
const pauseInCalls = { unknown: 3, known: 1 };
const leastPauseMs = 10;
const slowestPerMs = 1 / longestPauseMs;

/** What an overload leaves of the pace: the first in a row, which may be chance; any other. */
const leftOfPace = { first: 0.7, other: 0.5 };
/** Of what was given for sure: a little less, to be rid of push-backs for a while. */
const leftOfGiven = 0.8;

/** Of the pace, a success: by how far it is from the pace that was too much the last time. */
const growth = { far: 0.5, usual: 0.08, near: 0.004 };
const near = { from: 0.85, to: 1.15 };
/** No quicker than this times what was given for sure, while chance is not known as a reason. */
const mostAheadOfGiven = 1.3;

export function createCongestion(clock: Pick<Clock, 'random' | 'now'>): Congestion {
  let capacity = Infinity;
  let begins: 'modest' | 'open' = 'open';
  let limit = Infinity;
  let epoch = 0;
  let pausedUntil = 0;
  /** Overloads since the last success. */
  let inARow = 0;
  let ownPauseMs = 0;
  let pace: TokenBucket | undefined;
  /** The pace that was too much the last time. */
  let tooMuch = Infinity;
  let recent = openWindow(clock.now());
  const given = createGivenRate(clock.now());
  const chance = createChance();

  const reset = (now: number): void => {
    limit = begins === 'modest' ? Math.min(modestLimit, capacity) : capacity;
    inARow = 0;
    pace = undefined;
    tooMuch = Infinity;
    given.forget(now);
    chance.forget();
  };

  const isBorne = ({ perMs }: TokenBucket): boolean => perMs <= given.perMs();

  const pauseFor = (perMs: number): number => {
    const calls = given.perMs() > 0 ? pauseInCalls.known : pauseInCalls.unknown;
    const base = pace === undefined ? firstPauseMs : Math.max(leastPauseMs, calls / perMs);
    ownPauseMs = Math.min(inARow > 1 ? ownPauseMs * 2 : base, longestPauseMs);
    return ownPauseMs * (0.75 + clock.random() / 2);
  };

  /** What was given before the first pause, over the time until it is over. */
  const firstPace = (): number => Math.max(countOf(recent), 1) / (pausedUntil - recent.since);

  const slower = (perMs: number): number => {
    const mayBeChance = inARow === 1 && !chance.isKnown();
    const left = perMs * (mayBeChance ? leftOfPace.first : leftOfPace.other);
    return Math.max(left, Math.min(given.perMs() * leftOfGiven, perMs), slowestPerMs);
  };

  const overload = ({ now, inFlight }: Answer, askedMs: number): void => {
    epoch += 1;
    inARow += 1;
    limit = Math.max(1, Math.floor(Math.min(limit, inFlight) / 2));
    const before = pace;
    const pauseMs = pauseFor(before?.perMs ?? Infinity);
    // What was asked for and was not enough is not asked for twice.
    const isEnough = askedMs > 0 && inARow === 1;
    pausedUntil = Math.max(pausedUntil, now + (isEnough ? askedMs : Math.max(askedMs, pauseMs)));
    if (inARow === 1) tooMuch = before?.perMs ?? Infinity;
    const perMs = before === undefined ? firstPace() : slower(before.perMs);
    given.pushedBack(now);
    chance.slowed();
    pace = createTokenBucket({ perMs, holdsMs: 10, now: pausedUntil });
  };

  const judge = ({ epoch: begunIn }: Answer): Verdict | 'known' => {
    if (begunIn !== epoch) return 'known';
    return pace === undefined ? 'overload' : chance.pushedBack(isBorne(pace));
  };

  const quicker = ({ perMs }: TokenBucket): number => {
    const isNear = perMs > tooMuch * near.from && perMs < tooMuch * near.to;
    const isFar = tooMuch < Infinity && perMs < tooMuch / 2;
    const next = perMs * (1 + (isFar ? growth.far : isNear ? growth.near : growth.usual));
    if (given.perMs() === 0 || chance.isKnown()) return next;
    return Math.max(perMs, Math.min(next, given.perMs() * mostAheadOfGiven));
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
      if (epoch === 0) reset(clock.now());
      else limit = Math.min(limit, capacity);
    },
    canRamp: () => begins === 'modest' && pace === undefined && limit < capacity,
    ramp() {
      limit = Math.min(capacity, limit + Math.max(1, limit / 64));
    },
    began(now, idleMs) {
      if (idleMs > forgottenAfterMs) reset(now);
      if (idleMs > longestGapMs) {
        recent = openWindow(now);
        given.idled(now);
      }
      pace?.take(1, now);
    },
    succeeded({ now, epoch: begunIn, inFlight, someoneWaits }) {
      recent = counted(recent, now);
      if (pace === undefined) return;
      if (begunIn !== epoch) {
        // The answers that the first push-back overtook count into the pace behind it.
        if (epoch === 1) pace.setRate(Math.max(pace.perMs, firstPace()), now);
        return;
      }
      chance.succeeded(isBorne(pace));
      given.succeeded(now);
      inARow = 0;
      if (inFlight >= limit / 2) limit = Math.min(capacity, limit + 1 / limit);
      if (someoneWaits) pace.setRate(quicker(pace), now);
    },
    pushedBack(answer, retryAfterMs) {
      const askedMs = Math.min(retryAfterMs ?? 0, longestPauseMs);
      const verdict = judge(answer);
      if (verdict === 'changed') {
        given.forget(answer.now);
        chance.forget();
      }
      if (verdict === 'overload' || verdict === 'changed') return overload(answer, askedMs);
      pausedUntil = Math.max(pausedUntil, answer.now + askedMs);
    },
  };
}

/** Successes to measure the first pace by. */
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
