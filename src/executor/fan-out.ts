import pLimit from 'p-limit';
import type { Json, JsonObject } from '../core/json.ts';
import type { Cause, Hole, Outcome } from '../core/outcome.ts';
import { createStop, releaseStop, stopNow } from '../core/stop.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import { mayNotStart, timingOf, type Scope } from './dispatch.ts';
import { sizeOfJson } from './size-of-json.ts';
import { callChild } from './tool-context.ts';

/**
 * One child call per element, at most a window of them alive, the results in the order of the
 * elements.
 *
 * 1. No element: ok with `[]`. Otherwise ok if any element is, and a failed one leaves null at its
 *    index and a hole; failed, with the first element's failure, if none is.
 * 2. A write's elements run one after another, and none after one that did not succeed: the task has
 *    failed then, so that later writes do not go on, and its details hold the results there were.
 * 3. Stopped: cancelled, the elements that had not begun never begin.
 * 4. Results that together pass `limits.resultBytes` fail the task and stop the elements that run.
 */
export async function fanOut(
  tool: PreparedTool,
  inputs: readonly JsonObject[],
  scope: Scope,
): Promise<Outcome> {
  begin(tool, scope);
  const stop = createStop(scope.stop);
  const family: Family = { tool, scope: { ...scope, stop }, bytes: 0, broken: false };
  const isWrite = tool.tool.effect === 'write';
  const limit = pLimit(isWrite ? 1 : windowOf(tool, scope.run.concurrency));
  const children = await Promise.all(
    inputs.map((input) => limit(() => callElement(family, input))),
  );
  releaseStop(stop);
  const cause = scope.stop.cause;
  if (cause !== undefined) return { status: 'cancelled', cause, ...timingOf(scope) };
  if (stop.cause !== undefined) return tooLarge(tool, scope);
  return family.broken ? brokenOff(children, scope) : collect(children, scope);
}

/** The elements of one task. */
interface Family {
  readonly tool: PreparedTool;
  /** Stops with the task, or by itself when the results grow too large. */
  readonly scope: Scope;
  /** Of the results so far. */
  bytes: number;
  /** A write did not succeed. */
  broken: boolean;
}

function begin({ name }: PreparedTool, { run, record, progress }: Scope): void {
  progress.attempts = 1;
  progress.startedAt = run.now();
  run.emit(record, { type: 'task-start', taskId: record.task.id, tool: name, attempt: 1 });
}

/** More children than permits would only wait in the queue, holding memory. */
function windowOf(tool: PreparedTool, concurrency: number): number {
  return Math.max(1, Math.min(concurrency, tool.tool.concurrency ?? concurrency, 1_000));
}

async function callElement(family: Family, input: JsonObject): Promise<Outcome> {
  const { tool, scope } = family;
  const cause = mayNotStart(scope);
  if (cause !== undefined) return { status: 'cancelled', cause, ...timingOf(scope) };
  if (family.broken) return { status: 'skipped', cause: afterBroken, ...timingOf(scope) };
  const outcome = await callChild(scope, { toolName: tool.name, input });
  if (outcome.status === 'ok') {
    family.bytes += sizeOfJson(outcome.value);
    if (family.bytes > scope.run.limits.resultBytes) stopNow(scope.stop, resultsTooLarge);
  } else if (tool.tool.effect === 'write') {
    family.broken = true;
  }
  return outcome;
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

function brokenOff(children: readonly Outcome[], scope: Scope): Outcome {
  const succeeded = children.flatMap((child) => (child.status === 'ok' ? [child.value] : []));
  const first = children.find((child) => child.status !== 'ok');
  const error = first?.status === 'failed' ? first.error : undefined;
  const reason = error?.message ?? 'it was stopped';
  const message = `Element ${String(succeeded.length)} of ${String(children.length)} was not written, nor any after it: ${reason}`;
  return {
    status: 'failed',
    error: { code: error?.code ?? 'run.aborted', message, details: { succeeded } },
    ...timingOf(scope),
  };
}

function collect(children: readonly Outcome[], scope: Scope): Outcome {
  const values: Json[] = [];
  const holes: Hole[] = [];
  for (const [index, child] of children.entries()) {
    values.push(child.status === 'ok' ? child.value : null);
    if (child.status === 'failed') holes.push({ index, failure: child.error });
    else if (child.status !== 'ok') holes.push({ index, failure: child.cause });
  }
  const first = children.find((child) => child.status === 'failed');
  if (holes.length > 0 && holes.length === children.length && first !== undefined) {
    const message = `None of ${String(children.length)} elements succeeded; the first: ${first.error.message}`;
    return { status: 'failed', error: { ...first.error, message }, ...timingOf(scope) };
  }
  return {
    status: 'ok',
    value: values,
    ...(holes.length === 0 ? {} : { holes }),
    ...timingOf(scope),
  };
}
