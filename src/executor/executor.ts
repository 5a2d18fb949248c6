import type { Clock } from '../core/clock.ts';
import type { Fact } from '../core/events.ts';
import type { Json } from '../core/json.ts';
import type { Cause, Outcome } from '../core/outcome.ts';
import type { Lookup } from '../plan/resolve.ts';
import type { Task, Terminal } from '../plan/task.ts';
import type { PreparedTool, Toolset } from '../tools/prepared-tool.ts';
import type { Dispatch, ExecutorLimits } from './dispatch.ts';

/** Runs tasks as they are added; `createExecutor` (driver.ts) makes one for a run. */
export interface Executor {
  /** Begins a plan: its barrier is shut until `pass`. */
  openPlan(plan: Plan): void;
  /** Adds a task of an open plan. One with an id in use takes that name over and stops what ran under it. */
  add(task: Task, plan: Plan): void;
  /** The plan has ended well: its writes may start. */
  pass(plan: Plan): void;
  /** The plan is bad: its writes are skipped; its reads go on. */
  fail(plan: Plan): void;
  /** Resolves when the terminal's edges are gone; `'blocked'`: something that a `finish` needs will not come. */
  terminal(terminal: Terminal, plan: Plan): Promise<'ready' | 'blocked'>;
  /** Ends those of the tasks that wait, and stops those that run. */
  close(taskIds: Iterable<number>, cause: Cause): void;
  /** Closes every task and the run: nothing starts any more. */
  closeAll(cause: Cause): void;
  /** Resolves when every task has its outcome. */
  settled(): Promise<void>;
  /** Every task by its id, in the order added; a name taken over stands where it was first. */
  readonly records: ReadonlyMap<number, TaskRecord>;
  /** By task id; absent while a task has not ended. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
  readonly lookup: Lookup;
}

/** One text of one round; a repair is a plan of its own. Compared by identity. */
export interface Plan {
  readonly round: number;
}

/** A task and where it stands. */
export interface TaskRecord {
  readonly task: Task;
  readonly plan: Plan;
  /** The canonical statement. */
  readonly call: string;
  /** Its edges are gone: it runs, waits for a permit, or has ended. */
  readonly started: boolean;
}

export interface ExecutorOptions {
  readonly runId: string;
  readonly toolset: Toolset;
  readonly dispatchOf: (tool: PreparedTool) => Dispatch;
  /** Leaf calls at once. */
  readonly concurrency: number;
  readonly limits: ExecutorLimits;
  readonly clock: Clock;
  readonly context: never;
  /** What `$input` means. */
  readonly inputs?: Json | undefined;
  readonly emit: (fact: Fact, round: number) => void;
}
