import pLimit from 'p-limit';
import { asSentence } from '../core/as-sentence.ts';
import type { Json } from '../core/json.ts';
import type {
  CancelledOutcome,
  Cause,
  FailedOutcome,
  Failure,
  Hole,
  OkOutcome,
  Outcome,
  SkippedOutcome,
  Timing,
} from '../core/outcome.ts';
import { createStop, releaseStop, stopNow } from '../core/stop.ts';
import type { BoundElement } from '../plan/bind-input.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import { mayNotStart, timingOf, type RunScope, type Scope } from './dispatch.ts';
import { sizeOfJson } from './size-of-json.ts';
import { callChild, failChild } from './tool-context.ts';
import { mostInBatch } from './with-batch.ts';

/**
 * One child call per element, at most a window of them alive, the results in the order of the
 * elements.
 *
 * 1. No element: ok with `[]`. Otherwise ok if any element is, and one that is not leaves null at its
 *    index and a hole. If none is: failed with the first failure, or ended as its first element where
 *    none failed.
 * 2. An element that has no input is one that failed: it has its number and its outcome, and no call.
 * 3. A write's elements run one after another, and none after one that did not succeed: the task has
 *    failed then, so that later writes do not go on, and its details hold the results there were.
 * 4. Stopped: cancelled, the elements that had not begun never begin. The cause of a write tells how
 *    many were written.
 * 5. Results that together pass `limits.resultBytes` fail the task and stop the elements that run.
 */
export async function fanOut(
  tool: PreparedTool,
  elements: readonly BoundElement[],
  scope: Scope,
): Promise<Outcome> {
  const closed = mayNotStart(scope);
  if (closed !== undefined) return cancelled(closed, timingOf(scope));
  begin(tool, scope);
  const stop = createStop(scope.stop);
  const family: Family = { tool, scope: { ...scope, stop }, bytes: 0, breaker: undefined };
  const isWrite = tool.tool.effect === 'write';
  const limit = pLimit(isWrite ? 1 : windowOf(tool, scope.run));
  const children = await Promise.all(
    elements.map((element) => limit(() => callElement(family, element))),
  );
  releaseStop(stop);
  const cause = scope.stop.cause;
  if (cause !== undefined) {
    return cancelled(isWrite ? tellWritten(cause, children) : cause, timingOf(scope));
  }
  if (stop.cause !== undefined) return tooLarge(tool, scope);
  if (family.breaker !== undefined) return brokenOff(family.breaker, children, scope);
  return collect(children, scope);
}

/** The elements of one task. */
interface Family {
  readonly tool: PreparedTool;
  /** Stops with the task, or by itself when the results grow too large. */
  readonly scope: Scope;
  /** Of the results so far. */
  bytes: number;
  /** The write that did not succeed. */
  breaker: FailedOutcome | Closed | undefined;
}

/** How an element ended that was not made, or was stopped. */
type Closed = SkippedOutcome | CancelledOutcome;

function begin({ name }: PreparedTool, { run, record, progress }: Scope): void {
  progress.attempts = 1;
  progress.startedAt = run.now();
  run.emit(record, { type: 'task-start', taskId: record.task.id, tool: name, attempt: 1 });
}

/**
 * More children than permits would only wait in the queue, holding memory; but one permit serves as
 * many as fill a batch.
 */
function windowOf(tool: PreparedTool, { concurrency, passes }: RunScope): number {
  const permits = Math.max(1, Math.min(concurrency, tool.tool.concurrency ?? concurrency));
  const batch = passes.batching === 'on' ? mostInBatch(tool) : 1;
  return Math.min(permits * batch, Math.max(1_000, batch));
}

async function callElement(family: Family, element: BoundElement): Promise<Outcome> {
  const { tool, scope } = family;
  if (family.breaker !== undefined) {
    return { status: 'skipped', cause: afterBroken, ...unbegun(scope) };
  }
  const outcome = await outcomeOf(family, element);
  if (outcome.status !== 'ok') {
    if (tool.tool.effect === 'write') family.breaker = outcome;
    return outcome;
  }
  family.bytes += sizeOfJson(outcome.value);
  if (family.bytes > scope.run.limits.resultBytes) stopNow(scope.stop, resultsTooLarge);
  return outcome;
}

function cancelled(cause: Cause, timing: Timing): Outcome {
  return { status: 'cancelled', cause, ...timing };
}

/** Of an element that was not called: its task's times are not its own. */
function unbegun({ run }: Scope): Timing {
  return { endedAt: run.now(), attempts: 0 };
}

