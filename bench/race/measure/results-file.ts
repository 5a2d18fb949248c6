import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
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

/** The results of a file; undefined where there is none. Throws an Error that says why it cannot be used. */
export function readResultsFile(path: string): Results | undefined {
  return existsSync(path) ? parseResults(readFileSync(path, 'utf8')) : undefined;
}

/** What a race begins with. */
export interface Start {
  readonly results: Results;
  /** Why what the file holds must not be lost, though it is not gone on from; undefined where it may be. */
  readonly displaced: string | undefined;
}

/** `fresh`, or what the file has of it. */
export function startFrom(path: string, fresh: Results, goesOn: boolean): Start {
  try {
    const old = readResultsFile(path);
    const results = goesOn ? resume(old, fresh) : fresh;
    if (old === undefined || old.cells.length === 0) return { results, displaced: undefined };
    const others = differences(old, fresh);
    if (others.length === 0) return { results, displaced: undefined };
    const state = openColumns(old).length === 0 ? 'a whole' : 'an interrupted';
    return { results, displaced: `it holds ${state} race that differs in ${others.join(', ')}` };
  } catch (thrown) {
    return { results: fresh, displaced: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** Puts the file aside, as `latest.previous.json`; returns the new path. What was put aside before is gone. */
export function putAside(path: string): string {
  const previous = path.replace(/(\.json)?$/, '.previous.json');
  renameSync(path, previous);
  return previous;
}

/** `fresh` with the cells of an interrupted race that was set up in the same way on the same machine. */
export function resume(old: Results | undefined, fresh: Results): Results {
  if (old === undefined || openColumns(old).length === 0) return fresh;
  if (differences(old, fresh).length > 0) return fresh;
  return { ...fresh, startedAt: old.startedAt, cells: old.cells };
}

/** In what two races are set up in different ways. */
function differences(old: Results, fresh: Results): readonly string[] {
  // As JSON has them: what is undefined is absent.
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  const differs = (one: unknown, other: unknown): boolean =>
    !isDeepStrictEqual(plain(one), plain(other));
  const machines = [old, fresh].map(({ machine: { build: _, ...machine } }) => machine);
  return [
    ...(['settings', 'workloads', 'runners'] as const).filter((part) =>
      differs(old[part], fresh[part]),
    ),
    ...(differs(machines[0], machines[1]) ? ['machine'] : []),
    ...(old.machine.build === fresh.machine.build
      ? []
      : [`build (${old.machine.build}, now ${fresh.machine.build})`]),
  ];
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
