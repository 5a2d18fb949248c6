import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headingOf, splitPassages } from '../../src/research/split-passages.ts';

test('short paragraphs share a passage', () => {
  expect(splitPassages('One.\n\nTwo.\n')).toEqual([{ text: 'One.\n\nTwo.', heading: '', line: 1 }]);
});

test('a heading begins a new passage and names what follows it', () => {
  expect(splitPassages('Intro\n\n# Setup\nRun it.\n\n## Next ##\n\nMore.')).toEqual([
    { text: 'Intro', heading: '', line: 1 },
    { text: '# Setup\nRun it.', heading: 'Setup', line: 3 },
    { text: '## Next ##\n\nMore.', heading: 'Next', line: 6 },
  ]);
});

test('a comment inside fenced code is no heading, and the code stays together', () => {
  const code = '```sh\n# install\n\nnpm ci\n```';
  expect(splitPassages(`Do:\n\n${code}\n\nDone.`)).toHaveLength(1);
});

test('paragraphs stay whole where they fit', () => {
  const paragraph = 'word '.repeat(120).trim();
  expect(splitPassages(`${paragraph}\n\n${paragraph}\n\nend`).map(({ text }) => text)).toEqual([
    paragraph,
    `${paragraph}\n\nend`,
  ]);
});

test('a long paragraph is cut at a line, else a sentence, else a word', () => {
  const line = 'a'.repeat(400);
  expect(splitPassages(`${line}\n${line}\n${line}`).map(({ text }) => text.length)).toEqual([
    801, 400,
  ]);
  const sentences = 'Some words here. '.repeat(80).trim();
  expect(splitPassages(sentences).every(({ text }) => text.endsWith('.'))).toBe(true);
  const words = 'word '.repeat(400).trim();
  expect(splitPassages(words).every(({ text }) => /^word.*word$/.test(text))).toBe(true);
});

test('a word longer than a passage is cut in the middle, but no character is', () => {
  const passages = splitPassages('😀'.repeat(900) + 'a');
  expect(passages.length).toBe(2);
  expect(passages.every(({ text }) => !/[\uD800-\uDBFF]$/.test(text))).toBe(true);
});

test('a line number is that of the first character', () => {
  const text = `\n\n  first\n\n${'x'.repeat(1_000)}\n\n# H\nlast`;
  expect(splitPassages(text).map(({ line }) => line)).toEqual([3, 5, 7]);
});

test.each([
  ['# A', 'A'],
  ['###### A b ##', 'A b'],
  ['   ## A', 'A'],
  ['# C#', 'C#'],
  ['#A', undefined],
  ['####### A', undefined],
  ['    # A', undefined],
  ['# ', undefined],
])('the heading of "%s" is %s', (line, heading) => {
  expect(headingOf(line)).toBe(heading);
});

test('an empty text has no passage', () => {
  expect(splitPassages('')).toEqual([]);
  expect(splitPassages(' \n\n\t\n')).toEqual([]);
});

test('every character but blanks is in exactly one passage, in order, at its line', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\n',
      '\n\n',
      '# Head\n',
      '```\n',
      ' ',
      'x'.repeat(700),
      'Sentence. '.repeat(60),
    ),
    fc.string({ maxLength: 30 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      const passages = splitPassages(text);
      const squeeze = (value: string) => value.replace(/\s/g, '');
      expect(squeeze(passages.map((passage) => passage.text).join(''))).toBe(squeeze(text));
      const lines = text.split('\n');
      for (const passage of passages) {
        expect(passage.text.length).toBeGreaterThan(0);
        expect(passage.text.length).toBeLessThanOrEqual(1_000);
        expect(lines[passage.line - 1]).toContain(passage.text.split('\n')[0]);
      }
    }),
  );
});

test('a text of 2 MB is cut in linear time', () => {
  for (const unit of ['a', ' ', '\n', 'a\n', '. ', '# a\n', '```\n', '😀']) {
    splitPassages(unit.repeat(2_000_000 / unit.length));
  }
});
