import type { ErrorCode } from './errors.ts';
import type { Json } from './json.ts';

/**
 * How a task ended. Every task gets exactly one outcome, whatever its tool does.
 * All times are milliseconds since the run began.
 */
export type Outcome = OkOutcome | FailedOutcome | SkippedOutcome | CancelledOutcome;

export interface OkOutcome extends Timing {
  readonly status: 'ok';
  readonly value: Json;
  /** A fan-out's elements that did not succeed: `value` holds null at their index. */
  readonly holes?: readonly Hole[];
  /** Its tool failed with this; `value` is the tool's fallback. */
  readonly fallbackFor?: Failure;
  /** It made no call of its own: an equal call was under way, or its result was kept. */
  readonly reused?: 'flight' | 'cache';
}

export interface FailedOutcome extends Timing {
  readonly status: 'failed';
  readonly error: Failure;
}

/** Never started: something that it needed did not succeed, a guard said no, the plan was bad. */
export interface SkippedOutcome extends Timing {
  readonly status: 'skipped';
  readonly cause: Cause;
}

/** Stopped from outside while it ran or waited. */
export interface CancelledOutcome extends Timing {
  readonly status: 'cancelled';
  readonly cause: Cause;
}

/** An error as plain JSON. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: Json;
}

export interface Hole {
  readonly index: number;
  readonly failure: Failure | Cause;
}

/** Why a task was skipped or cancelled. */
export interface Cause {
  readonly reason: CauseReason;
  readonly message: string;
  /** The task that the reason speaks of, if it speaks of one. */
  readonly taskId?: number;
  /** Of the run's budget, where the reason is one. */
  readonly bound?: BudgetBound;
}

export type BudgetBound = (typeof budgetBounds)[number];

export const budgetBounds = ['wallMs', 'rounds', 'tasks', 'toolCalls', 'tokens', 'cost'] as const;

export type CauseReason =
  | 'dependency' // a task it needs did not succeed
  | 'guard' // its guard was false
  | 'earlier-write' // a write before it did not succeed
  | 'plan-invalid' // the plan had errors, nothing of it may be written
  | 'plan-replaced' // a repair replaced it
  | 'not-needed' // the answer was ready without it
  | 'timeout' // its own time limit: told to the tool's signal; the outcome is a failure
  | 'denied' // a person refused the write
  | 'task-failed' // another task failed whose tool's `onFailure` is 'abort-run' or 'replan'
  | 'abort' // the caller aborted the run
  | 'budget'; // a limit of the run was reached

/** When it happened and how often it was tried. */
export interface Timing {
  /** When its last edge was gone; absent if that never happened. */
  readonly readyAt?: number;
  /** When `execute` was called first; absent if it never was. */
  readonly startedAt?: number;
  readonly endedAt: number;
  /** How often `execute` was called. */
  readonly attempts: number;
  /** Conversions of arrived values, in words. */
  readonly notes?: readonly string[];
}
