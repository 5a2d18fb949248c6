import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startOfflineServer } from '../src/offline/index.ts';
import type { Installation } from './project/built-package.ts';
import { install, manifest, run } from './project/built-package.ts';
import type { Block } from './project/markdown-blocks.ts';
import { readBlocks } from './project/markdown-blocks.ts';
import { matchOutput, statedOutput } from './project/stated-output.ts';
import { root } from './project/source-files.ts';

const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** What is to be checked in one document. */
function contentsOf(document: string): {
  readonly blocks: readonly Block[];
  readonly programs: readonly Block[];
  readonly commands: readonly string[];
} {
  const blocks = readBlocks(readFileSync(join(root, document), 'utf8'));
  const programs = blocks.filter(({ language }) => language === 'ts');
  const commands = blocks
    .filter(({ language, notRun }) => language === 'sh' && notRun === undefined)
    .flatMap(({ text }) => text.replace(/\\\n\s*/g, ' ').split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return { blocks, programs, commands };
}

let installed: Installation;
let server: Awaited<ReturnType<typeof startOfflineServer>>;

beforeAll(async () => {
  installed = install('linked', ['valibot', 'arktype']);
  server = await startOfflineServer();
}, 60_000);
afterAll(async () => {
  installed.remove();
  await server.close();
});

/** A README that speaks of an OpenAI-compatible endpoint finds the offline model behind it. */
const environment = (): Record<string, string> => ({
  OPENAI_API_KEY: 'offline',
  OPENAI_BASE_URL: server.url,
});

describe.each(documents)('%s', (document) => {
  const { blocks, programs, commands } = contentsOf(document);

  test('has a program, and says why one is not run', () => {
    expect(programs.length).toBeGreaterThan(0);
    const reasons = blocks.flatMap(({ notRun }) => notRun ?? []);
    for (const reason of reasons) expect(reason.length).toBeGreaterThan(10);
  });

  test('holds only blocks in languages that are checked here', () => {
    const known = ['ts', 'sh', 'text', 'json', 'toolc', ''];
    expect(blocks.map(({ language }) => language).filter((name) => !known.includes(name))).toEqual(
      [],
    );
  });

  test('has programs that compile', async () => {
    for (const program of programs) write(document, program);
    writeFileSync(join(installed.folder, 'tsconfig.json'), JSON.stringify(strict));
    writeFileSync(join(installed.folder, 'package.json'), '{ "type": "module" }');
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const ended = await run(process.execPath, [compiler, '-p', '.'], { cwd: installed.folder });
    expect(ended.stdout).toBe('');
    expect(ended.status).toBe(0);
  });

  test.each(programs.filter(({ notRun }) => notRun === undefined))(
    'has a program at line $line that runs',
    async (program) => {
      const loader = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
      const options = { cwd: installed.folder, env: environment() };
      const ended = await run(process.execPath, [loader, write(document, program)], options);
      expect(ended.stderr).toBe('');
      expect(ended.status).toBe(0);
      const stated = statedOutput(program.text);
      if (stated !== undefined) expect(ended.stdout.trimEnd()).toSatisfy(matchOutput(stated));
    },
    60_000,
  );

  test.each(commands.filter((line) => !isSetUp(line)))(
    'has a command that works: %s',
    async (line) => {
      const inProject = /\bnpm start\b/.test(line);
      const command = line.replace(/^npm ci && /, '');
      expect(command).toMatch(/(^|\| )(npx toolc|npm start)\b/);
      const ended = await run('sh', ['-c', command], {
        cwd: inProject ? root : installed.folder,
      });
      expect(ended).toMatchObject({ status: 0 });
      expect(ended.stdout).not.toBe('');
    },
    60_000,
  );

  test('names only scripts of npm that exist', () => {
    const named = commands.flatMap((line) => [...line.matchAll(/npm (?:run )?([a-z:]+)/g)]);
    const own = ['ci', 'install', 'i', 'pack'];
    const wrong = named.map(([, name]) => name ?? '').filter((name) => !own.includes(name));
    expect(wrong.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });
});

/** What the test run itself has done already, or must not do again. */
function isSetUp(line: string): boolean {
  return /^npm (ci|install|i|test|run [a-z:]+)( [a-z@/. -]*)?$/.test(line);
}

function write(document: string, program: Block): string {
  const folder = join(installed.folder, 'blocks');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${document.replace(/\W/g, '-')}-line-${String(program.line)}.ts`);
  writeFileSync(file, `${program.text}\nexport {};\n`);
  return file;
}

const strict = {
  compilerOptions: {
    target: 'ES2023',
    lib: ['ES2023'],
    module: 'NodeNext',
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['blocks'],
};
