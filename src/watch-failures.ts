import type { Fact } from './core/events.ts';
import { ToolcError } from './core/errors.ts';
import type { Cause, Failure } from './core/outcome.ts';
import type { Executor, TaskRecord } from './executor/executor.ts';
import { onFailureOf } from './executor/on-failure.ts';
import type { PreparedTool, Toolset } from './tools/prepared-tool.ts';
import type { OnFailure } from './tools/tool.ts';

/**
 * Sees the tasks of a run fail, and what their tools say about that.
 *
 * 1. The first failure of an `'abort-run'` tool ends the run, in the tick in which it happens.
 * 2. A failure of a `'replan'` tool asks for a new plan until a round has ended that could know of
 *    it. It concerns the round that planned the task, and one whose plan reads it.
 * 3. A failure that a repair has replaced asks for nothing.
 */
export interface FailureWatch {
  /** To be told of every fact. */
  see(fact: Fact): void;
  /** What ended the run, if a failure did. */
  fatal(): ToolcError | undefined;
  /** Resolves when a failure asks for a new plan in place of this round's, whose text has ended. */
  replanWanted(round: number): Promise<void>;
  /** The failures that ask for it, as text for a planner; those that could be known are done with. */
  endRound(round: number): string;
  /** A call of the task has reached its tool. */
  hasCalled(taskId: number): boolean;
}

interface FailureWatchOptions {
  readonly executor: Executor;
  readonly toolset: Toolset;
  /** Of the tools that say nothing of their own. */
  readonly onFailure: OnFailure;
  readonly endRun: (cause: Cause) => void;
}

export function watchFailures(options: FailureWatchOptions): FailureWatch {
  const { executor, toolset, onFailure, endRun } = options;
  const called = new Set<number>();
  const asking = new Set<number>();
  let fatal: ToolcError | undefined;
  let waiter: { readonly round: number; readonly resolve: () => void } | undefined;

  const fail = (taskId: number, failure: Failure): void => {
    const record = executor.records.get(taskId);
    const tool = record && toolset.get(record.task.tool);
    if (record === undefined || tool === undefined) return;
    const becomes = onFailureOf(tool, onFailure);
    if (becomes === 'abort-run' && fatal === undefined) {
      fatal = fatalError(record, tool, failure);
      endRun({ reason: 'task-failed', message: `Task ${String(taskId)} failed.`, taskId });
    } else if (becomes === 'replan') {
      asking.add(taskId);
      if (waiter !== undefined && concerns(taskId, waiter.round)) waiter.resolve();
    }
  };

  const concerns = (taskId: number, round: number): boolean => {
    if (executor.outcomes.get(taskId)?.status !== 'failed') return false;
    if (executor.records.get(taskId)?.plan.round === round) return true;
    return [...executor.records.values()].some(
      ({ plan, task }) => plan.round === round && task.dependencies.includes(taskId),
    );
  };

  return {
    see(fact) {
      if (fact.type === 'task-planned') {
        // Who had the name before may have begun; this one has not.
        called.delete(fact.taskId);
      } else if (fact.type === 'task-start') {
        // The elements of a fan-out are its calls; its own start is none.
        const isFanOut = executor.records.get(fact.taskId)?.task.fanOut !== undefined;
        if (fact.path !== undefined || !isFanOut) called.add(fact.taskId);
      } else if (fact.type === 'task-end' && fact.path === undefined) {
        if (fact.outcome.status === 'failed') fail(fact.taskId, fact.outcome.error);
      }
    },
    fatal: () => fatal,
    replanWanted: (round) =>
      new Promise((resolve) => {
        waiter = { round, resolve };
        if ([...asking].some((taskId) => concerns(taskId, round))) resolve();
      }),
    endRound(round) {
      waiter = undefined;
      const failed = [...asking].filter((taskId) => concerns(taskId, round));
      for (const taskId of [...asking]) {
        // A plan that the joiner has begun to write is of the round to come.
        const planned = executor.records.get(taskId)?.plan.round ?? 0;
        if (planned <= round) asking.delete(taskId);
      }
      return reasonOf(failed, executor);
    },
    hasCalled: (taskId) => called.has(taskId),
  };
}

function fatalError({ task, call }: TaskRecord, tool: PreparedTool, failure: Failure): ToolcError {
  const message = `Task ${call} failed, and with it the run, as onFailure 'abort-run' of ${tool.name} or of the run says: ${failure.message}`;
  const details = { taskId: task.id, tool: tool.name, failure };
  return new ToolcError('run.task-failed', message, { details });
}

const shownFailures = 5;

/** Names and codes only: what a tool said stands with its outcome, marked as data. */
function reasonOf(taskIds: readonly number[], { records, outcomes }: Executor): string {
  const shown = taskIds.slice(0, shownFailures).map((id) => {
    const outcome = outcomes.get(id);
    const code = outcome?.status === 'failed' ? outcome.error.code : '';
    return `$${String(id)}, ${records.get(id)?.task.tool ?? ''} (${code})`;
  });
  const more = taskIds.length - shown.length;
  const failed = [...shown, ...(more > 0 ? [`${String(more)} more`] : [])].join('; ');
  return `what failed: ${failed}. Find another way to it.`;
}
