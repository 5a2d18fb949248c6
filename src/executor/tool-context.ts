import { didYouMean } from '../core/suggest.ts';
import type { JsonObject } from '../core/json.ts';
import { copyJson, isJsonObject } from '../core/json.ts';
import type { Cause, Failure, Outcome } from '../core/outcome.ts';
import { createStop, releaseStop, signalOf, stopNow, type Stop } from '../core/stop.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import type { ToolContext } from '../tools/tool.ts';
import { toJson } from '../tools/to-json.ts';
import { dispatchBroke } from './causes.ts';
import { beginProgress, timingOf, type Scope } from './dispatch.ts';
import { childKeys, idempotencyKeyOf, type ChildKey } from './idempotency-key.ts';
import { fallBack } from './with-fallback.ts';

/** A tool's context, for as long as its call goes on. */
export interface OpenContext {
  readonly context: ToolContext<never>;
  /** The call has ended: children that still run are stopped, later ones refused. */
  end(): void;
}

/** What a tool is told beside its input. */
export function openContext(caller: PreparedTool, scope: Scope): OpenContext {
  const { run, record, progress } = scope;
  const taskId = record.task.id;
  let children: Stop | undefined;
  let ended = false;
  const keyOf = childKeys(caller, scope);
  const context = {
    runId: run.runId,
    taskId,
    attempt: progress.attempts,
    idempotencyKey: idempotencyKeyOf(scope),
    context: run.context,
    async call(toolName: string, input: JsonObject) {
      children ??= createStop(scope.stop);
      if (ended) stopNow(children, callerEnded);
      const outcome = await callChild(
        { ...scope, stop: children },
        { caller, toolName, input, keyOf },
      );
      // The log holds the outcome: what a tool does to its own must not change that.
      return outcome.status === 'ok' ? { ...outcome, value: copyJson(outcome.value) } : outcome;
    },
  };
  defineSignal(context, scope.stop);
  return {
    context,
    end() {
      ended = true;
      if (children === undefined) return;
      stopNow(children, callerEnded);
      releaseStop(children);
    },
  };
}

const stopKey = Symbol('stop');

/**
 * Gives a context its signal, which is made on first read. One getter serves all: a getter of its own
 * would give each context a shape of its own, which costs more than the rest of a call.
 */
function defineSignal(
  context: object,
  stop: Stop,
): asserts context is { readonly signal: AbortSignal } {
  Object.defineProperty(context, stopKey, { value: stop });
  Object.defineProperty(context, 'signal', signalProperty);
}

const signalProperty = {
  enumerable: true,
  get(this: { readonly [stopKey]: Stop }) {
    return signalOf(this[stopKey]);
  },
};

const callerEnded: Cause = { reason: 'not-needed', message: 'The call that made it has ended.' };

/** A call as a tool asks for it: not yet looked at. */
export interface ChildCall {
  /** Whose call makes it: of a fan-out, the tool itself. */
  readonly caller: PreparedTool;
  /** Absent: its key tells its path. */
  readonly keyOf?: ChildKey | undefined;
  readonly toolName: string;
  readonly input: JsonObject;
}

/**
 * Runs a tool as a child of a call, through the same chain of policies, with a signal that its
 * parent's stop aborts. The parent's permit is given back first: only leaf calls hold one. Never
 * rejects.
 */
export async function callChild(parent: Scope, child: ChildCall): Promise<Outcome> {
  const scope = beginChild(parent);
  let outcome: Outcome;
  try {
    outcome = await dispatchChild(parent, scope, child);
  } catch (thrown) {
    outcome = dispatchBroke(thrown, timingOf(scope));
  }
  return endChild(scope, outcome);
}

/** A child that has a number and no input: nothing is called. */
export function failChild(parent: Scope, tool: PreparedTool, error: Failure): Outcome {
  const scope = beginChild(parent);
  const failed: Outcome = { status: 'failed', error, ...timingOf(scope) };
  return endChild(scope, fallBack(failed, tool, scope.run));
}

function beginChild(parent: Scope): Scope {
  const { run, record, progress } = parent;
  parent.giveBack();
  progress.children += 1;
  progress.below.count += 1;
  return {
    run,
    record,
    path: `${parent.path ?? String(record.task.id)}.${String(progress.children)}`,
    stop: createStop(parent.stop),
    giveBack: nothing,
    progress: beginProgress(run.now(), [], { below: belowOf(parent), caller: progress }),
  };
}

function endChild({ run, record, path, stop }: Scope, outcome: Outcome): Outcome {
  releaseStop(stop);
  const taskId = record.task.id;
  run.emit(record, { type: 'task-end', taskId, ...(path === undefined ? {} : { path }), outcome });
  return outcome;
}

async function dispatchChild(
  parent: Scope,
  scope: Scope,
  { caller, toolName, input, keyOf }: ChildCall,
): Promise<Outcome> {
  const { run } = scope;
  const tool = run.toolset.get(toolName);
  if (tool === undefined) {
    const hint = didYouMean(toolName, run.toolset.tools.keys());
    return refuse(scope, 'tool.unknown', `There is no tool named "${toolName}".${hint}`);
  }
  const excess = excessOf(parent);
  if (excess !== undefined) return refuse(scope, 'run.budget', excess);
  // A read may run before the plan has passed, be shared and be tried again: nothing below it may write.
  if (tool.tool.effect === 'write' && caller.tool.effect !== 'write') {
    const message = `The read tool "${caller.name}" called the write tool "${toolName}". Declare it with effect: 'write'.`;
    return refuse(scope, 'tool.effect', message);
  }
  const json = toJson(input, { maxBytes: run.limits.resultBytes });
  if (!json.ok) return { status: 'failed', error: json.failure, ...timingOf(scope) };
  if (!isJsonObject(json.value)) {
    return refuse(scope, 'tool.invalid-input', `${toolName} takes an object of named arguments.`);
  }
  const keyed = keyOf === undefined ? scope : { ...scope, key: keyOf(toolName, json.value) };
  return run.dispatchOf(tool)({ tool, input: json.value }, keyed);
}

/** An element of a fan-out begins a count of its own: the elements themselves may be many. */
function belowOf({ record, path, progress }: Scope): { count: number } {
  const isFanOut = record.task.fanOut !== undefined && path === undefined;
  return isFanOut ? { count: 0 } : progress.below;
}

/** A tool that calls itself would go on for ever, and never let the event loop have its turn. */
function excessOf({ run, path, progress }: Scope): string | undefined {
  const { fanOut, nesting } = run.limits;
  if (progress.below.count > fanOut) {
    return `One call may make ${String(fanOut)} child calls, those below them included (limits.fanOut).`;
  }
  if ((path?.split('.').length ?? 1) <= nesting) return undefined;
  return `Child calls may stand ${String(nesting)} deep inside one another (limits.nesting). Does a tool call itself?`;
}

function refuse(scope: Scope, code: Failure['code'], message: string): Outcome {
  return { status: 'failed', error: { code, message }, ...timingOf(scope) };
}

function nothing(): void {
  // a call holds no permit before its gate gives one
}
