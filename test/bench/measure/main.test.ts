import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { readResultsFile } from '../../../bench/race/measure/results-file.ts';

type Bench = ChildProcessByStdio<null, Readable, Readable>;

function bench(...args: readonly string[]): Bench {
  const script = join(import.meta.dirname, '../../../bench/race/main.ts');
  return spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('an interrupted benchmark keeps its cells, and the same command ends it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'race-'));
  const filter = ['one-call/toolc', 'one-call/toolc-finish', 'one-call/floor'];
  const command = [
    ...['--preset', 'fast', '--seeds', '1', '--lanes', '1', '--out', folder],
    ...filter.flatMap((pattern) => ['--filter', pattern]),
  ];
  try {
    const first = bench(...command);
    let said = '';
    for await (const chunk of first.stderr) {
      said += String(chunk);
      // Once: a second one would end it at once.
      if (/^1\/3/m.test(said) && !first.killed) first.kill('SIGINT');
    }
    if (first.exitCode === null) await once(first, 'exit');
    expect(first.exitCode).toBe(130);
    expect(said).toContain('the same command goes on from there');
    const kept = readResultsFile(join(folder, 'latest.json'))?.cells.length ?? 0;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(3);

    const second = bench(...command);
    const [told, printed] = await Promise.all([text(second.stderr), text(second.stdout)]);
    expect(told).toContain(`${kept} cells are there from an interrupted race`);
    expect(printed).toContain('simulated');
    const results = readResultsFile(join(folder, 'latest.json'));
    expect(results?.cells.map(({ verdict }) => verdict)).toEqual(['right', 'right', 'right']);
    expect(readdirSync(folder).sort()).toEqual(['latest.json', 'latest.md', 'report.html']);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

test('what does not go together is refused with what to do', async () => {
  const child = bench('--dataset', 'movie');
  expect(await text(child.stderr)).toContain('Expected --dataset and --file together');
});
