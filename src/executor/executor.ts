import type { Clock } from '../core/clock.ts';
import type { Fact } from '../core/events.ts';
import type { Json } from '../core/json.ts';
import type { Cause, Outcome } from '../core/outcome.ts';
import type { Lookup } from '../plan/resolve.ts';
import type { Task, Terminal } from '../plan/task.ts';
import type { PreparedTool, Toolset } from '../tools/prepared-tool.ts';
import type { OnFailure } from '../tools/tool.ts';
import type { ApprovalMode, Approve } from './approval.ts';
import type { Dispatch, ExecutorLimits } from './dispatch.ts';
import type { Durations } from './durations.ts';
import type { Passes } from './passes.ts';
import type { Plan, TaskRecord } from './task-record.ts';

export type { Plan, TaskRecord } from './task-record.ts';

/** Runs tasks as they are added; `createExecutor` (driver.ts) makes one for a run. */
export interface Executor {
  /** Begins a plan: its barrier is shut until `pass`. */
  openPlan(plan: Plan): void;
  /**
   * Adds a task of an open plan. One with an id in use takes that name over: what waits under it is
   * replaced, what runs under it is cancelled first, and an outcome is forgotten.
   */
  add(task: Task, plan: Plan): void;
  /** Does `work`; what it adds starts when it is over, the highest priority first: for a plan that is there as a whole. */
  together(work: () => void): void;
  /** The plan has ended well: its writes may start, and what waits for a task that no plan has is skipped. */
  pass(plan: Plan): void;
  /** The plan is bad: its writes are skipped, and reads that stand behind them; other reads go on. */
  fail(plan: Plan): void;
  /**
   * Resolves when the terminal's edges are gone: every task has ended; for a `finish`, what it needs
   * and all writes. `'blocked'`: something it needs, or a write of its plan, did not succeed.
   */
  terminal(terminal: Terminal, plan: Plan): Promise<'ready' | 'blocked'>;
  /**
   * Ends those of the tasks that wait, and stops those that run; a running one whose tool says
   * `onClose: 'finish'` ends here, and its call goes on unheeded to a `task-late`.
   */
  close(taskIds: Iterable<number>, cause: Cause): void;
  /** Nothing more starts: what waits ends, what runs goes on. */
  halt(cause: Cause): void;
  /** Closes every task and the run: nothing starts any more, and what is added ends at once. */
  closeAll(cause: Cause): void;
  /** Resolves when every task has its outcome. */
  settled(): Promise<void>;
  /** Resolves when each of these has its outcome. */
  ended(taskIds: Iterable<number>): Promise<void>;
  /** Every task by its id, in the order added; a name taken over stands where it was first. */
  readonly records: ReadonlyMap<number, TaskRecord>;
  /** By task id; absent while a task has not ended. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
  readonly lookup: Lookup;
}

export interface ExecutorOptions {
  readonly runId: string;
  readonly toolset: Toolset;
  readonly dispatchOf: (tool: PreparedTool) => Dispatch;
  /** Leaf calls at once. */
  readonly concurrency: number;
  readonly limits: ExecutorLimits;
  readonly passes?: Passes;
  /** What was learned of the tools in earlier runs. Default: nothing. */
  readonly durations?: Durations;
  /** The priority of a task, instead of what `passes.priority` says: greater goes first. */
  readonly order?: ((taskId: number) => number) | undefined;
  /** Of the tools that say nothing of their own. */
  readonly onFailure?: OnFailure | undefined;
  /** Whom writes wait for. Default: nobody. */
  readonly approval?: ApprovalMode;
  /** Needed unless `approval` is 'none'. */
  readonly approve?: Approve | undefined;
  readonly clock: Clock;
  readonly context: never;
  /** What `$input` means. */
  readonly inputs?: Json | undefined;
  /** Gets every fact in order. May call the executor; must not throw. */
  readonly emit: (fact: Fact, round: number) => void;
}
