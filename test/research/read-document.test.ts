import { expect, test } from 'vitest';
import { readDocument } from '../../src/research/read-document.ts';

async function titleOf(name: string, text: string): Promise<unknown> {
  const document = await readDocument(name, Buffer.from(text));
  return typeof document === 'string' ? document : document.title;
}

test.each([
  ['a.html', '<title>Page</title><h1>Head</h1>', 'Page'],
  ['a.htm', '<h1>Head</h1>text', 'Head'],
  ['a.html', '<p>text', 'a'],
  ['a.md', '---\ntitle: "Front: matter"\nx: 1\n---\n# Head\n', 'Front: matter'],
  ['a.md', '---\nx: 1\n---\n\n# Head\n', 'Head'],
  ['a.md', 'Text.\n\n## Head ##\n# Later', 'Head'],
  ['a.md', 'Head\n====\n\n# Later', 'Head'],
  ['a.md', '```sh\n# comment\n```\n\n# Head', 'Head'],
  ['a.md', '```sh\n# comment never closed', 'a'],
  ['a.markdown', '# Head\r\ntext\r\n', 'Head'],
  ['a.txt', '\n  First line  \nsecond', 'First line'],
  ['a.txt', 'x'.repeat(101), 'a'],
  ['guide/set up.md', 'no heading', 'set up'],
])('the title of %s with %j is "%s"', async (name, text, title) => {
  expect(await titleOf(name, text)).toBe(title);
});

test('binary and empty files are named as such', async () => {
  expect(await titleOf('a.txt', 'a\0b')).toBe('binary');
  expect(await titleOf('a.md', ' \n')).toBe('empty');
  expect(await titleOf('a.html', '<script>x</script>')).toBe('empty');
});

test('front matter is no passage, and lines are counted from the top of the file', async () => {
  const document = await readDocument('a.md', Buffer.from('---\ntitle: T\n---\nText'));
  expect(document).toMatchObject({ passages: [{ text: 'Text', line: 4 }], hasLines: true });
});

test('the lines of HTML are not those of the file', async () => {
  expect(await readDocument('a.html', Buffer.from('<p>x'))).toMatchObject({ hasLines: false });
});

test('a UTF-16 file is text', async () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('# Höhe', 'utf16le')]);
  expect(await readDocument('a.md', bytes)).toMatchObject({ title: 'Höhe' });
});
