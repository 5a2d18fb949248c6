import type { Cause } from './core/outcome.ts';
import type { Executor, TaskRecord } from './executor/executor.ts';

/** Ends the waiting and stops the running tasks of a kind. */
export function closeWhere(
  executor: Executor,
  isMeant: (record: TaskRecord) => boolean,
  cause: Cause,
): void {
  const meant = [...executor.records].filter(([, record]) => isMeant(record));
  executor.close(
    meant.map(([id]) => id),
    cause,
  );
}
