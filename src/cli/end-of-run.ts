import type { Failure, RunStatus } from '../index.ts';

interface Ended {
  readonly status: 'running' | RunStatus;
  readonly error?: Failure | undefined;
}

/** How a run ended, and the code of its error. All of the error is told last, in every mode. */
export function endOfRun({ status, error }: Ended): string {
  return error === undefined || status === 'aborted' ? status : `${status}: ${error.code}`;
}
