import { randomUUID } from 'node:crypto';

/** Where time, chance and ids come from: the only such place, so that tests can drive them. */
export interface Clock {
  /** Milliseconds from any fixed origin; never goes back. */
  now(): number;
  /** Wall time in milliseconds since 1970. */
  wallTime(): number;
  /** Calls `action` once after `delayMs`; the returned function takes it back. */
  after(delayMs: number, action: () => void): () => void;
  /** A number in [0, 1). */
  random(): number;
  /** A fresh id, unique over machines. */
  id(): string;
}

/** setTimeout takes 32 bits; a longer delay would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The real clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, Math.min(Math.max(delayMs, 0), LONGEST_DELAY_MS));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  id: () => randomUUID(),
};

/** Milliseconds since a moment of the same clock, to the microsecond: more digits only fill the log. */
export function elapsedMs(clock: Clock, since: number): number {
  return Math.round((clock.now() - since) * 1_000) / 1_000;
}

/** Resolves after `delayMs`, or as soon as `signal` aborts; the caller looks at `signal.aborted`. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const finish = (): void => {
      cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.after(delayMs, finish);
    signal?.addEventListener('abort', finish);
  });
}
