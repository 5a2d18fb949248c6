import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkOutputs } from '../../../bench/race/measure/outputs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outputs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const check = (...path: readonly string[]): void =>
  checkOutputs([join(folder, ...path)], 'choose another --out');

test('a folder that is not there is made, and what is in one stays', () => {
  check('deeper', 'latest.json');
  expect(readdirSync(join(folder, 'deeper'))).toEqual([]);
  const path = join(folder, 'deeper', 'latest.json');
  writeFileSync(path, 'results');
  check('deeper', 'latest.json');
  expect(readFileSync(path, 'utf8')).toBe('results');
});

test('a file where the folder is to be is said with its path and what to do', () => {
  writeFileSync(join(folder, 'a-file'), '');
  const at = join(folder, 'a-file');
  for (const path of [
    ['a-file', 'latest.json'],
    ['a-file', 'deeper', 'latest.json'],
  ]) {
    expect(() => check(...path)).toThrow(`Expected a folder for results at ${at}`);
    expect(() => check(...path)).toThrow(/choose another --out\.$/);
  }
});

test('a folder where a file is to be is said', () => {
  mkdirSync(join(folder, 'latest.md'));
  expect(() => check('latest.md')).toThrow(
    `Expected to write the file ${join(folder, 'latest.md')}, where a folder is; choose`,
  );
});

test('a place where nothing can be made is said', () => {
  expect(() => checkOutputs(['/proc/toolc/latest.json'], 'choose another --out')).toThrow(
    /^Expected a folder for results at \/proc\/toolc, where none can be made \(E[A-Z]+\); choose/,
  );
});
