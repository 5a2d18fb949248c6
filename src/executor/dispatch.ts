import type { Fact } from '../core/events.ts';
import type { Clock } from '../core/clock.ts';
import type { JsonObject } from '../core/json.ts';
import type { Cause, Outcome, Timing } from '../core/outcome.ts';
import type { Stop } from '../core/stop.ts';
import type { PreparedTool, Toolset } from '../tools/prepared-tool.ts';
import type { OnFailure } from '../tools/tool.ts';
import type { Approvals } from './approvals.ts';
import type { Durations } from './durations.ts';
import type { CallEnding } from './gate.ts';
import type { Passes } from './passes.ts';
import type { Queue } from './queue.ts';
import type { TaskRecord } from './task-record.ts';

/**
 * One call of one tool, to its outcome. Never rejects. Policies wrap it (see policies.ts); a test, or
 * a server that hands calls to its client, is another innermost dispatch.
 */
export type Dispatch = (call: Call, scope: Scope) => Promise<Outcome>;

export interface Call {
  readonly tool: PreparedTool;
  readonly input: JsonObject;
}

/** Where a call stands: a task's own, or a child's (`path` `4.2`). */
export interface Scope {
  readonly run: RunScope;
  readonly record: TaskRecord;
  readonly path: string | undefined;
  /** Its idempotency key, where its path does not tell it (idempotency-key.ts). */
  readonly key?: string;
  readonly stop: Stop;
  /**
   * Gives the permit of this call back, if it holds one; once is enough. `ending`: what the call lets
   * see of the resource behind its gate.
   */
  readonly giveBack: (ending?: CallEnding) => void;
  readonly progress: Progress;
}

/** What has happened to a call so far, shared by the scopes that policies derive. */
export interface Progress {
  readonly readyAt: number;
  readonly notes: readonly string[];
  startedAt: number | undefined;
  /** When the last attempt was made. */
  attemptedAt: number;
  attempts: number;
  /** Of the batch that the last attempt was made in, which all its calls share. */
  batch: Progress | undefined;
  children: number;
  /** Calls below this one, at any depth: one count for the whole family. */
  readonly below: { count: number };
  /** Of the call that makes this one. */
  readonly caller: Progress | undefined;
  /** The calls that those below this one wait for, and how many of them do (see flight.ts). */
  awaited: Map<Progress, number> | undefined;
}

/** The progress of a call that is ready. */
export function beginProgress(
  readyAt: number,
  notes: readonly string[],
  { below = { count: 0 }, caller }: Partial<Pick<Progress, 'below' | 'caller'>> = {},
): Progress {
  return {
    readyAt,
    notes,
    startedAt: undefined,
    attemptedAt: readyAt,
    attempts: 0,
    batch: undefined,
    children: 0,
    below,
    caller,
    awaited: undefined,
  };
}

/** What all calls of a run share. */
export interface RunScope {
  readonly runId: string;
  /** Whatever the tools of the compiler were typed to want; checked where the run is made. */
  readonly context: never;
  readonly toolset: Toolset;
  readonly clock: Clock;
  readonly queue: Queue;
  /** Learns from every call that ended well. */
  readonly durations: Durations;
  readonly concurrency: number;
  readonly limits: ExecutorLimits;
  readonly passes: Passes;
  /** Of the tools that say nothing of their own; absent: 'skip-dependents'. */
  readonly onFailure?: OnFailure | undefined;
  /** Absent: nobody is asked. */
  readonly approvals: Approvals | undefined;
  /** Stopped: nothing more of the run starts, what runs may end. */
  readonly halt: Stop;
  readonly dispatchOf: (tool: PreparedTool) => Dispatch;
  /** Longest remaining path of a task, in ms; see priority.ts. */
  readonly priorityOf: (taskId: number) => number;
  /** Appends a fact about a task, unless it has ended or been replaced: `task-end` is its last. */
  readonly emit: (record: TaskRecord, fact: Fact) => void;
  /** Milliseconds since the run began. */
  readonly now: () => number;
}

/** Bounds of a run; each has a default in `defaultExecutorLimits`. */
export interface ExecutorLimits {
  /** Tasks of all rounds together. */
  readonly tasks: number;
  /** Elements of one fan-out, and child calls of one call, with those below them. */
  readonly fanOut: number;
  /** Child calls inside one another. */
  readonly nesting: number;
  /** How long an aborted tool may take to end before it is abandoned, in milliseconds. */
  readonly graceMs: number;
  /** JSON of one result, and of one fan-out's list, in bytes, roughly (see tools/json-walk.ts). */
  readonly resultBytes: number;
}

export const defaultExecutorLimits: ExecutorLimits = {
  tasks: 1_000,
  fanOut: 10_000,
  nesting: 64,
  graceMs: 1_000,
  resultBytes: 8_000_000,
};

/** Why a call may not begin (any more), if so: asked before each attempt. */
export function mayNotStart({ run, record, stop }: Scope): Cause | undefined {
  return stop.cause ?? run.halt.cause ?? record.halted;
}

/** The timing part of an outcome that ends now. */
export function timingOf({ run, progress }: Scope): Timing {
  const { readyAt, startedAt, attempts, notes } = progress;
  const endedAt = run.now();
  if (startedAt === undefined) return withNotes({ readyAt, endedAt, attempts }, notes);
  return withNotes({ readyAt, startedAt, endedAt, attempts }, notes);
}

function withNotes(timing: Timing, notes: readonly string[]): Timing {
  return notes.length === 0 ? timing : { ...timing, notes };
}
