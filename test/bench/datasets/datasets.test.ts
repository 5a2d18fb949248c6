import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseDataset, readDataset } from '../../../bench/race/datasets/datasets.ts';

test('a file of questions is read, and each grades its own answer', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'toolc-'));
  const path = join(folder, 'questions.json');
  writeFileSync(
    path,
    JSON.stringify([{ id: 1, question: 'How much is 2 times 100?', answer: '200', branch: 1 }]),
  );
  try {
    const [question] = await readDataset('parallelqa', path);
    expect(question).toMatchObject({
      id: '1',
      question: 'How much is 2 times 100?',
      expected: '200',
    });
    expect(['200', '201', '203'].map((answer) => question?.isRight(answer))).toEqual([
      true,
      true,
      false,
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('figures may differ a little in ParallelQA only', () => {
  const text = JSON.stringify([{ id: '1', question: 'Which year?', answer: '1985' }]);
  expect(parseDataset('parallelqa', text)[0]?.isRight('1986')).toBe(true);
  expect(parseDataset('hotpotqa', text)[0]?.isRight('1986')).toBe(false);
});

test('a film is right where it is named before the other options', () => {
  const question = 'Find a film like One\nOptions:\nTwo\nThree\nFour and Two\n';
  const [film] = parseDataset('movie', JSON.stringify([{ id: '0', question, answer: 'Two' }]));
  expect(
    ['Two', 'Two, not Three', 'Three, not Two', 'Four and Two'].map((answer) =>
      film?.isRight(answer),
    ),
  ).toEqual([true, true, false, false]);
});

test('a film that is no option is an error', () => {
  const text = JSON.stringify([{ id: '0', question: 'Options:\nTwo\n', answer: 'One' }]);
  expect(() => parseDataset('movie', text)).toThrow('expected the answer "One" among the options');
});

test('a file of another form says what was expected, and where', async () => {
  expect(() => parseDataset('hotpotqa', '{')).toThrow(
    'expected a JSON list of { id, question, answer }',
  );
  expect(() => parseDataset('hotpotqa', '[{"id":1,"question":"?"}]')).toThrow(
    /hotpotqa at \[0\]\.\[answer\]/,
  );
  expect(() => parseDataset('hotpotqa', '[]')).toThrow(
    'expected at least one question for hotpotqa, got an empty list',
  );
  await expect(readDataset('movie', '/nowhere/at/all.json')).rejects.toThrow('cannot be read');
});
