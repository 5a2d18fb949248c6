import type { BudgetBound, Failure, Outcome } from './outcome.ts';
import type { ModelStart, ModelWait, TaskWait } from './gate-wait.ts';
import type { Json, JsonObject } from './json.ts';

/**
 * Every fact of a run, plain JSON, appended once to its log and never changed. Whatever is shown
 * anywhere is a fold over these.
 */
export type RunEvent = Fact & Stamp;

export interface Stamp {
  /** From 0, rising. Gaps appear where adjacent deltas were merged to bound memory. */
  readonly seq: number;
  /** Milliseconds since the run began. */
  readonly at: number;
  /** From 1; 0 before the first plan. */
  readonly round: number;
}

export type Fact =
  | RunStart
  | PlanStart
  | PlanDelta
  | PlanProse
  | TaskPlanned
  | PlanError
  | PlanEnd
  | PlanUsage
  | TaskStart
  | TaskWait
  | TaskRetry
  | TaskEnd
  | TaskLate
  | ModelWait
  | ModelStart
  | ApprovalAsked
  | ApprovalDecided
  | BudgetReached
  | JoinStart
  | AnswerDelta
  | JoinEnd
  | Replan
  | RunEnd;

export type EventType = Fact['type'];

/** The event of one type. */
export type EventOf<Type extends EventType> = Extract<Fact, { type: Type }> & Stamp;

export interface RunStart {
  readonly type: 'run-start';
  readonly runId: string;
  /** The last user message; empty for a hand-written plan. */
  readonly question: string;
  readonly models: { readonly planner: string; readonly joiner: string } | null;
}

export interface PlanStart {
  readonly type: 'plan-start';
  /** Who writes the plan: the planner, its second try, the text behind a joiner's `Replan:`, the user. */
  readonly source: PlanSource;
}

export type PlanSource = 'planner' | 'repair' | 'joiner' | 'user';

export interface PlanDelta {
  readonly type: 'plan-delta';
  readonly text: string;
}

/** Text of the plan that is no statement; kept here and otherwise ignored. */
export interface PlanProse {
  readonly type: 'plan-prose';
  readonly text: string;
}

/** A task is out, or out again: a revised or replaced one comes with the same id. */
export interface TaskPlanned {
  readonly type: 'task-planned';
  readonly taskId: number;
  readonly tool: string;
  /** The canonical statement: `3. fetch($1[0].url)`. */
  readonly call: string;
  readonly dependencies: readonly number[];
  readonly effect: 'read' | 'write';
  readonly mapped: boolean;
  readonly thought?: string;
}

/** A problem of the plan, warning or error. */
export interface PlanError {
  readonly type: 'plan-error';
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly hint?: string;
  readonly taskId?: number;
}

export interface PlanEnd {
  readonly type: 'plan-end';
  /** `'ok'`: writes may start. */
  readonly status: 'ok' | 'invalid';
  readonly terminal: 'join' | 'finish' | null;
}

/** What the plan took, told when its stream has ended: that may be after its calls began. */
export interface PlanUsage {
  readonly type: 'plan-usage';
  readonly usage: TokenUsage;
}

export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Counted by us, because the stream was stopped before the provider told. */
  readonly estimated?: boolean;
}

/** A call reached its tool; `path` (`4.2`) is there for a child call of a task. */
export interface TaskStart {
  readonly type: 'task-start';
  readonly taskId: number;
  readonly path?: string;
  readonly tool: string;
  readonly attempt: number;
}

/** A task, or with `path` one child call of it, ended. */
export interface TaskEnd {
  readonly type: 'task-end';
  readonly taskId: number;
  readonly path?: string;
  readonly outcome: Outcome;
}

/** An attempt failed, and another follows after a wait. */
export interface TaskRetry {
  readonly type: 'task-retry';
  readonly taskId: number;
  readonly path?: string;
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  readonly waitMs: number;
  readonly error: Failure;
}

/** What a call came to that was left to finish when its task was closed. May follow `run-end`. */
export interface TaskLate {
  readonly type: 'task-late';
  readonly taskId: number;
  readonly outcome: Outcome;
}

/** Writes wait for a person's consent. */
export interface ApprovalAsked {
  readonly type: 'approval-asked';
  /** Unique in a run. */
  readonly approvalId: number;
  readonly scope: 'plan' | 'write';
  readonly writes: readonly WritePreview[];
}

/** One write as it will be made, as far as that is known. */
export interface WritePreview {
  readonly taskId: number;
  readonly path?: string;
  readonly tool: string;
  /** The canonical statement. */
  readonly call: string;
  /** Arguments by name whose values are known. */
  readonly known: JsonObject;
  /** Where the other arguments come from: `$3.items[0].url` by name. */
  readonly unknown: Readonly<Record<string, string>>;
  /** It is made once for each element of a list that is not known yet. */
  readonly mapped?: true;
  /** One input an element, for a fanned-out write that is about to run. */
  readonly inputs?: readonly JsonObject[];
}

export interface ApprovalDecided {
  readonly type: 'approval-decided';
  readonly approvalId: number;
  /** `'withdrawn'`: what was asked for had ended before anybody decided. */
  readonly decision: 'approved' | 'denied' | 'edited' | 'withdrawn';
  readonly reason?: string;
  /** Of an edit: the arguments to write with, one input a call. */
  readonly inputs?: readonly JsonObject[];
}

/** A bound of the run's budget: nothing more starts, and the joiner answers with what there is. */
export interface BudgetReached {
  readonly type: 'budget-reached';
  readonly bound: BudgetBound;
  readonly limit: number;
  readonly message: string;
}

export interface JoinStart {
  readonly type: 'join-start';
  /** 2 when the joiner is asked again because its reply could not be used. */
  readonly attempt: number;
}

export interface AnswerDelta {
  readonly type: 'answer-delta';
  readonly text: string;
}

export interface JoinEnd {
  readonly type: 'join-end';
  readonly decision: 'finish' | 'replan' | 'unusable';
  readonly usage?: TokenUsage;
}

export interface Replan {
  readonly type: 'replan';
  readonly reason: string;
  /** The joiner wrote the next plan itself. */
  readonly planned: boolean;
}

export interface RunEnd {
  readonly type: 'run-end';
  readonly status: RunStatus;
  readonly answer?: string;
  /** The typed answer: of `{ output }`, or of a `finish` with a value. */
  readonly value?: Json;
  readonly error?: Failure;
}

/** `'done'`: there is an answer, or the plan of a run without a model ended. */
export type RunStatus = 'done' | 'failed' | 'aborted';
