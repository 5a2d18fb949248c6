import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Installation } from './project/built-package.ts';
import { install, run, subpaths } from './project/built-package.ts';
import { root } from './project/source-files.ts';

let installed: Installation;

beforeAll(() => {
  installed = install('packed');
}, 60_000);
afterAll(() => installed.remove());

const inPackage = (...path: string[]): string =>
  join(installed.folder, 'node_modules', 'toolc', ...path);

async function node(source: string): Promise<string> {
  const file = join(installed.folder, 'script.mjs');
  writeFileSync(file, source);
  const ended = await run(process.execPath, [file], { cwd: installed.folder });
  expect(ended.stderr).toBe('');
  expect(ended.status).toBe(0);
  return ended.stdout;
}

describe('the packed package', () => {
  test('holds the build, the documents and nothing else', () => {
    const names = readdirSync(inPackage()).sort();
    const wanted = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'docs', 'package.json'];
    expect(names).toEqual(wanted);
  });

  test.each(subpaths)('gives %s to import', async (name) => {
    const printed = await node(
      `import * as entry from ${JSON.stringify(name)};\nconsole.log(Object.keys(entry).length);`,
    );
    expect(Number(printed)).toBeGreaterThan(0);
  });

  test.each(subpaths)('gives %s to require.resolve', async (name) => {
    const printed = await node(
      `import { createRequire } from 'node:module';\n` +
        `console.log(createRequire(import.meta.url).resolve(${JSON.stringify(name)}));`,
    );
    expect(printed).toContain(join('node_modules', 'toolc', 'dist'));
  });

  test('has a command that Node starts by its first line', async () => {
    const command = join(installed.folder, 'node_modules', '.bin', 'toolc');
    expect(readFileSync(command, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    const ended = await run(command, ['--help'], { cwd: installed.folder });
    expect(ended.stdout).toContain('Usage: toolc');
    expect(ended.status).toBe(0);
  });

  test('runs a hand-written plan where nothing but its dependencies is installed', async () => {
    const printed = await node(handWrittenPlan);
    expect(printed.trim()).toBe('237');
  });

  test('has types that a strict consumer can use', async () => {
    writeFileSync(join(installed.folder, 'consumer.ts'), consumer);
    writeFileSync(join(installed.folder, 'tsconfig.json'), JSON.stringify(strictConsumer));
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const ended = await run(process.execPath, [compiler, '-p', '.'], { cwd: installed.folder });
    expect(ended.stdout).toBe('');
    expect(ended.status).toBe(0);
  });
});

const handWrittenPlan = `
import { defineTool, runPlan } from 'toolc';
import { z } from 'zod';

const metres = { Everest: 8848, K2: 8611 };
const height = defineTool({
  name: 'height', description: 'Height in metres.', effect: 'read',
  inputSchema: z.object({ mountain: z.string() }),
  execute: ({ mountain }) => metres[mountain],
});
const difference = defineTool({
  name: 'difference', description: 'Of two numbers.', effect: 'read',
  inputSchema: z.object({ left: z.number(), right: z.number() }),
  execute: ({ left, right }) => left - right,
});
const plan = '1. height("Everest")\\n2. height("K2")\\n3. difference($1, $2)\\nfinish($3)';
const report = await runPlan(plan, { tools: [height, difference] }).report;
console.log(report.answer);
`;

const consumer = `
import { createCompiler, defineTool, runPlan } from 'toolc';
import { openai } from 'toolc/openai';
import { offlineModel, offlineTools } from 'toolc/offline';
import { searchDocs } from 'toolc/research';
import { createFakeClock, scriptedModel } from 'toolc/testing';
import { z } from 'zod';

const double = defineTool({
  name: 'double',
  description: 'Twice a number.',
  effect: 'read',
  inputSchema: z.object({ value: z.number() }),
  execute: ({ value }, { signal }) => {
    signal.throwIfAborted();
    const typed: number = value;
    return typed * 2;
  },
});
// @ts-expect-error an effect is required
defineTool({ name: 'x', description: '', inputSchema: z.object({}), execute: () => 1 });

export const compiler = createCompiler({
  model: openai({ model: 'gpt-5-mini' }),
  tools: [double, ...offlineTools()],
});
export async function use(): Promise<void> {
  const run = compiler.stream('question');
  run.on('task-end', (event) => void event.outcome.status);
  for await (const event of run.events()) if (event.type === 'run-end') void event.status;
  const { value } = await compiler.run('question', { output: z.object({ metres: z.number() }) });
  const metres: number = value.metres;
  void metres;
  await runPlan('1. double(2)', { tools: [double] }).report;
}
export const others = [offlineModel, searchDocs, createFakeClock, scriptedModel];
`;

const strictConsumer = {
  compilerOptions: {
    target: 'ES2023',
    lib: ['ES2023'],
    module: 'NodeNext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
  },
  files: ['consumer.ts'],
};
