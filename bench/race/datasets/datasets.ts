import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { readJson } from '../read-json.ts';
import { gradeAnswer, type GradeOptions } from './grade-answer.ts';

/** The files of the paper's repository that can be read; none is part of this project. */
export const DATASETS = ['parallelqa', 'hotpotqa', 'movie'] as const;
export type Dataset = (typeof DATASETS)[number];

export interface DatasetQuestion {
  readonly id: string;
  readonly question: string;
  readonly expected: string;
  readonly isRight: (answer: string) => boolean;
}

/** Of ParallelQA's figures, which differ a little from source to source. */
const TOLERANCE = 0.01;

const rows = z.array(
  z.object({
    id: z.union([z.string(), z.number()]).transform(String),
    question: z.string().min(1),
    answer: z.union([z.string(), z.number()]).transform(String),
  }),
);

/** Reads a file of questions; throws an Error that says what is wrong with it. */
export async function readDataset(
  dataset: Dataset,
  path: string,
): Promise<readonly DatasetQuestion[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`expected ${dataset}'s questions in ${path}, which cannot be read`, { cause });
  });
  return parseDataset(dataset, text);
}

/** The same from the text of a file: a JSON list of `{ id, question, answer }`. */
export function parseDataset(dataset: Dataset, text: string): readonly DatasetQuestion[] {
  const parsed = rows.safeParse(readJson(text));
  if (!parsed.success) {
    const [problem] = parsed.error.issues;
    const place =
      problem === undefined ? '' : ` at [${problem.path.join('].[')}]: ${problem.message}`;
    throw new Error(`expected a JSON list of { id, question, answer } for ${dataset}${place}`);
  }
  if (parsed.data.length === 0) {
    throw new Error(`expected at least one question for ${dataset}, got an empty list`);
  }
  return parsed.data.map(({ id, question, answer: expected }) => {
    const grading = gradingOf(dataset, question, expected);
    return { id, question, expected, isRight: (answer) => gradeAnswer(answer, grading) };
  });
}

function gradingOf(dataset: Dataset, question: string, expected: string): GradeOptions {
  switch (dataset) {
    case 'parallelqa':
      return { expected, tolerance: TOLERANCE };
    case 'hotpotqa':
      return { expected };
    case 'movie':
      return { expected, options: optionsOf(question, expected) };
  }
}

/** The lines below `Options:`. */
function optionsOf(question: string, expected: string): readonly string[] {
  const [, listed = ''] = question.split(/^Options:\s*$/m);
  const options = listed.split('\n').filter((line) => line.trim() !== '');
  if (options.includes(expected)) return options;
  throw new Error(
    `expected the answer ${JSON.stringify(expected)} among the options of the question`,
  );
}
