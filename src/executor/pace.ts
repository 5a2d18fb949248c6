import { createChance, type Verdict } from './chance.ts';
import { createGivenRate } from './given-rate.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

/**
 * How many calls a second a resource gets behind its first overload. Quick calls cannot be slowed by a
 * limit on how many run at once.
 *
 * 1. The first pace is what the resource gave until then. Measured by little, or while nobody waited, it
 *    is left quickly: the resource was not asked for more.
 * 2. An overload slows what was really called, but not below what was given for sure (given-rate.ts).
 *    Those that follow it in a row do not: they only tell that the pause was too short.
 * 3. A long row may be an outage. Where another one follows it at once, it is none: then they tell the rate.
 * 4. Each success while somebody waits raises it, hardly near the pace that was too much the last time.
 * 5. A push-back by chance (chance.ts) changes nothing.
 */
export interface Pace {
  readonly isSet: () => boolean;
  readonly waitMs: (now: number) => number;
  /** `idleMs`: for how long nobody had called, or waited. */
  readonly began: (now: number, idleMs: number) => void;
  /** `isNew`: it was called behind the last overload. */
  readonly succeeded: (now: number, isNew: boolean, someoneWaits: boolean) => void;
  /** What a push-back of a call behind the last overload was. */
  readonly judge: (now: number) => Verdict;
  /** How long a pause should be where nobody says. */
  readonly pauseMs: () => number;
  readonly overloaded: (overload: Overload) => void;
  readonly forget: (now: number) => void;
}

export interface Overload {
  readonly now: number;
  /** The pause of our own making, whatever was asked. */
  readonly pauseMs: number;
  readonly resumesAt: number;
  /** No success since the overload before. */
  readonly isInARow: boolean;
  /** Where nobody does, callers are slower than the pace allows. */
  readonly someoneWaits: boolean;
}

const firstPauseMs = 200;
/** Of the pace; fewer where it is known what the resource bears. */
const pauseInCalls = { unknown: 3, known: 1 };
const leastPauseMs = 10;
const slowestPerMs = 1 / 60_000;

/** What an overload leaves of the pace: one that may be chance; any other. */
const leftOfPace = { first: 0.7, other: 0.5 };
/** Of what was given for sure: a little less, to be rid of push-backs for a while. */
const leftOfGiven = 0.8;

/** Of the pace, a success: by how far it is from the pace that was too much the last time. */
const growth = { far: 0.5, usual: 0.08, near: 0.004 };
/** Of a first pace more, over one and the successes that it was measured by. */
const growthOfGuess = 0.5;
const near = { from: 0.85, to: 1.15 };
/** No quicker than this times what was given for sure while somebody waited, unless chance is a reason. */
const mostAheadOfGiven = 1.3;

/** Overloads in a row that an outage may be, and successes behind them that show that it was one. */
const longRow = 3;

/** Calls that tell a rate, where somebody waited all the while. */
const fewCalls = 3;

/** A time without any call does not count into a pace, from this length on. */
const longestGapMs = 1_000;

