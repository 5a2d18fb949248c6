import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseResults } from '../../../bench/race/measure/results.ts';
import {
  openColumns,
  openResultsFile,
  putAside,
  readResultsFile,
  resume,
  startFrom,
} from '../../../bench/race/measure/results-file.ts';
import { madeUpResults } from '../report/made-up-results.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'race-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const whole = madeUpResults();
const half = { ...whole, cells: whole.cells.slice(0, 7) };
const fresh = { ...whole, startedAt: '2026-02-03T00:00:00.000Z', cells: [] };

test('what is written is read again', () => {
  const path = join(folder, 'deeper', 'latest.json');
  openResultsFile(path, whole);
  expect(readResultsFile(path)).toEqual(JSON.parse(JSON.stringify(whole)));
  expect(parseResults(readFileSync(path, 'utf8')).cells).toHaveLength(whole.cells.length);
});

test('a cell that is run again takes the place of the first', () => {
  const path = join(folder, 'latest.json');
  const file = openResultsFile(path, half);
  const [first] = half.cells;
  if (first === undefined) throw new Error('There is no cell.');
  file.add({ ...first, wallMs: 1 });
  file.flush();
  const cells = readResultsFile(path)?.cells;
  expect(cells).toHaveLength(half.cells.length);
  expect(cells?.[0]?.wallMs).toBe(1);
});

describe('an interrupted race', () => {
  test('goes on where it was set up in the same way', () => {
    const resumed = resume(half, fresh);
    expect(resumed.cells).toEqual(half.cells);
    expect(resumed.startedAt).toBe(half.startedAt);
    const left = openColumns(resumed).reduce((sum, { seeds }) => sum + seeds.length, 0);
    expect(left).toBe(whole.cells.length - half.cells.length);
  });

  test('is begun anew with other settings, another machine, another build, other runners, or nothing left', () => {
    const { settings, machine } = fresh;
    const others = [
      { ...fresh, settings: { ...settings, seeds: [1, 2, 3] } },
      { ...fresh, machine: { ...machine, node: 'v24.0.0' } },
      { ...fresh, machine: { ...machine, build: '0000000' } },
      { ...fresh, runners: fresh.runners.slice(1) },
    ];
    for (const other of others) expect(resume(half, other).cells).toEqual([]);
    expect(resume(whole, fresh).cells).toEqual([]);
    expect(resume(undefined, fresh)).toBe(fresh);
  });

  test('has its open seeds runner by runner', () => {
    const { workload, runner } = whole.cells[1] ?? {};
    const [first] = openColumns({ ...whole, cells: whole.cells.filter((_, at) => at !== 1) });
    expect(first).toEqual({ workload, runner, seeds: [2] });
  });
});

describe('a file that is not gone on from', () => {
  const displaced = (held: object | string, next = fresh, goesOn = true): string | undefined => {
    const path = join(folder, 'latest.json');
    writeFileSync(path, typeof held === 'string' ? held : JSON.stringify(held));
    const start = startFrom(path, next, goesOn);
    if (start.displaced !== undefined) expect(start.results).toBe(next);
    return start.displaced;
  };
  const { settings, machine } = fresh;

  test('is kept where it is cut short or of something else, and it is said why', () => {
    expect(displaced(JSON.stringify(whole).slice(0, 900))).toMatch(/version 1 at its top: /);
    expect(displaced('{"version":2}')).toMatch(/version 1 at version: /);
    expect(displaced('')).toMatch(/Expected the results of a race/);
  });

  test('is kept where it holds a race that was set up in another way, whole or not', () => {
    const other = { ...fresh, settings: { ...settings, seeds: [1, 2, 3] } };
    expect(displaced(whole, other)).toBe('it holds a whole race that differs in settings');
    expect(displaced(half, other)).toBe('it holds an interrupted race that differs in settings');
    const elsewhere = { ...fresh, machine: { ...machine, cores: 64, build: '0000000' } };
    expect(displaced(whole, elsewhere, false)).toBe(
      'it holds a whole race that differs in machine, build (3f9c2ab, now 0000000)',
    );
  });

  test('makes room for the same race, and where nothing was run', () => {
    expect(displaced(whole)).toBeUndefined();
    expect(displaced(half, fresh, false)).toBeUndefined();
    expect(displaced({ ...fresh, runners: [] })).toBeUndefined();
    expect(startFrom(join(folder, 'none.json'), fresh, true)).toEqual({ results: fresh });
  });

  test('is put aside under a name that says so', () => {
    const path = join(folder, 'latest.json');
    writeFileSync(path, 'half of a');
    expect(putAside(path)).toBe(join(folder, 'latest.previous.json'));
    expect(existsSync(path)).toBe(false);
    expect(readFileSync(join(folder, 'latest.previous.json'), 'utf8')).toBe('half of a');
  });

  test('is read as nothing only where there is none', () => {
    expect(readResultsFile(join(folder, 'nothing.json'))).toBeUndefined();
    expect(() => parseResults('{"version":2}')).toThrow(/version 1 at version: /);
  });
});
