import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  type DocsReport,
  searchDocs,
  type SearchDocsOptions,
} from '../../src/research/search-docs.ts';
import type { Finding } from '../../src/research/finding.ts';
import { callTool, errorOf } from './local-web.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function folderOf(files: Record<string, string | Buffer>): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'toolc-docs-'));
  folders.push(root);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
  return root;
}

async function indexed(directory: string, options: Partial<SearchDocsOptions> = {}) {
  const reports: DocsReport[] = [];
  const tool = await searchDocs({
    directory,
    onIndexed: (report) => reports.push(report),
    ...options,
  });
  const search = async (query: string, limit?: number) =>
    (await callTool(tool, limit === undefined ? { query } : { query, limit })) as Finding[];
  return { tool, search, reports };
}

const peaks = {
  'peaks/everest.md':
    '# Everest\n\nThe highest mountain.\n\n## Height\n\nIt is 8849 metres high.\n',
  'peaks/k2.txt': 'K2\n\nThe savage mountain is 8611 metres high.',
  'web/kangchenjunga.html':
    '<title>Kangchenjunga</title><body><nav>Menu</nav><p>The third highest peak, 8586 metres.</p>',
};

test('a search gives the best passage of each document with its source', async () => {
  const { search } = await indexed(await folderOf(peaks));
  expect(await search('savage')).toEqual([
    {
      title: 'K2',
      text: 'K2\n\nThe savage mountain is 8611 metres high.',
      source: { title: 'K2', url: 'file:peaks/k2.txt#L1' },
    },
  ]);
  expect(await search('height of Everest')).toMatchObject([
    {
      title: 'Everest',
      text: '## Height\n\nIt is 8849 metres high.',
      source: { url: 'file:peaks/everest.md#L5' },
    },
  ]);
});

test('html is read as text, and its source has no line', async () => {
  const { search } = await indexed(await folderOf(peaks));
  const [hit] = await search('third');
  expect(hit).toMatchObject({
    title: 'Kangchenjunga',
    text: 'The third highest peak, 8586 metres.',
  });
  expect(hit?.source.url).toBe('file:web/kangchenjunga.html');
});

