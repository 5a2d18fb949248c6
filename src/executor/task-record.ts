import type { Cause } from '../core/outcome.ts';
import type { Task } from '../plan/task.ts';

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
  /** Closed, and left to finish: nothing more of it starts. */
  readonly halted: Cause | undefined;
}
