import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Cell } from '../cell.ts';
import type { Column } from './race-process.ts';
import { parseResults, type Results } from './results.ts';

/** A results file that grows cell by cell. */
export interface ResultsFile {
  readonly results: () => Results;
  /** Takes the place of an earlier run of the same cell. */
  readonly add: (cell: Cell) => void;
  /** Writes what is not written yet. */
  readonly flush: () => void;
}

/** Written at most so often, so that a race that is killed loses no more than this. */
const WRITE_EVERY_MS = 2_000;

/** Opens the file with these results and writes them. */
export function openResultsFile(path: string, first: Results): ResultsFile {
  const cells = new Map(first.cells.map((cell) => [cellKey(cell), cell]));
  let writtenMs = -Infinity;
  const results = (): Results => ({ ...first, cells: [...cells.values()] });
  const flush = (): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.part`, `${JSON.stringify(results())}\n`);
    // A reader sees the old file or the new one, never half of one.
    renameSync(`${path}.part`, path);
    writtenMs = performance.now();
  };
  flush();
  return {
    results,
    flush,
    add: (cell) => {
      cells.set(cellKey(cell), cell);
      if (performance.now() - writtenMs > WRITE_EVERY_MS) flush();
    },
  };
}

/** The results of a file; undefined where there is none or it cannot be used. */
export function readResultsFile(path: string): Results | undefined {
  try {
    return parseResults(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** `fresh` with the cells of an interrupted race that was set up in the same way on the same machine. */
export function resume(old: Results | undefined, fresh: Results): Results {
  if (old === undefined || openColumns(old).length === 0) return fresh;
  const setUp = ({ settings, machine, workloads, runners }: Results): unknown =>
    // As JSON has them: what is undefined is absent.
    JSON.parse(JSON.stringify({ settings, machine, workloads, runners }));
  if (!isDeepStrictEqual(setUp(old), setUp(fresh))) return fresh;
  return { ...fresh, startedAt: old.startedAt, cells: old.cells };
}

/** What is left to run: runner by runner on each workload. */
export function openColumns({ workloads, runners, settings, cells }: Results): readonly Column[] {
  const done = new Set(cells.map(cellKey));
  return workloads.flatMap(({ name: workload }) =>
    runners.flatMap(({ name: runner }): Column[] => {
      const seeds = settings.seeds.filter((seed) => !done.has(cellKey({ workload, runner, seed })));
      return seeds.length === 0 ? [] : [{ workload, runner, seeds }];
    }),
  );
}

function cellKey({ workload, runner, seed }: Pick<Cell, 'workload' | 'runner' | 'seed'>): string {
  return JSON.stringify([workload, runner, seed]);
}
