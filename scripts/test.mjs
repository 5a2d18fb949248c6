// Everything that must hold before a commit: `npm test`. One line a step; the first failure ends it
// with that step's output. `--deep` runs the property suites alone, with their full counts.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const eslint = ['node_modules/eslint/bin/eslint.js', '.'];
const vitest = ['node_modules/vitest/vitest.mjs', 'run'];

/** What ends a step that does not stop by itself. */
const stepLimitMs = 10 * 60_000;

// The steps of a stage run side by side. The examples import the built package by its name, so lint
// and types come after the build.
const stages = [
  [
    { name: 'build', command: ['scripts/build.mjs'] },
    { name: 'format', command: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'] },
  ],
  [
    { name: 'lint', command: [...eslint, '--max-warnings', '0'] },
    { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', '.'] },
    { name: 'package', command: ['scripts/check-package.mjs'] },
  ],
];

const begun = performance.now();
const failed = process.argv.includes('--deep') ? null : await runChecks();
if (failed !== null) {
  process.stdout.write(`${failed.output}\n${failed.name} failed\n`);
  process.exit(1);
}
process.exit(await runTests());

/** Runs the stages in order; null, or the first step that failed, which stops the others. */
async function runChecks() {
  for (const stage of stages) {
    const stop = new AbortController();
    let failure = null;
    const runs = stage.map(async (step) => {
      const result = await runStep(step, stop.signal);
      if (failure !== null) return;
      report(step.name, result);
      if (result.status === 0) return;
      failure = { name: step.name, output: result.output };
      stop.abort();
    });
    await Promise.all(runs);
    if (failure !== null) return failure;
  }
  return null;
}

function runStep({ command }, signal) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      cwd: root,
      signal,
      timeout: stepLimitMs,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => (output += error.message));
    child.on('close', (status) => {
      resolve({ status: status ?? 1, output, tookMs: performance.now() - startedAt });
    });
  });
}

function report(name, { status, tookMs }) {
  const seconds = (tookMs / 1000).toFixed(1).padStart(5);
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${seconds} s\n`);
}

/** Vitest prints straight to the terminal, so that its own summary is the last thing to be read. */
function runTests() {
  const deep = process.argv.includes('--deep');
  const suites = deep ? propertySuites('test') : [];
  const env = deep ? { ...process.env, TOOLC_DEEP: '1' } : process.env;
  if (!deep) {
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    process.stdout.write(`checks took ${seconds} s; now the tests\n`);
  }
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...vitest, ...suites], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    child.on('close', (status) => resolve(status ?? 1));
  });
}

/** The test files whose counts grow with TOOLC_DEEP: they read it, or import what reads it. */
function propertySuites(folder) {
  const files = readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));
  const readers = files.filter(({ text }) => text.includes('TOOLC_DEEP')).map(({ name }) => name);
  return files
    .filter(({ name }) => name.endsWith('.test.ts'))
    .filter(({ name, text }) => {
      const imports = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, path]) => {
        return join(dirname(name), path);
      });
      return [name, ...imports].some((path) => readers.includes(path));
    })
    .map(({ name }) => name);
}
