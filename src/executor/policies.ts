import type { PreparedTool } from '../tools/prepared-tool.ts';
import type { Dispatch } from './dispatch.ts';
import { invoke } from './invoke.ts';
import type { Policy, Shared } from './policy.ts';
import { withApproval } from './with-approval.ts';
import { withBatch } from './with-batch.ts';
import { withFallback } from './with-fallback.ts';
import { withGate } from './with-gate.ts';
import { withMemo } from './with-memo.ts';
import { withRetry } from './with-retry.ts';
import { withTimeout } from './with-timeout.ts';
import { createWriteLedger } from './write-marks.ts';

/**
 * The policies around a call, from the outside in. Queueing is no timeout: the time limit begins
 * behind the gate.
 */
const chain: readonly Policy[] = [
  withFallback,
  withMemo,
  withApproval,
  withRetry,
  withBatch,
  withGate,
  withTimeout,
];

/** The chain of each tool, composed once. */
export function createDispatcher(
  resources: Omit<Shared, 'writes'>,
  innermost: Dispatch = invoke,
): (tool: PreparedTool) => Dispatch {
  const shared: Shared = { ...resources, writes: createWriteLedger() };
  const composed = new Map<PreparedTool, Dispatch>();
  return (tool) => {
    let dispatch = composed.get(tool);
    if (dispatch === undefined) {
      dispatch = chain.reduceRight((inner, policy) => policy(inner, tool, shared), innermost);
      composed.set(tool, dispatch);
    }
    return dispatch;
  };
}
