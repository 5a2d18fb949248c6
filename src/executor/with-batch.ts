import { afterTurn } from '../core/after-turn.ts';
import type { Outcome } from '../core/outcome.ts';
import { onStop } from '../core/stop.ts';
import type { PreparedTool, Validation } from '../tools/prepared-tool.ts';
import { callBatch, type BatchItem } from './call-batch.ts';
import { mayNotStart, type Call, type RunScope, type Scope } from './dispatch.ts';
import { inputRefused, issuesOf, stoppedOutcome, unlessStopped } from './invoke.ts';
import type { Policy } from './policy.ts';

/**
 * Gathers the calls of a tool with `runMany` that become ready in one turn, and makes one call of
 * them.
 *
 * 1. A batch holds calls of one run, `maxBatch` at most: a full one goes at once, any other when the
 *    promises of the turn have settled.
 * 2. An input that the schema refuses fails its call, which is in no batch.
 * 3. A call that is stopped before its batch goes is not in it.
 */
export const withBatch: Policy = (inner, prepared) => {
  if (prepared.tool.runMany === undefined) return inner;
  const most = mostInBatch(prepared);
  const gathering = new Map<RunScope, BatchItem[]>();

  const go = (run: RunScope, items: BatchItem[]): void => {
    if (gathering.get(run) === items) gathering.delete(run);
    const left = items.splice(0).filter(({ ended }) => !ended);
    void callBatch(left, { inner, prepared, run });
  };

  const gather = (item: BatchItem): void => {
    const { run } = item.scope;
    const items = gathering.get(run) ?? [];
    items.push(item);
    if (items.length >= most) return go(run, items);
    if (items.length > 1) return;
    gathering.set(run, items);
    afterTurn(() => go(run, items));
  };

  const enter = (
    call: Call,
    scope: Scope,
    validation: Validation | undefined,
  ): Promise<Outcome> => {
    const stopped = mayNotStart(scope);
    if (stopped !== undefined) return Promise.resolve(stoppedOutcome(stopped, call, scope));
    if (validation?.ok !== true) {
      return Promise.resolve(inputRefused(issuesOf(validation), call, scope));
    }
    return new Promise((resolve) => {
      const end = (outcome: Outcome): void => {
        item.ended = true;
        unlisten();
        resolve(outcome);
      };
      const item: BatchItem = { call, scope, input: validation.value, ended: false, end };
      const unlisten = onStop(scope.stop, (cause) => {
        if (item.stopped?.(cause) !== 'awaits-batch') end(stoppedOutcome(cause, call, scope));
      });
      gather(item);
    });
  };

  return async (call, scope) => {
    if (scope.run.passes.batching === 'off') return inner(call, scope);
    const validation = prepared.input.validate(call.input);
    if (!(validation instanceof Promise)) return enter(call, scope, validation);
    return enter(call, scope, await unlessStopped(validation, scope));
  };
};

const defaultMaxBatch = 100;

/** The calls that one permit can serve. */
export function mostInBatch({ tool }: PreparedTool): number {
  return tool.runMany === undefined ? 1 : (tool.maxBatch ?? defaultMaxBatch);
}