test('one result a document, 5 by default, at most the limit', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => [
      `${index}.md`,
      `# A\n\nyak ${'x '.repeat(600)}\n\nyak`,
    ]),
  );
  const { search } = await indexed(await folderOf(files));
  const hits = await search('yak');
  expect(hits).toHaveLength(5);
  expect(new Set(hits.map((hit) => hit.source.url.replace(/#.*/, ''))).size).toBe(5);
  expect(await search('yak', 8)).toHaveLength(8);
});

test('no match, and a query without words, give an empty list', async () => {
  const { search } = await indexed(await folderOf(peaks));
  expect(await search('zebra')).toEqual([]);
  expect(await search('?!')).toEqual([]);
});

test('case, accents, word beginnings and slips do not matter', async () => {
  const { search } = await indexed(
    await folderOf({ 'a.md': 'Überschreitung of the Everest massif' }),
  );
  for (const query of ['EVEREST', 'uberschreitung', 'übersch', 'evrest', 'everest massive']) {
    expect([query, (await search(query)).length]).toEqual([query, 1]);
  }
});

test('the first 32 words of a query count', async () => {
  const { search } = await indexed(await folderOf({ 'a.md': 'yak' }));
  expect(await search(`${'zebra '.repeat(31)}yak`)).toHaveLength(1);
  expect(await search(`${'zebra '.repeat(32)}yak`)).toHaveLength(0);
});

test('Chinese and Japanese words are found inside a sentence', async () => {
  const { search } = await indexed(
    await folderOf({ 'a.md': '珠穆朗玛峰是世界最高峰', 'b.md': '富士山は日本一高い山です' }),
  );
  expect((await search('最高峰')).map((hit) => hit.title)).toEqual(['a']);
  expect((await search('富士山')).map((hit) => hit.title)).toEqual(['b']);
});

test('the path in a url is encoded', async () => {
  const { search } = await indexed(await folderOf({ 'my notes/a#1 ü.md': 'yak' }));
  expect((await search('yak'))[0]?.source.url).toBe('file:my%20notes/a%231%20%C3%BC.md#L1');
});

test('what is not searched is skipped and counted', async () => {
  const root = await folderOf({
    'a.md': 'yak',
    'photo.png': 'yak',
    '.hidden.md': 'yak',
    '.git/a.md': 'yak',
    'node_modules/x/readme.md': 'yak',
    'binary.txt': 'yak\0',
    'empty.md': '',
    'large.md': 'yak '.repeat(100),
  });
  const { search, reports } = await indexed(root, { limits: { fileBytes: 300 } });
  expect(await search('yak', 20)).toHaveLength(1);
  expect(reports).toEqual([
    {
      documents: 1,
      passages: 1,
      skipped: { type: 1, hidden: 3, binary: 1, empty: 1, 'too-large': 1 },
      examples: [
        { path: 'binary.txt', reason: 'binary' },
        { path: 'empty.md', reason: 'empty' },
        { path: 'large.md', reason: 'too-large' },
      ],
    },
  ]);
});

test('links are not followed, neither out of the folder nor in a circle', async () => {
  const outside = await folderOf({ 'secret.md': 'yak secret' });
  const root = await folderOf({ 'a/a.md': 'yak' });
  await symlink(outside, path.join(root, 'out'));
  await symlink(path.join(outside, 'secret.md'), path.join(root, 'secret.md'));
  await symlink(root, path.join(root, 'a', 'circle'));
  await symlink(path.join(root, 'a', 'a.md'), path.join(root, 'again.md'));
  await symlink(path.join(root, 'nothing'), path.join(root, 'broken.md'));
  const { search, reports } = await indexed(root);
  expect((await search('yak', 20)).map((hit) => hit.source.url)).toEqual(['file:a/a.md#L1']);
  expect(reports[0]?.skipped).toEqual({ link: 5 });
});

test('the folder itself may be a link', async () => {
  const root = await folderOf({ 'a.md': 'yak' });
  const parent = await folderOf({});
  await symlink(root, path.join(parent, 'docs'));
  const { search } = await indexed(path.join(parent, 'docs'));
  expect(await search('yak')).toHaveLength(1);
});

test('a pipe with the name of a document does not hang the search', async () => {
  const root = await folderOf({ 'a.md': 'yak' });
  execFileSync('mkfifo', [path.join(root, 'pipe.md')]);
  const { search, reports } = await indexed(root);
  expect(await search('yak')).toHaveLength(1);
  expect(reports[0]?.skipped).toEqual({ type: 1 });
});

test.each([
  ['files', { files: 2 }, { documents: 2, skipped: { 'too-many': 2 } }],
  ['bytes together', { totalBytes: 7 }, { documents: 2, skipped: { 'too-many': 2 } }],
  ['entries', { entries: 3 }, { documents: 2, skipped: { 'too-many': 1 } }],
  ['depth', { depth: 1 }, { documents: 3, skipped: { 'too-deep': 1 } }],
])('a limit on %s holds and is reported', async (_name, limits, expected) => {
  const root = await folderOf({ 'a.md': 'yak', 'b.md': 'yak', 'c/c.md': 'yak', 'c/d/d.md': 'yak' });
  const { search, reports } = await indexed(root, { limits });
  await search('yak');
  expect(reports[0]).toMatchObject(expected);
});

test('at most 20 skipped files are named, all are counted', async () => {
  const files = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${index}.md`, '']));
  const { search, reports } = await indexed(await folderOf({ ...files, 'a.md': 'yak' }));
  await search('yak');
  expect(reports[0]?.examples).toHaveLength(20);
  expect(reports[0]?.skipped.empty).toBe(30);
});

test('a folder that is not there is an error that says so', async () => {
  const error = await errorOf(searchDocs({ directory: '/no/such/folder' }));
  expect(error.code).toBe('research.not-found');
  expect(error.message).toContain('/no/such/folder');
});

test('a file in place of a folder is an error', async () => {
  const root = await folderOf({ 'a.md': 'yak' });
  const error = await errorOf(searchDocs({ directory: path.join(root, 'a.md') }));
  expect([error.code, error.message]).toEqual([
    'research.not-found',
    expect.stringContaining('it is a file'),
  ]);
});

test('a folder without any document fails the call, not the process', async () => {
  const { search, reports } = await indexed(await folderOf({ 'a.png': 'x' }));
  expect((await errorOf(search('yak'))).code).toBe('research.not-found');
  expect(reports[0]?.skipped).toEqual({ type: 1 });
});

test('the folder is read once, and files that come later are not seen', async () => {
  const root = await folderOf({ 'a.md': 'yak' });
  const { search, reports } = await indexed(root);
  await search('yak');
  await writeFile(path.join(root, 'b.md'), 'yak');
  expect(await search('yak')).toHaveLength(1);
  expect(reports).toHaveLength(1);
});

test('a listener that throws does not stop the search', async () => {
  const { search } = await indexed(await folderOf({ 'a.md': 'yak' }), {
    onIndexed: () => {
      throw new Error('listener');
    },
  });
  expect(await search('yak')).toHaveLength(1);
});

test('an aborted call rejects with its reason, and the next call still works', async () => {
  const { tool, search } = await indexed(await folderOf({ 'a.md': 'yak' }));
  const caller = new AbortController();
  const result = callTool(tool, { query: 'yak' }, caller.signal);
  caller.abort(new Error('enough'));
  await expect(result).rejects.toThrow('enough');
  await expect(callTool(tool, { query: 'yak' }, caller.signal)).rejects.toThrow('enough');
  expect(await search('yak')).toHaveLength(1);
});
