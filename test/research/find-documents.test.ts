import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultDocsLimits, findDocuments } from '../../src/research/find-documents.ts';

let root = '';

beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'toolc-find-')));
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function put(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), name);
  }
}

test("a folder's own files come first, in the order of their names, then its folders", async () => {
  await put('b/z.md', 'b/a/1.md', 'z.md', 'a/1.md', 'c.TXT');
  const paths: string[] = [];
  for await (const found of findDocuments(root, defaultDocsLimits)) paths.push(found.path);
  expect(paths).toEqual(['c.TXT', 'z.md', 'a/1.md', 'b/z.md', 'b/a/1.md']);
});

test('a document comes with its bytes', async () => {
  await put('a.md');
  const { value } = await findDocuments(root, defaultDocsLimits).next();
  expect(value).toEqual({ kind: 'document', path: 'a.md', bytes: Buffer.from('a.md') });
});

test('what vanishes, or becomes a link, while the walk runs is skipped', async () => {
  await put('a.md', 'b.md', 'c.md', 'd/d.md');
  const walk = findDocuments(root, defaultDocsLimits);
  expect((await walk.next()).value).toMatchObject({ path: 'a.md' });
  await rm(path.join(root, 'b.md'));
  await rm(path.join(root, 'c.md'));
  await symlink(path.join(root, 'a.md'), path.join(root, 'c.md'));
  await rm(path.join(root, 'd'), { recursive: true });
  const rest: unknown[] = [];
  for await (const found of walk) rest.push(found);
  expect(rest).toEqual([
    { kind: 'skipped', path: 'b.md', reason: 'unreadable' },
    { kind: 'skipped', path: 'c.md', reason: 'unreadable' },
    { kind: 'skipped', path: 'd', reason: 'unreadable' },
  ]);
});

test('a folder that becomes a link while the walk runs is not left', async () => {
  await put('a.md', 'd/d.md');
  const outside = await mkdtemp(path.join(tmpdir(), 'toolc-outside-'));
  try {
    await writeFile(path.join(outside, 'secret.md'), 'secret');
    const walk = findDocuments(root, defaultDocsLimits);
    await walk.next();
    await rm(path.join(root, 'd'), { recursive: true });
    await symlink(outside, path.join(root, 'd'));
    const rest: unknown[] = [];
    for await (const found of walk) rest.push(found);
    expect(rest).toEqual([{ kind: 'skipped', path: 'd', reason: 'unreadable' }]);
  } finally {
    await rm(outside, { recursive: true });
  }
});
