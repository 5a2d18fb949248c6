import { expect, test } from 'vitest';
import { exportedNames } from './project/exported-names.ts';
import type { SourceFile } from './project/source-files.ts';
import { parse, readFolder, readSource } from './project/source-files.ts';

/** Users import from these; what only their index lists is used by them. */
const entries = [
  'index.ts',
  'model/openai.ts',
  'offline/index.ts',
  'research/index.ts',
  'testing/index.ts',
  'cli/main.ts',
];

test('every exported value of src is used by another file, a test, a benchmark or users', () => {
  const source = readSource();
  const users = ['../test', '../bench', '../examples'].flatMap(readFolder);
  const wanted = source.filter(({ path }) => !entries.includes(path));
  expect(unusedExports(wanted, [...source, ...users])).toEqual([]);
});

test('an export counts as used by its name, by a namespace, and by a lazy import', () => {
  const file = parse('a.ts', 'export const one = 1; export function two() {} export type T = 1;');
  const used = (text: string): readonly string[] => unusedExports([file], [parse('b.ts', text)]);
  expect(used('')).toEqual(['a.ts: one', 'a.ts: two']);
  expect(used("import { one as two } from './a.ts';")).toEqual(['a.ts: two']);
  expect(used("export { two } from './a.ts';")).toEqual(['a.ts: one']);
  expect(used("import * as all from './a.ts';")).toEqual([]);
  expect(used("const { one } = await import('./a.ts');")).toEqual(['a.ts: two']);
  expect(used("void import('./a.ts').then((all) => all.one);")).toEqual([]);
});

function unusedExports(
  files: readonly SourceFile[],
  users: readonly SourceFile[],
): readonly string[] {
  const used = new Map<string, Set<string>>();
  for (const { target, names } of users.flatMap(({ imports }) => imports)) {
    const known = used.get(target) ?? new Set();
    for (const name of names === 'all' ? ['*'] : names) known.add(name);
    used.set(target, known);
  }
  return files.flatMap((file) => {
    const known = used.get(file.path) ?? new Set();
    if (known.has('*')) return [];
    return exportedNames(file)
      .values.filter((name) => !known.has(name))
      .map((name) => `${file.path}: ${name}`);
  });
}
