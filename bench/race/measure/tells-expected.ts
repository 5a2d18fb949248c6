import { normalize } from '../datasets/grade-answer.ts';
import { readNumbers } from '../datasets/read-numbers.ts';
import type { Case } from '../case.ts';

/**
 * Whether an answer in free words tells what the expected sentence tells beyond its question: each of its
 * numbers, and each of its names (words with a capital, a first word not counted).
 * More may be told beside it.
 */
export function tellsExpected(
  answer: string,
  { question, expected }: Pick<Case, 'question' | 'expected'>,
): boolean {
  const told = readNumbers(answer).map(({ value }) => value);
  const said = ` ${normalize(answer)} `;
  const numbers = readNumbers(expected).map(({ value }) => value);
  const names = namesIn(expected).filter((name) => !question.includes(name));
  if (numbers.length + names.length === 0) return said.includes(` ${normalize(expected)} `);
  return (
    numbers.every((number) => told.includes(number)) &&
    names.every((name) => said.includes(` ${normalize(name)} `))
  );
}

function namesIn(text: string): readonly string[] {
  return text.split(/[\s,;:.]+/).filter((word, index) => /^\p{Lu}\p{L}+$/u.test(word) && index > 0);
}
