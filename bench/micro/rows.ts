import type { Row } from './row.ts';
import { abort } from './rows/abort.ts';
import { executorMemory } from './rows/executor-memory.ts';
import { executorTime } from './rows/executor-time.ts';
import { fanOut } from './rows/fan-out.ts';
import { help } from './rows/help.ts';
import { makespan } from './rows/makespan.ts';
import { concurrentRuns, runsInSequence } from './rows/many-runs.ts';
import { parser } from './rows/parser.ts';
import { policies } from './rows/policies.ts';
import { readyToExecute } from './rows/ready-to-execute.ts';
import { smallRun } from './rows/small-run.ts';

/** Every measure, in the order of printing. */
export const rows: readonly Row[] = [
  executorTime,
  executorMemory,
  policies,
  fanOut,
  abort,
  makespan,
  readyToExecute,
  parser,
  smallRun,
  help,
  concurrentRuns,
  runsInSequence,
];