function tellWritten(cause: Cause, children: readonly Outcome[]): Cause {
  const written = children.filter(({ status }) => status === 'ok').length;
  const isUnderWay = children.some(
    ({ status, startedAt }) => status === 'cancelled' && startedAt !== undefined,
  );
  if (written === 0 && !isUnderWay) return cause;
  const underWay = isUnderWay ? ', and one was under way' : '';
  const count = `Of ${String(children.length)} elements ${String(written)} had been written`;
  return { ...cause, message: `${asSentence(cause.message)} ${count}${underWay}.` };
}

function outcomeOf({ tool, scope }: Family, element: BoundElement): Promise<Outcome> | Outcome {
  const cause = mayNotStart(scope);
  if (cause !== undefined) return cancelled(cause, unbegun(scope));
  if (!element.ok) return failChild(scope, tool, element.failure);
  return callChild(scope, { caller: tool, toolName: tool.name, input: element.input });
}

const afterBroken: Cause = {
  reason: 'earlier-write',
  message: 'An earlier element of this write did not succeed.',
};

const resultsTooLarge: Cause = { reason: 'budget', message: 'The results are too large together.' };

function tooLarge({ name }: PreparedTool, scope: Scope): Outcome {
  const limit = String(scope.run.limits.resultBytes);
  const message = `The results of ${name} over the list are together more than ${limit} bytes (limits.resultBytes). Fan out over fewer elements, or let the tool return less.`;
  return {
    status: 'failed',
    error: { code: 'tool.result-too-large', message },
    ...timingOf(scope),
  };
}

function brokenOff(
  breaker: FailedOutcome | Closed,
  children: readonly Outcome[],
  scope: Scope,
): Outcome {
  const succeeded = children.flatMap((child) => (child.status === 'ok' ? [child.value] : []));
  if (succeeded.length === 0 && breaker.status !== 'failed') return endedAs(breaker, scope);
  const { code, message: reason } = failureOf(breaker);
  const message = `Of ${String(children.length)} elements ${String(succeeded.length)} were written; the next did not succeed, and none after it was begun: ${reason}`;
  return {
    status: 'failed',
    error: { code, message, details: { succeeded } },
    ...timingOf(scope),
  };
}

/** The end of a task of which nothing was done, for the reason that its first element has. */
function endedAs({ status, cause }: Closed, scope: Scope): Outcome {
  return { status, cause, ...timingOf(scope) };
}

function failureOf(child: FailedOutcome | Closed): Failure {
  if (child.status === 'failed') return child.error;
  const { reason, bound, message } = child.cause;
  if (reason !== 'budget') return { code: 'run.aborted', message };
  return { code: 'run.budget', message, ...(bound === undefined ? {} : { details: { bound } }) };
}

function collect(children: readonly Outcome[], scope: Scope): Outcome {
  const values: Json[] = [];
  const holes: Hole[] = [];
  let closed: Closed | undefined;
  let failed: FailedOutcome | undefined;
  for (const [index, child] of children.entries()) {
    values.push(child.status === 'ok' ? child.value : null);
    if (child.status === 'ok') continue;
    if (child.status === 'failed') failed ??= child;
    else closed ??= child;
    holes.push({ index, failure: child.status === 'failed' ? child.error : child.cause });
  }
  const fallbacks = fallbacksOf(children);
  if (holes.length === 0) return { status: 'ok', value: values, ...fallbacks, ...timingOf(scope) };
  if (holes.length === children.length) {
    if (failed !== undefined) return noneSucceeded(failed, children.length, scope);
    if (closed !== undefined) return endedAs(closed, scope);
  }
  return { status: 'ok', value: values, holes, ...fallbacks, ...timingOf(scope) };
}

/** A value that holds fallbacks says so, with the first failure. */
function fallbacksOf(children: readonly Outcome[]): Pick<OkOutcome, 'fallbackFor'> {
  const failures = children.flatMap((child) =>
    child.status === 'ok' && child.fallbackFor !== undefined ? [child.fallbackFor] : [],
  );
  const [first] = failures;
  if (first === undefined) return {};
  const count = `${String(failures.length)} of ${String(children.length)} elements`;
  return { fallbackFor: { ...first, message: `For ${count}; the first: ${first.message}` } };
}

function noneSucceeded({ error }: FailedOutcome, count: number, scope: Scope): Outcome {
  const message = `None of ${String(count)} elements succeeded; the first: ${error.message}`;
  return { status: 'failed', error: { ...error, message }, ...timingOf(scope) };
}
