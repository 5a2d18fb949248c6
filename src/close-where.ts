import type { Cause } from './core/outcome.ts';
import type { Executor, TaskRecord } from './executor/executor.ts';

/** Ends the waiting and stops the running tasks of a kind; returns their ids. */
export function closeWhere(
  executor: Executor,
  isMeant: (record: TaskRecord) => boolean,
  cause: Cause,
): readonly number[] {
  const meant = [...executor.records].filter(([, record]) => isMeant(record)).map(([id]) => id);
  executor.close(meant, cause);
  return meant;
}
