import { asSentence } from '../core/as-sentence.ts';
import type { Clock } from '../core/clock.ts';
import { ignorePromise } from '../core/ignore-promise.ts';
import { copyJsonObject, isJsonObject } from '../core/json.ts';
import type { Cause, Failure, FailedOutcome, Outcome } from '../core/outcome.ts';
import { backOffMs } from '../core/retry-after.ts';
import { onStop } from '../core/stop.ts';
import type { RetryOptions } from '../tools/tool.ts';
import { mayNotStart, type Progress, type Scope } from './dispatch.ts';
import { createFailedTogether, type FailedTogether } from './failed-together.ts';
import type { Gate } from './gate.ts';
import { stoppedOutcome } from './invoke.ts';
import type { Policy } from './policy.ts';
import { isPushback, isTransient } from './transient.ts';

/**
 * Makes a failed call again, for the failures that may pass.
 *
 * 1. At most `attempts` calls in all; only failures are tried again, and only those that `on` names.
 * 2. Between two calls a random wait ("full jitter"), never shorter than the server asks; it holds
 *    no permit, and ends at once when the call is stopped or the run starts nothing more.
 * 3. A server that asks for more than `maxRetryAfterMs` has failed the call at once.
 * 4. What is tried again is paid from the gate's retry budget, but for push-backs: those have paused
 *    the gate, which paces what comes next.
 * 5. Calls that failed in one batch wait and pay once for all: they are one batch again.
 * 6. Every call gets the same input, whatever its tool did to the one before.
 */
export const withRetry: Policy = (inner, { tool }, { gates }) => {
  if (tool.retry === undefined) return inner;
  const retry = { ...settingsOf(tool.retry), gate: gates.forTool(tool) };
  const batches = new WeakMap<Progress, FailedTogether>();
  return async (call, scope) => {
    const { progress, run } = scope;
    for (let attempt = 1; ; attempt += 1) {
      progress.batch = undefined;
      const outcome = await inner({ ...call, input: copyJsonObject(call.input) }, scope);
      if (outcome.status !== 'failed') return outcome;
      const together = togetherOf(batches, progress.batch, run.clock);
      const next = nextStep(retry, { outcome, attempt, together, random: run.clock.random() });
      if (next.kind === 'over') return next.outcome;
      if (mayNotStart(scope) === undefined) announce(scope, outcome.error, next.waitMs);
      const cause = await backOff(scope, next.waitMs, together);
      if (cause !== undefined)
        return stoppedOutcome(afterFailure(cause, outcome.error), call, scope);
    }
  };
};

function togetherOf(
  batches: WeakMap<Progress, FailedTogether>,
  batch: Progress | undefined,
  clock: Clock,
): FailedTogether {
  const known = batch === undefined ? undefined : batches.get(batch);
  if (known !== undefined) return known;
  const together = createFailedTogether(clock);
  if (batch !== undefined) batches.set(batch, together);
  return together;
}

type Settings = Required<Omit<RetryOptions, 'writes'>>;

function settingsOf(retry: RetryOptions): Settings {
  const { attempts = 3, baseMs = 250, maxMs = 10_000, on = isTransient } = retry;
  const { maxRetryAfterMs = 30_000 } = retry;
  return { attempts, baseMs, maxMs, maxRetryAfterMs, on };
}

interface Retry extends Settings {
  readonly gate: Gate | undefined;
}

interface Failed {
  readonly outcome: FailedOutcome;
  /** From 1. */
  readonly attempt: number;
  readonly together: FailedTogether;
  readonly random: number;
}

type Step =
  | { readonly kind: 'over'; readonly outcome: Outcome }
  | { readonly kind: 'again'; readonly waitMs: number };

function nextStep(retry: Retry, { outcome, attempt, together, random }: Failed): Step {
  const { error } = outcome;
  if (attempt >= retry.attempts || !mayPass(retry, error)) return { kind: 'over', outcome };
  const askedMs = retryAfterOf(error) ?? 0;
  if (askedMs > retry.maxRetryAfterMs) {
    const most = String(retry.maxRetryAfterMs);
    const why = `The server asks to wait ${String(askedMs)} ms, more than retry.maxRetryAfterMs of ${most} ms; it was not tried again.`;
    return { kind: 'over', outcome: explained(outcome, why) };
  }
  const { gate } = retry;
  if (gate !== undefined && !isPushback(error) && !(together.isPaid ??= gate.mayRetry())) {
    const why = `It was not tried again: too many calls of ${gate.name} failed (a tenth of all, and ten more, may be tried again).`;
    return { kind: 'over', outcome: explained(outcome, why) };
  }
  together.backOffMs ??= backOffMs(attempt, random, retry);
  return { kind: 'again', waitMs: Math.max(askedMs, together.backOffMs) };
}

/** The user's `on` may throw, or give a promise: then the failure stands. */
function mayPass({ on }: Retry, error: Failure): boolean {
  try {
    const given: unknown = on(error);
    ignorePromise(given);
    return given === true;
  } catch {
    return false;
  }
}

/** Why it was not tried again does not hide why it should have been. */
function afterFailure(cause: Cause, { message }: Failure): Cause {
  return { ...cause, message: `${asSentence(message)} ${cause.message}` };
}

function retryAfterOf({ details }: Failure): number | undefined {
  const told = isJsonObject(details) ? details['retryAfterMs'] : undefined;
  return typeof told === 'number' ? told : undefined;
}

function explained(outcome: FailedOutcome, why: string): Outcome {
  const { error } = outcome;
  return { ...outcome, error: { ...error, message: `${asSentence(error.message)} ${why}` } };
}

function announce({ run, record, path, progress }: Scope, error: Failure, waitMs: number): void {
  run.emit(record, {
    type: 'task-retry',
    taskId: record.task.id,
    ...(path === undefined ? {} : { path }),
    attempt: progress.attempts,
    waitMs,
    error,
  });
}

/** Resolves after the wait, or with what stops the call before. */
function backOff(
  scope: Scope,
  waitMs: number,
  { after }: FailedTogether,
): Promise<Cause | undefined> {
  const { run, stop } = scope;
  return new Promise((resolve) => {
    const unlisten: (() => void)[] = [];
    const end = (): void => {
      cancel();
      for (const stopListening of unlisten) stopListening();
      resolve(mayNotStart(scope));
    };
    const cancel = after(waitMs, end);
    for (const either of [stop, run.halt]) unlisten.push(onStop(either, end));
  });
}
