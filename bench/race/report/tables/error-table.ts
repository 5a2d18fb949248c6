import type { Cell } from '../../cell.ts';
import type { Results } from '../../measure/results.ts';
import type { Table } from '../table.ts';

/** What went wrong with a runner. */
export interface RunnerErrors {
  readonly runner: string;
  /** Runs with an error, of all of its runs. */
  readonly count: number;
  readonly runs: number;
  /** Its error is no longer than `LONGEST`. */
  readonly first: Cell;
}

/** Characters of an error that are shown: some endpoints answer with a page. */
const LONGEST = 300;

/** Of the runners that crashed, hung, or said what their answer lacks; in the order of the race. */
export function errorsByRunner({ runners, cells }: Results): readonly RunnerErrors[] {
  return runners.flatMap(({ name }) => {
    const own = cells.filter(({ runner }) => runner === name);
    const failed = own.filter(({ error }) => error !== undefined);
    const [first] = failed;
    if (first === undefined) return [];
    const shown = { ...first, error: shorten(first.error ?? '') };
    return [{ runner: name, count: failed.length, runs: own.length, first: shown }];
  });
}

/** The first error of each runner; none where there was none. */
export function errorTables(results: Results): readonly Table[] {
  const errors = errorsByRunner(results);
  if (errors.length === 0) return [];
  return [
    {
      title: 'The first error of each runner',
      note: 'Of the runs that crashed, hung, or said what their answer lacks.',
      columns: [
        { name: 'runner' },
        { name: 'with an error', align: 'right' },
        { name: 'the first' },
        { name: 'what it said' },
      ],
      rows: errors.map(({ runner, count, runs, first }) => [
        results.runners.find(({ name }) => name === runner)?.title ?? runner,
        `${String(count)} of ${String(runs)}`,
        `${first.workload}, seed ${String(first.seed)}: ${first.verdict}`,
        { text: first.error ?? '', mark: 'bad' },
      ]),
    },
  ];
}

/** The same for a terminal. */
export function errorLines(results: Results): readonly string[] {
  const errors = errorsByRunner(results);
  if (errors.length === 0) return [];
  return [
    `${String(errors.length)} of ${String(results.runners.length)} runners had errors`,
    ...errors.map(
      ({ runner, count, runs, first: { workload, seed, verdict, error } }) =>
        `  ${runner}: ${String(count)} of ${String(runs)}; the first on ${workload}, seed ${String(seed)}, ${verdict}: ${error ?? ''}`,
    ),
  ];
}

function shorten(error: string): string {
  const line = error.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`;
}
