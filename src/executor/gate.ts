import { systemClock, type Clock } from '../core/clock.ts';
import type { Obstacle } from '../core/gate-wait.ts';
import { createCongestion, rampEveryMs } from './congestion.ts';
import { createRetryBudget } from './retry-budget.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

/**
 * What stands before a resource (a tool, a model, or what several share), owned by the compiler and
 * shared by all its runs: how many calls at once, how many a minute, and whether any now.
 *
 * 1. No permit is given while the resource asked for a pause, while a bucket is empty, or while as
 *    many are out as its concurrency allows at the moment (see congestion.ts).
 * 2. Waiters are served once each, in the order they came, while a permit is free; one that does not
 *    take it lets the next one try.
 * 3. What a call's end says about the resource is heard before its permit can serve another.
 * 4. There is one timer at most, and none while nobody waits.
 */
export interface Gate {
  readonly name: string;
  /** `tokens`: what a model call will probably use. */
  tryTake(tokens?: number): Permit | undefined;
  /** Once a permit. `ending`: what the resource let see; absent where that is nothing. */
  giveBack(permit: Permit, ending?: CallEnding): void;
  /** A call used other than what was said when it began. */
  correct(tokens: number): void;
  /**
   * `serve` is called once, when a permit is free; it takes it with `tryTake` or leaves it. Returns a
   * function that ends the wait.
   */
  wait(serve: () => void): () => void;
  /** Why there is no permit now. */
  obstacle(): Obstacle | undefined;
  /** Whether a failed call may be made again; counts it if so. */
  mayRetry(): boolean;
  /** What it allows, from now on. */
  setLimits(limits: GateLimits): void;
}

/** When a call began, as its gate counts. */
export interface Permit {
  readonly epoch: number;
  /** Who has it had to wait for it, so that the resource was asked for more than it was given. */
  readonly waited: boolean;
}

/** How a call ended, as far as it tells about the resource. */
export type CallEnding =
  | { readonly kind: 'ok' }
  | { readonly kind: 'failed' }
  /** It asked to be called less. */
  | { readonly kind: 'pushback'; readonly retryAfterMs: number | undefined };

/** What a resource allows. What is absent is not limited; overload is heeded in any case. */
export interface GateOptions {
  /** Calls at once. */
  readonly concurrency?: number;
  readonly requestsPerMinute?: number;
  /** Of model calls: prompt and completion. */
  readonly tokensPerMinute?: number;
}

export interface GateLimits extends GateOptions {
  /** Where neither a concurrency nor a rate is told: to begin with a few calls at once, and grow. */
  readonly start: 'modest' | 'open';
}

export function createGate(name: string, clock: Clock = systemClock): Gate {
  const congestion = createCongestion(clock);
  const retries = createRetryBudget();
  const waiting = new Set<() => void>();
  let requests: TokenBucket | undefined;
  let tokens: TokenBucket | undefined;
  let inFlight = 0;
  /** The last time that somebody called, or waited. */
  let busyAt = clock.now();
  let timer: { readonly at: number; readonly cancel: () => void } | undefined;

  const obstacleAt = (now: number): Obstacle | undefined => {
    const pauseMs = congestion.pausedUntil() - now;
    if (pauseMs > 0) return { reason: 'pause', waitMs: pauseMs };
    if (inFlight >= Math.floor(congestion.limit())) return { reason: 'concurrency' };
    const rateMs = Math.max(
      congestion.paceWaitMs(now),
      requests?.waitMs(now) ?? 0,
      tokens?.waitMs(now) ?? 0,
    );
    return rateMs > 0 ? { reason: 'rate', waitMs: rateMs } : undefined;
  };

  /** Within the call of a waiter. */
  let isServing = false;

  const serveWaiting = (): void => {
    for (const serve of waiting) {
      if (obstacleAt(clock.now()) !== undefined) break;
      waiting.delete(serve);
      busyAt = clock.now();
      isServing = true;
      serve();
      isServing = false;
    }
    schedule();
  };

  /** Permits that come back serve by themselves; time does not. */
  const schedule = (): void => {
    const now = clock.now();
    const waitMs = waiting.size === 0 ? undefined : waitMsAt(now);
    if (waitMs === undefined) return cancelTimer();
    const delayMs = Math.ceil(waitMs);
    const at = now + delayMs;
    if (timer !== undefined && timer.at <= at) return;
    cancelTimer();
    timer = { at, cancel: clock.after(delayMs, onTime) };
  };

  /** When to look again; undefined where a permit that comes back will do. */
  const waitMsAt = (now: number): number | undefined => {
    const obstacle = obstacleAt(now);
    // It was there when the waiter asked, and time has gone on since.
    if (obstacle === undefined) return 0;
    if (obstacle.reason === 'concurrency') return congestion.canRamp() ? rampEveryMs : undefined;
    return obstacle.waitMs;
  };

  const onTime = (): void => {
    timer = undefined;
    const isFull = obstacleAt(clock.now())?.reason === 'concurrency';
    if (isFull && congestion.canRamp()) congestion.ramp();
    serveWaiting();
  };

  const cancelTimer = (): void => {
    timer?.cancel();
    timer = undefined;
  };

  const hear = (permit: Permit, ending: CallEnding | undefined): void => {
    if (ending === undefined || ending.kind === 'failed') return;
    const someoneWaits = waiting.size > 0 || permit.waited;
    const answer = { now: clock.now(), epoch: permit.epoch, inFlight, someoneWaits };
    if (ending.kind === 'ok') congestion.succeeded(answer);
    else congestion.pushedBack(answer, ending.retryAfterMs);
  };

  return {
    name,
    tryTake(expectedTokens = 0) {
      const now = clock.now();
      if (obstacleAt(now) !== undefined) return undefined;
      congestion.began(now, inFlight === 0 ? now - busyAt : 0);
      requests?.take(1, now);
      tokens?.take(expectedTokens, now);
      retries.earn();
      inFlight += 1;
      return { epoch: congestion.epoch(), waited: isServing };
    },
    giveBack(permit, ending) {
      hear(permit, ending);
      inFlight -= 1;
      busyAt = clock.now();
      serveWaiting();
    },
    correct: (more) => tokens?.take(more, clock.now()),
    wait(serve) {
      waiting.add(serve);
      schedule();
      return () => {
        waiting.delete(serve);
        if (waiting.size === 0) cancelTimer();
      };
    },
    obstacle() {
      const obstacle = obstacleAt(clock.now());
      if (obstacle?.waitMs === undefined) return obstacle;
      return { ...obstacle, waitMs: Math.ceil(obstacle.waitMs) }; // more digits only fill the log
    },
    mayRetry: retries.take,
    setLimits({ concurrency = Infinity, requestsPerMinute, tokensPerMinute, start }) {
      const now = clock.now();
      const isTold = concurrency < Infinity || requestsPerMinute !== undefined;
      congestion.setCapacity(concurrency, isTold ? 'open' : start);
      requests = bucketOf(requests, requestsPerMinute, now);
      tokens = bucketOf(tokens, tokensPerMinute, now);
    },
  };
}

/** A bucket whose rate stays keeps what is in it. */
function bucketOf(
  before: TokenBucket | undefined,
  perMinute: number | undefined,
  now: number,
): TokenBucket | undefined {
  if (perMinute === undefined) return undefined;
  const perMs = perMinute / 60_000;
  return before?.perMs === perMs ? before : createTokenBucket({ perMs, now });
}
