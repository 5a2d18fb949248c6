import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { planRace } from '../../../bench/race/measure/plan-race.ts';
import { readResultsFile } from '../../../bench/race/measure/results-file.ts';
import { createRunners } from '../../../bench/race/runners/index.ts';
import { madeUpResults } from '../report/made-up-results.ts';

interface Bench {
  /** Of its results; gone with the test, and so is the process. */
  readonly folder: string;
  readonly start: (...args: readonly string[]) => ChildProcessByStdio<null, Readable, Readable>;
}

function benchFor(onTestFinished: (end: () => void) => void): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'race-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    start: (...args) => {
      const script = join(import.meta.dirname, '../../../bench/race/main.ts');
      const all = ['--import', 'tsx', script, '--lanes', '1', '--out', folder, ...args];
      const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'pipe'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      return child;
    },
  };
}

describe.concurrent('an interrupted benchmark', () => {
  test('keeps its cells and says how to go on', async ({ onTestFinished }) => {
    const { folder, start } = benchFor(onTestFinished);
    // The signal comes with the first of ten cells: some seconds are left.
    const child = start('--preset', 'fast', '--filter', 'one-call/toolc', '--seeds', '10');
    let said = '';
    for await (const chunk of child.stderr) {
      said += String(chunk);
      // Once: a second one would end it at once.
      if (/^1\/10/m.test(said) && !child.killed) child.kill('SIGINT');
    }
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(130);
    expect(said).toContain('the same command goes on from there');
    const kept = readResultsFile(join(folder, 'latest.json'))?.cells.length ?? 0;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(10);
  }, 60_000);

  test('is ended by the same command, which writes the reports', async ({ onTestFinished }) => {
    const { folder, start } = benchFor(onTestFinished);
    const filter = ['one-call/toolc', 'one-call/floor'];
    const options = { preset: 'fast', seeds: 1, lanes: 1, filter, timeout: 120 } as const;
    const plan = planRace({ ...options, apiKeyEnv: 'KEY', tools: 'web' }, createRunners());
    const one = { workload: 'one-call', runner: 'toolc' };
    const cells = madeUpResults((cell) => ({ ...cell, ...one })).cells.slice(0, 1);
    writeFileSync(join(folder, 'latest.json'), JSON.stringify({ ...plan, cells }));

    const filters = filter.flatMap((pattern) => ['--filter', pattern]);
    const child = start('--preset', 'fast', '--seeds', '1', ...filters);
    const [told, printed] = await Promise.all([text(child.stderr), text(child.stdout)]);
    expect(told).toContain('1 cells are there from an interrupted race');
    expect(printed).toContain('simulated');
    const ended = readResultsFile(join(folder, 'latest.json'))?.cells ?? [];
    expect(ended.map(({ runner, verdict }) => [runner, verdict])).toEqual([
      ['toolc', 'right'],
      ['floor', 'right'],
    ]);
    expect(ended.slice(0, 1)).toEqual(cells);
    expect(readdirSync(folder).sort()).toEqual(['latest.json', 'latest.md', 'report.html']);
  }, 60_000);
});
