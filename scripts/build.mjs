// Compiles src/ into a clean dist/ and makes the command line executable.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const executable = new URL('../dist/cli/main.js', import.meta.url);

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
const compiler = spawnSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
  { cwd: root, stdio: 'inherit' },
);
if (compiler.status !== 0) process.exit(compiler.status ?? 1);
if (existsSync(executable)) chmodSync(executable, 0o755);
