import type { Outcome } from '../core/outcome.ts';
import { createStop } from '../core/stop.ts';
import { bindInput } from '../plan/bind-input.ts';
import type { Lookup } from '../plan/resolve.ts';
import { dispatchBroke } from './causes.ts';
import { consentedFanOut } from './consented-fan-out.ts';
import { beginProgress, type RunScope, type Scope } from './dispatch.ts';
import type { TaskRecord } from './task-record.ts';
import { fallBack } from './with-fallback.ts';

/** A task that is ready. */
export interface ReadyTask {
  readonly run: RunScope;
  readonly record: TaskRecord;
  readonly lookup: Lookup;
  /** Gets the scope before anything of the call begins. */
  readonly begin: (scope: Scope) => void;
}

/**
 * Binds the input of a task and makes its call, or its calls. An outcome at once where there is
 * nothing to call. Never throws, never rejects.
 */
export function callTask(ready: ReadyTask): Promise<Outcome> | Outcome {
  const readyAt = ready.run.now();
  const broke = (thrown: unknown): Outcome =>
    dispatchBroke(thrown, { readyAt, endedAt: ready.run.now(), attempts: 0 });
  try {
    const outcome = dispatchTask(ready, readyAt);
    return outcome instanceof Promise ? outcome.catch(broke) : outcome;
  } catch (thrown) {
    return broke(thrown);
  }
}

function dispatchTask(
  { run, record, lookup, begin }: ReadyTask,
  readyAt: number,
): Promise<Outcome> | Outcome {
  const { task } = record;
  const tool = run.toolset.get(task.tool);
  if (tool === undefined) throw new TypeError(`there is no tool ${task.tool}`);
  const bound = bindInput(task, tool, { lookup, maxElements: run.limits.fanOut });
  if (bound.kind === 'failed') {
    const timing = { readyAt, endedAt: run.now(), attempts: 0 };
    return fallBack({ status: 'failed', error: bound.failure, ...timing }, tool, run);
  }
  const progress = beginProgress(readyAt, bound.notes);
  const stop = createStop();
  const scope: Scope = { run, record, path: undefined, stop, giveBack: nothing, progress };
  begin(scope);
  return bound.kind === 'single'
    ? run.dispatchOf(tool)({ tool, input: bound.input }, scope)
    : consentedFanOut(tool, bound.elements, scope);
}

function nothing(): void {
  // a task holds no permit before its gate gives one
}
