import type { EventOf, PlanSource, RunStatus, TokenUsage, WritePreview } from './core/events.ts';
import type { Json, JsonObject } from './core/json.ts';
import type { Failure, Outcome } from './core/outcome.ts';

/** What a run looks like after some of its events. Plain data, times in ms since the run began. */
export interface RunState {
  readonly runId: string;
  readonly question: string;
  readonly models: { readonly planner: string; readonly joiner: string } | null;
  readonly status: 'running' | RunStatus;
  /** The greatest round so far; 0 before the first plan. */
  readonly round: number;
  /** Every plan text, repairs included, in order. */
  readonly plans: readonly PlanState[];
  /** By id, in the order planned. */
  readonly tasks: ReadonlyMap<number, TaskState>;
  readonly joins: readonly JoinState[];
  /** What the planner or the joiner waits for at its gate, until it has its turn or ends. */
  readonly modelWait: EventOf<'model-wait'> | undefined;
  readonly replans: readonly { readonly round: number; readonly reason: string }[];
  /** Consent asked for, in order. */
  readonly approvals: readonly ApprovalState[];
  /** The first bound of the budget that was reached. */
  readonly budget: EventOf<'budget-reached'> | undefined;
  /** The answer so far. */
  readonly answer: string;
  readonly value: Json | undefined;
  readonly error: Failure | undefined;
  /** Time of the last event, late results apart. */
  readonly at: number;
}

export interface PlanState {
  readonly round: number;
  readonly source: PlanSource;
  readonly text: string;
  readonly problems: readonly EventOf<'plan-error'>[];
  readonly status: 'streaming' | 'ok' | 'invalid';
  readonly terminal: 'join' | 'finish' | null;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly usage: TokenUsage | undefined;
}

export interface TaskState {
  readonly id: number;
  readonly round: number;
  readonly tool: string;
  /** The canonical statement. */
  readonly call: string;
  readonly dependencies: readonly number[];
  readonly effect: 'read' | 'write';
  /** It is mapped over a list. */
  readonly mapped: boolean;
  readonly thought: string | undefined;
  readonly state: 'waiting' | 'running' | Outcome['status'];
  readonly plannedAt: number;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly outcome: Outcome | undefined;
  /** Attempts after the first, of its own and of its child calls. */
  readonly retries: number;
  /** The last failure that was tried again. */
  readonly lastRetry: EventOf<'task-retry'> | undefined;
  /** The last wait at a gate, its own or of a child call, until the call that waits starts or ends. */
  readonly waits: EventOf<'task-wait'> | undefined;
  /** How often it waited at a gate, and its child calls did. */
  readonly gateWaits: number;
  /** What its call came to after it was closed and left to finish. */
  readonly late: Outcome | undefined;
  /** Its own child calls: elements of a fan-out, or what the tool called; not those below them. */
  readonly children: ChildCounts;
}

export interface ChildCounts {
  readonly started: number;
  readonly ended: number;
  readonly failed: number;
  /** Their durations added up, in ms. */
  readonly totalMs: number;
}

export interface ApprovalState {
  readonly id: number;
  readonly scope: 'plan' | 'write';
  readonly writes: readonly WritePreview[];
  readonly askedAt: number;
  readonly decision: 'asked' | EventOf<'approval-decided'>['decision'];
  readonly reason: string | undefined;
  /** What somebody wants written instead, one input a call. */
  readonly inputs: readonly JsonObject[] | undefined;
}

export interface JoinState {
  readonly round: number;
  readonly attempt: number;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly decision: 'finish' | 'replan' | 'unusable' | undefined;
  readonly usage: TokenUsage | undefined;
}

/** The state before the first event. */
export const initialState: RunState = {
  runId: '',
  question: '',
  models: null,
  status: 'running',
  round: 0,
  plans: [],
  tasks: new Map(),
  joins: [],
  modelWait: undefined,
  replans: [],
  approvals: [],
  budget: undefined,
  answer: '',
  value: undefined,
  error: undefined,
  at: 0,
};
