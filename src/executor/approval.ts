import { ToolcError } from '../core/errors.ts';
import type { WritePreview } from '../core/events.ts';
import type { JsonObject } from '../core/json.ts';

/**
 * Whom writes wait for: the consent to all writes of a plan, to each when it is about to run, or
 * nobody's.
 */
export type ApprovalMode = 'per-plan' | 'per-write' | 'none';

/** What is asked of a person. */
export interface ApprovalRequest {
  /** `'plan'`: all writes of a plan, before the first; `'write'`: one that is about to run. */
  readonly scope: 'plan' | 'write';
  readonly runId: string;
  /** In plan order. A copy: it may be changed. */
  readonly writes: readonly WritePreview[];
  /** Aborts when nobody waits for the decision any more; never once it was decided. */
  readonly signal: AbortSignal;
}

export type ApprovalDecision =
  | { readonly decision: 'approve' }
  | { readonly decision: 'deny'; readonly reason?: string }
  /**
   * For a request of scope 'write': other arguments, which are checked again. One input an element of a
   * fan-out, else one. They must touch the same resource.
   */
  | { readonly decision: 'edit'; readonly inputs: readonly JsonObject[] };

/**
 * Asks, one request at a time in a run. One that throws, rejects or gives no decision denies. There is
 * no limit of time but the run's (`budget.wallMs`).
 */
export type Approve = (request: ApprovalRequest) => Promise<ApprovalDecision> | ApprovalDecision;

/** The mode and whom to ask. */
export interface ApprovalSettings {
  readonly approval: ApprovalMode;
  readonly approve: Approve | undefined;
}

const modes: ReadonlySet<unknown> = new Set(['per-plan', 'per-write', 'none']);

/** Fills in the mode: 'per-plan' where there is an `approve`. Throws `option.invalid`. */
export function approvalSettings(given: {
  readonly approval?: ApprovalMode;
  readonly approve?: Approve;
}): ApprovalSettings {
  const { approve } = given;
  const { approval = approve === undefined ? 'none' : 'per-plan' } = given;
  if (!modes.has(approval)) {
    throw new ToolcError('option.invalid', "approval must be 'per-plan', 'per-write' or 'none'.");
  }
  if (approve !== undefined && typeof approve !== 'function') {
    throw new ToolcError('option.invalid', `approve must be a function; it is ${typeof approve}.`);
  }
  if (approval !== 'none' && approve === undefined) {
    const message = `approval '${approval}' needs somebody to ask: pass approve, a function from the request to a decision.`;
    throw new ToolcError('option.invalid', message);
  }
  return { approval, approve };
}
