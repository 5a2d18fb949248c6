import { didYouMean } from '../core/suggest.ts';
import type { JsonObject } from '../core/json.ts';
import { isJsonObject } from '../core/json.ts';
import type { Failure, Outcome } from '../core/outcome.ts';
import { createStop } from '../core/stop.ts';
import type { ToolContext } from '../tools/tool.ts';
import { toJson } from '../tools/to-json.ts';
import { timingOf, type Scope } from './dispatch.ts';

/** What a tool is told beside its input. */
export function toolContext(scope: Scope): ToolContext<never> {
  const { run, taskId, path, progress } = scope;
  return {
    get signal() {
      return scope.stop.signal;
    },
    get idempotencyKey() {
      return `${run.runId}:${path ?? String(taskId)}`;
    },
    runId: run.runId,
    taskId,
    attempt: progress.attempts,
    context: run.context,
    call: (tool, input) => callChild(scope, tool, input),
  };
}

/**
 * Runs a tool as a child of a call, through the same chain of policies, with a signal that its
 * parent's stop aborts. The parent's permit is given back first: only leaf calls hold one.
 */
export async function callChild(
  parent: Scope,
  toolName: string,
  input: JsonObject,
): Promise<Outcome> {
  const { run, taskId, progress } = parent;
  parent.giveBack();
  progress.children += 1;
  const path = `${parent.path ?? String(taskId)}.${String(progress.children)}`;
  const stop = createStop(parent.stop);
  const scope: Scope = {
    run,
    taskId,
    path,
    stop,
    giveBack: nothing,
    progress: { readyAt: run.now(), notes: [], startedAt: undefined, attempts: 0, children: 0 },
  };
  const outcome = await dispatchChild(parent, scope, { toolName, input });
  stop.release();
  run.emit(taskId, { type: 'task-end', taskId, path, outcome });
  return outcome;
}

async function dispatchChild(
  parent: Scope,
  scope: Scope,
  { toolName, input }: { toolName: string; input: JsonObject },
): Promise<Outcome> {
  const { run } = scope;
  const tool = run.toolset.get(toolName);
  if (tool === undefined) {
    const hint = didYouMean(toolName, run.toolset.tools.keys());
    return refuse(scope, 'tool.unknown', `There is no tool named "${toolName}".${hint}`);
  }
  if (parent.progress.children > run.limits.fanOut) {
    const limit = String(run.limits.fanOut);
    return refuse(scope, 'run.budget', `One call may make ${limit} child calls (limits.fanOut).`);
  }
  // A read may run before the plan has passed, so nothing below it may write.
  if (tool.tool.effect === 'write' && !mayWrite(parent)) {
    const message = `A read tool called the write tool "${toolName}". Declare the caller with effect: 'write'.`;
    return refuse(scope, 'tool.effect', message);
  }
  const json = toJson(input, { maxBytes: run.limits.resultBytes });
  if (!json.ok) return { status: 'failed', error: json.failure, ...timingOf(scope) };
  if (!isJsonObject(json.value)) {
    return refuse(scope, 'tool.invalid-input', `${toolName} takes an object of named arguments.`);
  }
  return run.dispatchOf(tool)({ tool, input: json.value }, scope);
}

function mayWrite(parent: Scope): boolean {
  return parent.run.effectOf(parent.taskId) === 'write';
}

function refuse(scope: Scope, code: Failure['code'], message: string): Outcome {
  return { status: 'failed', error: { code, message }, ...timingOf(scope) };
}

function nothing(): void {
  // a call holds no permit before its gate gives one
}
