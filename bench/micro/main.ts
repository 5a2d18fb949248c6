import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { suggest } from '../../src/core/suggest.ts';
import { compileForBench } from './compile.ts';
import { printFailure, printRow } from './print-row.ts';
import type { Figure } from './row.ts';
import { rows } from './rows.ts';

/**
 * `npm run bench:micro [-- ID…]`: takes each measure in a process of its own and prints its figures
 * beside their targets. Exits with 1 if one could not be taken; a missed target is only named.
 */
const ids = rows.map(({ id }) => id);
const wanted = process.argv.slice(2);
for (const id of wanted) {
  if (ids.includes(id)) continue;
  const near = suggest(id, ids);
  const hint = near === undefined ? `Choose from ${ids.join(', ')}.` : `Did you mean "${near}"?`;
  process.stderr.write(`There is no measure "${id}". ${hint}\n`);
  process.exit(1);
}

const cpu = cpus()[0]?.model ?? 'unknown processor';
process.stdout.write(`node ${process.version}, ${String(cpus().length)} × ${cpu}\n`);
process.stdout.write(
  'Each measure has a process of its own, warmed up; figures vary with the machine.\n',
);
const compiled = compileForBench();
let missed = 0;
let failed = 0;
for (const row of rows) {
  if (wanted.length > 0 && !wanted.includes(row.id)) continue;
  const result = takeMeasure(row.id);
  if (typeof result === 'string') {
    failed += 1;
    printFailure(row, result);
  } else {
    missed += printRow(row, result);
  }
}
process.stdout.write(
  `\n${String(missed)} targets missed, ${String(failed)} measures could not be taken\n`,
);
process.exitCode = failed > 0 ? 1 : 0;

/** The figures, or why there are none. */
function takeMeasure(id: string): readonly Figure[] | string {
  const script = join(compiled, 'measure.js');
  const child = spawnSync(process.execPath, ['--expose-gc', script, id], {
    cwd: join(import.meta.dirname, '../..'),
    encoding: 'utf8',
    maxBuffer: 64_000_000,
  });
  if (child.status !== 0) return child.stderr.trim() || `it ended with ${String(child.signal)}`;
  return JSON.parse(child.stdout) as readonly Figure[];
}
