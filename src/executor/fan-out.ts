import pLimit from 'p-limit';
import type { Json, JsonObject } from '../core/json.ts';
import type { Hole, Outcome } from '../core/outcome.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import { timingOf, type Scope } from './dispatch.ts';
import { callChild } from './tool-context.ts';

/**
 * One child call per element, at most a window of them alive, the results in the order of the
 * elements.
 *
 * 1. No element: ok with `[]`. Otherwise ok if any element is, and a failed one leaves null at its
 *    index and a hole; failed, with the first element's failure, if none is.
 * 2. A write's elements run one after another, and none after one that did not succeed.
 * 3. Stopped: cancelled, the elements that had not begun never begin.
 */
export async function fanOut(
  tool: PreparedTool,
  inputs: readonly JsonObject[],
  scope: Scope,
): Promise<Outcome> {
  const { run, progress, taskId } = scope;
  progress.attempts = 1;
  progress.startedAt = run.now();
  run.emit(taskId, { type: 'task-start', taskId, tool: tool.name, attempt: 1 });
  const isWrite = tool.tool.effect === 'write';
  const limit = pLimit(isWrite ? 1 : windowOf(tool, run.concurrency));
  let broken: Outcome | undefined;
  const children = await Promise.all(
    inputs.map((input) =>
      limit(async (): Promise<Outcome> => {
        const cause = scope.stop.cause;
        if (cause !== undefined) return { status: 'cancelled', cause, ...timingOf(scope) };
        if (broken !== undefined) return afterBroken(scope);
        const outcome = await callChild(scope, tool.name, input);
        if (isWrite && outcome.status !== 'ok') broken = outcome;
        return outcome;
      }),
    ),
  );
  const cause = scope.stop.cause;
  if (cause !== undefined) return { status: 'cancelled', cause, ...timingOf(scope) };
  return collect(children, scope);
}

/** More children than permits would only wait in the queue, holding memory. */
function windowOf(tool: PreparedTool, concurrency: number): number {
  return Math.max(1, Math.min(concurrency, tool.tool.concurrency ?? concurrency, 1_000));
}

function afterBroken(scope: Scope): Outcome {
  const message = 'An earlier element of this write did not succeed.';
  return { status: 'skipped', cause: { reason: 'earlier-write', message }, ...timingOf(scope) };
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
