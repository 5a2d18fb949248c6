import { type ChildProcessWithoutNullStreams, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ended, RunOptions } from '../project/built-package.ts';
import { run, start } from '../project/built-package.ts';
import { root } from '../project/source-files.ts';

const main = join(root, 'dist', 'cli', 'main.js');

/** Runs the built command line through real pipes, without keys and colours of this machine. */
export function toolc(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return run(process.execPath, [main, ...args], options);
}

/** A command line that is still running. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves when standard output or error has shown this text. */
  shows(text: string): Promise<void>;
  /** Standard output and error so far. */
  seen(): string;
  readonly ended: Promise<Ended>;
}

export function startToolc(args: readonly string[], options: RunOptions = {}): Running {
  const child = start(process.execPath, [main, ...args], options);
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const wake = (): void => waiting.forEach((look) => look());
  child.stdout.setEncoding('utf8').on('data', (text: string) => ((stdout += text), wake()));
  child.stderr.setEncoding('utf8').on('data', (text: string) => ((stderr += text), wake()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  return {
    child,
    ended,
    seen: () => `${stdout}\n${stderr}`,
    shows(text) {
      const shown = new Promise<void>((resolve) => {
        const look = (): void => {
          if (!`${stdout}\n${stderr}`.includes(text)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
      const never = ended.then((result) => {
        throw new Error(`it ended without showing ${text}: ${JSON.stringify(result)}`);
      });
      return Promise.race([shown, never]);
    },
  };
}

/** A folder with files, by their names. */
export function folderWith(files: Readonly<Record<string, string>>): {
  readonly path: string;
  remove(): void;
} {
  const path = mkdtempSync(join(tmpdir(), 'toolc-cli-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** `script` of util-linux gives a program a terminal. */
export function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

/** A module of tools, as a user without this package's types may write it. */
export const toolModule = `
const text = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] };
const none = { type: 'object', properties: {} };
const read = { effect: 'read', description: 'For tests.' };
export const tools = [
  { ...read, name: 'echo', inputSchema: text, execute: ({ text }) => text },
  { ...read, name: 'fail', inputSchema: none, execute: () => { throw new Error('no luck'); } },
  {
    ...read,
    name: 'wait',
    inputSchema: none,
    execute: (_, { signal }) =>
      new Promise((resolve, reject) => {
        const keep = setInterval(() => {}, 1000);
        signal.addEventListener('abort', () => {
          clearInterval(keep);
          process.stderr.write('tool: stopping\\n');
          reject(signal.reason);
        });
        process.stderr.write('tool: started\\n');
      }),
  },
  {
    ...read,
    name: 'hold',
    inputSchema: none,
    execute: (_, { signal }) =>
      new Promise(() => {
        setInterval(() => {}, 1000);
        signal.addEventListener('abort', () => process.stderr.write('tool: staying\\n'));
        process.stderr.write('tool: started\\n');
      }),
  },
];
`;
