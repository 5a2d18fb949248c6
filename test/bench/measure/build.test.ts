import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeBuild } from '../../../bench/race/measure/build.ts';

let root: string;
const write = (path: string, text: string): void => writeFileSync(join(root, path), text);
const git = (...args: readonly string[]): void => {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid'];
  // Where a hook of git runs the tests, its variables name another repository.
  const env = { PATH: process.env['PATH'], HOME: root };
  execFileSync('git', ['-C', root, ...who, ...args], { stdio: 'ignore', env });
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-'));
  for (const folder of ['src', 'bench/results', 'bench/node_modules']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  write('src/one.ts', 'first');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a build without git', () => {
  test('is named by its code, and not by what was measured or installed', () => {
    const first = describeBuild(root);
    expect(first).toMatch(/^src-[0-9a-f]{8}$/);
    write('bench/results/latest.json', '{}');
    write('bench/node_modules/a.js', 'a');
    write('README.md', 'words');
    expect(describeBuild(root)).toBe(first);
    write('src/one.ts', 'second');
    expect(describeBuild(root)).not.toBe(first);
  });
});

describe('a build in a repository', () => {
  test('is named by its commit, and with changes by their code too', () => {
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'a commit');
    const commit = describeBuild(root);
    expect(commit).toMatch(/^[0-9a-f]{7}$/);
    write('bench/results/latest.json', '{}');
    expect(describeBuild(root)).toBe(commit);
    const changed = ['second', 'third'].map((text) => {
      write('src/one.ts', text);
      return describeBuild(root);
    });
    expect(changed[0]).toMatch(new RegExp(`^${commit}\\+[0-9a-f]{8}$`));
    expect(changed[1]).not.toBe(changed[0]);
  });
});
