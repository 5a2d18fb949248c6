import type { Results } from '../../measure/results.ts';
import { showTimes } from '../show-numbers.ts';
import type { Table } from '../table.ts';
import { ratioOf } from './ratio-table.ts';

interface PaperRow {
  readonly benchmark: string;
  /** LLMCompiler's speed, as a multiple of the baseline's (Table 1 of arXiv 2312.04511). */
  readonly paper: number;
  readonly workload: string;
  readonly difference: string;
}

interface PaperQuestion {
  readonly title: string;
  readonly runner: string;
  readonly rows: readonly PaperRow[];
}

const questions: readonly PaperQuestion[] = [
  {
    title: 'The paper’s Table 1 beside ours: times as fast as sequential ReAct',
    runner: 'react',
    rows: [
      {
        benchmark: 'HotpotQA, comparison',
        paper: 1.8,
        workload: 'compare-two',
        difference:
          '2 searches; there Wikipedia’s pages that a model reads and compares, here a figure in front of about 300 ' +
          'tokens a result, and “how high is each” in place of “which is higher”',
      },
      {
        benchmark: 'Movie Recommendation',
        paper: 3.74,
        workload: 'eight-at-once',
        difference: '8 searches; there a choice of 4 titles, here the answer is computed',
      },
      {
        benchmark: 'ParallelQA',
        paper: 2.15,
        workload: 'mixed',
        difference:
          '2 to 5 searches, arithmetic; there its calculator is a model too, here tools compute all of it',
      },
    ],
  },
  {
    title: 'The paper’s Table 1 beside ours: times as fast as native parallel calls',
    runner: 'native-parallel',
    rows: [
      {
        benchmark: 'HotpotQA, comparison',
        paper: 1.12,
        workload: 'compare-two',
        difference: 'there OpenAI’s parallel calls of late 2023, here a loop that streams',
      },
      {
        benchmark: 'Movie Recommendation',
        paper: 1.36,
        workload: 'eight-at-once',
        difference: 'as above; one level of calls, so a loop needs two turns as well',
      },
    ],
  },
  {
    title: 'The paper’s Game of 24 over Tree of Thoughts, beside ours over sequential ReAct',
    runner: 'react',
    rows: [
      {
        benchmark: 'Game of 24',
        paper: 2.89,
        workload: 'game-of-24',
        difference:
          'another baseline: there a sequential Tree of Thoughts; there a model evaluates, here tools compute',
      },
    ],
  },
];

/** One table for each baseline of the paper that was raced; none where nothing beside any of them was. */
export function paperTables(results: Results): readonly Table[] {
  const speedOver =
    (runner: string) =>
    (name: string, workload: string): number | undefined =>
      ratioOf(
        results,
        { baseline: { kind: 'runner', name: runner }, measure: 'speed' },
        { workload, runner: name },
      );
  const isRaced = questions.some(({ runner, rows }) =>
    rows.some(({ workload }) => speedOver(runner)('toolc', workload) !== undefined),
  );
  if (!isRaced) return [];
  const hasRun = (name: string): boolean => results.cells.some(({ runner }) => runner === name);
  const asked = questions.filter(({ runner }) => hasRun(runner));
  return asked.map(({ title, runner, rows }) => {
    const speed = (name: string, workload: string): string => {
      const times = speedOver(runner)(name, workload);
      return times === undefined ? 'not raced' : showTimes(times);
    };
    return {
      title,
      columns: [
        { name: 'benchmark' },
        { name: 'the paper', align: 'right' },
        { name: 'toolc', align: 'right' },
        { name: 'toolc, finish', align: 'right' },
        { name: 'our workload' },
        { name: 'what differs' },
      ],
      rows: rows.map(({ benchmark, paper, workload, difference }) => [
        benchmark,
        showTimes(paper),
        speed('toolc', workload),
        speed('toolc-finish', workload),
        workload,
        difference,
      ]),
    };
  });
}

/** What holds for all of them. */
export const paperNote =
  'The paper measured GPT-3.5 and GPT-4 of 2023 over the network, with their mistakes and their early stops; ' +
  'here the model is simulated and perfect, so the ratios show orchestration alone. ' +
  'toolc, finish, has no joiner; the paper’s system has one.';
