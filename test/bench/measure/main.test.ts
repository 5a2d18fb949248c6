import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planRace } from '../../../bench/race/measure/plan-race.ts';
import type { Results } from '../../../bench/race/measure/results.ts';
import { readResultsFile } from '../../../bench/race/measure/results-file.ts';
import { createRunners } from '../../../bench/race/runners/index.ts';
import { madeUpResults } from '../report/made-up-results.ts';

type Bench = ChildProcessByStdio<null, Readable, Readable>;

function bench(...args: readonly string[]): Bench {
  const script = join(import.meta.dirname, '../../../bench/race/main.ts');
  return spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'race-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const resultsIn = (where: string): Results | undefined =>
  readResultsFile(join(where, 'latest.json'));

test('an interrupted benchmark keeps its cells and says how to go on', async () => {
  // Ten cells of more than a second each: the signal comes in time.
  const child = bench(
    ...['--filter', 'one-call/toolc', '--seeds', '10', '--lanes', '1'],
    '--out',
    folder,
  );
  let said = '';
  for await (const chunk of child.stderr) {
    said += String(chunk);
    // Once: a second one would end it at once.
    if (/^1\/10/m.test(said) && !child.killed) child.kill('SIGINT');
  }
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(130);
  expect(said).toContain('the same command goes on from there');
  const kept = resultsIn(folder)?.cells.length ?? 0;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(10);
}, 60_000);

test('the same command ends it, and writes the reports', async () => {
  const filter = ['one-call/toolc', 'one-call/floor'];
  const options = { preset: 'fast', seeds: 1, lanes: 1, filter, timeout: 120 } as const;
  const plan = planRace({ ...options, apiKeyEnv: 'KEY', tools: 'web' }, createRunners());
  const [made] = madeUpResults((cell) => ({
    ...cell,
    workload: 'one-call',
    runner: 'toolc',
  })).cells;
  const interrupted = { ...plan, cells: made === undefined ? [] : [made] };
  writeFileSync(join(folder, 'latest.json'), JSON.stringify(interrupted));
  const child = bench(
    ...['--preset', 'fast', '--seeds', '1', '--lanes', '1', '--out', folder],
    ...filter.flatMap((pattern) => ['--filter', pattern]),
  );
  const [told, printed] = await Promise.all([text(child.stderr), text(child.stdout)]);
  expect(told).toContain('1 cells are there from an interrupted race');
  expect(printed).toContain('simulated');
  const { cells = [] } = resultsIn(folder) ?? {};
  expect(cells.map(({ runner, verdict }) => [runner, verdict])).toEqual([
    ['toolc', 'right'],
    ['floor', 'right'],
  ]);
  expect(cells[0]).toEqual(made);
  expect(readdirSync(folder).sort()).toEqual(['latest.json', 'latest.md', 'report.html']);
}, 60_000);
