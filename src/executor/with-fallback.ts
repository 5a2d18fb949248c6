import type { Outcome } from '../core/outcome.ts';
import { fitFallback } from '../tools/fit-fallback.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import type { RunScope } from './dispatch.ts';
import { onFailureOf } from './on-failure.ts';
import type { Policy } from './policy.ts';

/**
 * Puts a fallback in the place of a failure, with the failure beside it. Outermost: what is tried
 * again, or shared, is the call. What was skipped or cancelled stays that.
 */
export const withFallback: Policy = (inner, tool) => {
  const own = tool.tool.onFailure;
  if (own !== undefined && typeof own !== 'object') return inner;
  return (call, scope) => {
    const { run } = scope;
    if (typeof onFailureOf(tool, run.onFailure) !== 'object') return inner(call, scope);
    return inner(call, scope).then((outcome) => fallBack(outcome, tool, run));
  };
};

/** A failed outcome with its tool's fallback in its place, if there is one that fits; any other as it is. */
export function fallBack(
  outcome: Outcome,
  tool: PreparedTool,
  run: Pick<RunScope, 'onFailure'>,
): Outcome {
  const onFailure = onFailureOf(tool, run.onFailure);
  if (outcome.status !== 'failed' || typeof onFailure !== 'object') return outcome;
  // Fitted anew each time, so that no two outcomes share a value.
  const fitted = fitFallback(onFailure.fallback, tool.output);
  if (!fitted.ok) return outcome;
  const { status: _, error, ...timing } = outcome;
  return { status: 'ok', value: fitted.value, fallbackFor: error, ...timing };
}
