import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Row } from '../row.ts';

const main = resolve('dist/cli/main.js');

export const help: Row = {
  id: 'help',
  what: '`toolc --help`, built, against a node that runs an empty script',
  excludes: 'npx and npm, which take far longer than either',
  async measure() {
    if (!existsSync(main)) throw new Error(`${main} is missing: run npm run build first`);
    const above: number[] = [];
    const empty: number[] = [];
    for (let round = 0; round < 16; round += 1) {
      const emptyMs = timed(['-e', '']);
      const helpMs = timed([main, '--help']);
      if (round === 0) continue; // reads the files into the system's cache
      empty.push(emptyMs);
      above.push(helpMs - emptyMs);
    }
    return Promise.resolve([
      { label: 'above an empty node', unit: 'ms', values: above, limit: 50 },
      { label: 'an empty node', unit: 'ms', values: empty },
    ]);
  },
};

function timed(args: readonly string[]): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`node ${args.join(' ')} ended with ${String(status)}: ${stderr}`);
  return performance.now() - startedAt;
}
