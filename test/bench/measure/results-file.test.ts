import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseResults } from '../../../bench/race/measure/results.ts';
import {
  openColumns,
  openResultsFile,
  readResultsFile,
  resume,
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

  test('is begun anew with other settings, another machine, other runners, or nothing left', () => {
    const { settings, machine } = fresh;
    const others = [
      { ...fresh, settings: { ...settings, seeds: [1, 2, 3] } },
      { ...fresh, machine: { ...machine, node: 'v24.0.0' } },
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

test('a file that is none of a race is not gone on from, and it is said what is wrong with it', () => {
  const path = join(folder, 'latest.json');
  writeFileSync(path, '{"version":2}');
  expect(readResultsFile(path)).toBeUndefined();
  expect(readResultsFile(join(folder, 'nothing.json'))).toBeUndefined();
  expect(() => parseResults('{"version":2}')).toThrow(/version 1 at version: .*Delete the file/);
});