export function createPace(since: number): Pace {
  let bucket: TokenBucket | undefined;
  /** Too much the last time, in calls a ms. */
  let tooMuch = Infinity;
  /** Calls since the last overload, and when those could begin. */
  let begun = { since, count: 0 };
  /** The overloads without a success between them, the successes behind them. */
  let row = { beganAt: since, pauseMs: 0, length: 0, successes: 0, isSecond: false };
  /** Successes that the first pace was measured by while somebody waited. */
  let firstCount = 0;
  let recent = openWindow(since);
  const given = createGivenRate(since);
  const chance = createChance();

  const isBorne = (): boolean => bucket !== undefined && bucket.perMs <= given.perMs();

  /** What was given before the first overload, over the time until the pause behind it is over. */
  const firstPace = (): number => {
    firstCount = recent.older.asked + recent.newer.asked;
    const count = recent.older.all + recent.newer.all;
    // Never less than the pause: the window may have begun behind the push-back.
    const spanMs = Math.max(row.beganAt - recent.since, 0) + row.pauseMs;
    return Math.max(count, 1) / spanMs;
  };

  const slower = (perMs: number, last: typeof row, until: number): number => {
    if (last.isSecond && isShortLived(last)) {
      const told = Math.max(last.successes, 1) / (until - last.beganAt);
      return Math.min(told, perMs * leftOfPace.first);
    }
    const left = perMs * (chance.isKnown() ? leftOfPace.other : leftOfPace.first);
    return Math.max(left, Math.min(given.perMs() * leftOfGiven, perMs));
  };

  const quicker = (perMs: number): number => {
    const isNear = perMs > tooMuch * near.from && perMs < tooMuch * near.to;
    const isFar = tooMuch < Infinity && perMs < tooMuch / 2;
    const guessed = tooMuch === Infinity ? growthOfGuess / (1 + firstCount) : 0;
    const by = isFar ? growth.far : isNear ? growth.near : growth.usual + guessed;
    const next = perMs * (1 + by);
    if (!given.isAll() || chance.isKnown()) return next;
    return Math.max(perMs, Math.min(next, given.perMs() * mostAheadOfGiven));
  };

  const forget = (now: number): void => {
    given.forget(now);
    chance.forget();
  };

  const slowDown = ({ now, pauseMs, someoneWaits }: Overload): number => {
    const last = row;
    row = { beganAt: now, pauseMs, length: 1, successes: 0, isSecond: isShortLived(last) };
    if (bucket === undefined) return firstPace();
    const isBusy = someoneWaits && begun.count >= fewCalls && now > begun.since;
    tooMuch = isBusy ? Math.min(bucket.perMs, begun.count / (now - begun.since)) : bucket.perMs;
    return slower(tooMuch, last, now + pauseMs);
  };

  return {
    isSet: () => bucket !== undefined,
    waitMs: (now) => bucket?.waitMs(now) ?? 0,
    began(now, idleMs) {
      if (idleMs > longestGapMs) {
        recent = openWindow(now);
        given.idled(now);
      }
      bucket?.take(1, now);
      // Neither a time in which nobody called nor a pause that became longer is part of a rate.
      if (idleMs > 0 || begun.count === 0) begun = { since: now, count: 0 };
      begun = { ...begun, count: begun.count + 1 };
    },
    succeeded(now, isNew, someoneWaits) {
      recent = counted(recent, now, someoneWaits);
      if (bucket === undefined) return;
      if (!isNew) {
        // Answers that the first push-back overtook count into the first pace.
        if (tooMuch === Infinity) bucket.setRate(Math.max(bucket.perMs, firstPace()), now);
        return;
      }
      chance.succeeded(isBorne());
      given.succeeded(now, someoneWaits);
      row = { ...row, successes: row.successes + 1 };
      if (!someoneWaits) begun = { since: now, count: 0 };
      else bucket.setRate(quicker(bucket.perMs), now);
    },
    judge(now) {
      if (bucket === undefined) return 'overload';
      const verdict = chance.pushedBack(isBorne());
      if (verdict === 'changed') forget(now);
      return verdict;
    },
    pauseMs() {
      if (bucket === undefined) return firstPauseMs;
      const calls = given.perMs() > 0 ? pauseInCalls.known : pauseInCalls.unknown;
      return Math.max(leastPauseMs, calls / bucket.perMs);
    },
    overloaded(overload) {
      const { now, resumesAt } = overload;
      let perMs = bucket?.perMs ?? 0;
      if (overload.isInARow) row = { ...row, length: row.length + 1 };
      else perMs = Math.max(slowDown(overload), slowestPerMs);
      given.pushedBack(now);
      chance.slowed();
      begun = { since: resumesAt, count: 0 };
      bucket = createTokenBucket({ perMs, holdsMs: 10, now: resumesAt });
    },
    forget(now) {
      bucket = undefined;
      tooMuch = Infinity;
      row = { ...row, length: 0 };
      forget(now);
    },
  };
}

/** Of a row: long, and hardly a success behind it. */
function isShortLived({ length, successes }: { length: number; successes: number }): boolean {
  return length >= longRow && successes < longRow;
}

/** Successes to measure the first pace by. */
interface Window {
  readonly since: number;
  readonly older: Counts;
  readonly newerSince: number;
  readonly newer: Counts;
}

/** `asked`: those at whose end somebody waited. */
interface Counts {
  readonly all: number;
  readonly asked: number;
}

const none: Counts = { all: 0, asked: 0 };

function openWindow(since: number): Window {
  return { since, older: none, newerSince: since, newer: none };
}

/** Long ago is no measure of now: what is older than ten successes and a second goes. */
function counted(window: Window, now: number, someoneWaits: boolean): Window {
  const { newer, newerSince } = window;
  const asked = someoneWaits ? 1 : 0;
  if (newer.all < 10 || now - newerSince < 1_000) {
    return { ...window, newer: { all: newer.all + 1, asked: newer.asked + asked } };
  }
  return { since: newerSince, older: newer, newerSince: now, newer: { all: 1, asked } };
}
