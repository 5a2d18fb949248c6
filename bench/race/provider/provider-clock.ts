/** The provider's time; tests put their own in its place. */
export interface ProviderClock {
  /** Milliseconds since 1970 with their fractions, so that processes of one machine can be compared. */
  readonly now: () => number;
  /** Resolves at or after `timeMs` of `now()`, or when the signal aborts; never rejects. */
  readonly sleepUntil: (timeMs: number, signal: AbortSignal) => Promise<void>;
}

/** Real time. */
export const realClock: ProviderClock = {
  now: () => performance.timeOrigin + performance.now(),
  sleepUntil: async (timeMs, signal) => {
    // A timer may fire up to a millisecond early: then another one follows.
    while (!signal.aborted) {
      const leftMs = timeMs - realClock.now();
      if (leftMs <= 0) return;
      await sleep(leftMs, signal);
    }
  },
};

function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(1, Math.round(durationMs)));
    signal.addEventListener('abort', end);
  });
}
