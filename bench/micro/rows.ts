import type { Row } from './row.ts';
import { executorMemory } from './rows/executor-memory.ts';
import { executorTime } from './rows/executor-time.ts';
import { help } from './rows/help.ts';
import { concurrentRuns, runsInSequence } from './rows/many-runs.ts';
import { parser } from './rows/parser.ts';
import { readyToExecute } from './rows/ready-to-execute.ts';
import { smallRun } from './rows/small-run.ts';

/** Every measure, in the order of printing. */
export const rows: readonly Row[] = [
  executorTime,
  executorMemory,
  readyToExecute,
  parser,
  smallRun,
  help,
  concurrentRuns,
  runsInSequence,
];
