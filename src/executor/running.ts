import type { Cause } from '../core/outcome.ts';
import { printTask } from '../plan/print-plan.ts';
import type { Task } from '../plan/task.ts';
import type { Scope } from './dispatch.ts';
import type { Plan, TaskRecord } from './task-record.ts';

/** What the driver knows of a task. */
export interface Running extends TaskRecord {
  started: boolean;
  halted: Cause | undefined;
  /** While its call is under way. */
  scope: Scope | undefined;
  /** Its guard has not been decided. */
  guarded: boolean;
  /** What it needs has failed; its guard, which comes first, may still be false. */
  blocked: Cause | undefined;
}

/** A task of which nothing has happened. */
export function beginRecord(task: Task, plan: Plan): Running {
  return {
    task,
    plan,
    call: printTask(task),
    started: false,
    scope: undefined,
    halted: undefined,
    guarded: task.guard !== undefined,
    blocked: undefined,
  };
}
