// Packs the package as npm would and asks publint and attw whether Node and TypeScript will find
// everything in it. Needs a built dist/; no network.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'toolc-pack-'));
try {
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [name] = readdirSync(folder);
  const tarball = join(folder, name);
  run('node_modules/publint/src/cli.js', [tarball, '--strict']);
  run('node_modules/@arethetypeswrong/cli/dist/index.js', [
    tarball,
    '--profile',
    'esm-only',
    '--format',
    'ascii',
    '--no-definitely-typed',
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(script, args) {
  const result = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exitCode = 1;
}
