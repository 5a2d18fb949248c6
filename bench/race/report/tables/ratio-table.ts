import type { Results } from '../../measure/results.ts';
import { markWrong, type Place, wrongAnswers, wrongSides } from '../right-answers.ts';
import { showTimes } from '../show-numbers.ts';
import { summarize, summarizeBounds, type Summary } from '../summary.ts';
import type { Table, TableCell } from '../table.ts';

/** Everything against one thing. */
export interface RatioQuestion {
  /** Has to name the baseline. */
  readonly title: string;
  readonly note: string;
  /** Name of a runner, or what the simulator's own timings allow. */
  readonly baseline: Baseline;
  readonly measure: Measure;
  /** Names, in the order of the rows. */
  readonly runners: readonly string[];
}

export type Baseline =
  | { readonly kind: 'runner'; readonly name: string }
  | { readonly kind: 'bound'; readonly name: 'floor' | 'ideal' };

/** `speed`: how many times as fast, more is better; the others: how many times as much, less is better. */
export type Measure = 'speed' | 'time' | 'tokens';

/** A row for each runner, a column for each workload: ratios of medians, marked where answers were not right. */
export function ratioTable(results: Results, question: RatioQuestion): Table {
  const { title, note, runners } = question;
  const names = results.workloads.map(({ name }) => name);
  return {
    title,
    note,
    columns: [{ name: 'runner' }, ...names.map((name) => ({ name, align: 'right' }) as const)],
    rows: runners.map((runner) => [
      results.runners.find(({ name }) => name === runner)?.title ?? runner,
      ...names.map((workload) => ratioCell(results, question, { workload, runner })),
    ]),
  };
}

/** One figure of such a table; undefined where one side is not there. */
export function ratioOf(
  results: Results,
  { baseline, measure }: Pick<RatioQuestion, 'baseline' | 'measure'>,
  { workload, runner }: Place,
): number | undefined {
  const own = summarize(results, workload, runner);
  const value = own === undefined ? undefined : amountOf(own, measure);
  const other = baselineAmount(results, workload, { baseline, measure });
  if (value === undefined || other === undefined || value === 0 || other === 0) return undefined;
  return measure === 'speed' ? other / value : value / other;
}

function baselineAmount(
  results: Results,
  workload: string,
  { baseline, measure }: Pick<RatioQuestion, 'baseline' | 'measure'>,
): number | undefined {
  if (baseline.kind === 'bound') {
    const bounds = summarizeBounds(results, workload);
    return baseline.name === 'floor' ? bounds?.floorMs : bounds?.idealMs;
  }
  const summary = summarize(results, workload, baseline.name);
  return summary === undefined ? undefined : amountOf(summary, measure);
}

function amountOf({ wall, promptTokens, completionTokens }: Summary, measure: Measure): number {
  return measure === 'tokens' ? promptTokens + completionTokens : wall.median;
}

/** A figure of such a table as it is shown, with what is wrong on either side of it. */
export function ratioCell(
  results: Results,
  question: Pick<RatioQuestion, 'baseline' | 'measure'>,
  place: Place,
): TableCell {
  const ratio = ratioOf(results, question, place);
  const { kind, name } = question.baseline;
  const wrong = kind === 'bound' ? wrongAnswers(results, place) : wrongSides(results, place, name);
  const hasRun = results.cells.some(
    ({ workload, runner }) => workload === place.workload && runner === place.runner,
  );
  if (!hasRun) return { text: '–', mark: 'quiet' };
  return markWrong(ratio === undefined ? { text: '–', mark: 'quiet' } : showTimes(ratio), wrong);
}
