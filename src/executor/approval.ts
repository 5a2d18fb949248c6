import type { WritePreview } from '../core/events.ts';
import type { JsonObject } from '../core/json.ts';

/**
 * Whom writes wait for: the consent to all writes of a plan, to each when it is about to run, or
 * nobody's.
 */
export type ApprovalMode = 'per-plan' | 'per-write' | 'none';

/** What is asked of a person. */
export interface ApprovalRequest {
  readonly scope: 'plan' | 'write';
  readonly runId: string;
  /** All writes of the plan, or the one. */
  readonly writes: readonly WritePreview[];
  /** Aborts when nobody waits for the decision any more. */
  readonly signal: AbortSignal;
}

export type ApprovalDecision =
  | { readonly decision: 'approve' }
  | { readonly decision: 'deny'; readonly reason?: string }
  /** For a request of scope 'write': other arguments, which are checked again. One an element. */
  | { readonly decision: 'edit'; readonly inputs: readonly JsonObject[] };

/** Asks. One that throws or rejects denies. */
export type Approve = (request: ApprovalRequest) => Promise<ApprovalDecision> | ApprovalDecision;
