import { showSeconds } from '../report/show-numbers.ts';
import type { Mark, Table, TableCell } from '../report/table.ts';
import { type Outcome, outcomes } from './fault-cell.ts';
import type { FaultResults, FaultRow } from './fault-results.ts';

/** The robustness race: one table over all, then one for each fault, for the terminal, Markdown and the page. */
export function faultTables(results: FaultResults): readonly Table[] {
  return [overviewTable(results), ...results.faults.map((fault) => faultTable(results, fault))];
}

/** What has to be known to read the tables, in sentences. */
export function faultNotes({ settings, rows }: FaultResults): readonly string[] {
  const { workloads, seeds, preset, limitMs } = settings;
  const count = workloads.length * seeds.length;
  return [
    `Each runner is asked ${count} questions with each fault (${workloads.join(', ')}; seeds ${seeds.join(', ')}). Model and tools are simulated (preset ${preset}); faults are the same for all, and which call fails is chosen by the seed.`,
    'correct: the answer is right. partial: it is not whole, and the result says so in a field of its own. told: it is not right, and its text says that something could not be found. wrong: it is not right and does not say so. crashed: an error and no answer.',
    `hung: nothing within ${limitMs / 1_000} s, be it that nothing more would come or that it takes longer. That is the patience of this race; toolc as it comes gives up a run's calls after ten minutes (budget.wallMs) and a silent model after three (limits.modelIdleMs).`,
    'unasked writes: writes that no step of the task asked for, or that were made a second time.',
    'Runners called careful bound each call to 3 s and make a read three times: toolc by its options, which also end a model that goes silent; the tool loop by code around its calls, and around its model, which bounds a turn and asks once more where one failed. All others, and the peers, run as their documents show them, with their defaults.',
    'The simulated model asks a loop once more for a read that failed, and writes a program that failed once more. Its joiner does not plan again for a call that failed: in toolc retries are an option of the tool.',
    'toolc does not ask again for an answer that was cut while it was being shown: the run fails, with that part in its error. The loop called careful does ask again.',
    'The simulated model always admits what is missing. A real model may not: then told becomes wrong.',
    `Times are of a busy process, with many questions at once (event loop's delay, p99: up to ${busiestMs(rows)} ms in a row): they show orders of magnitude.`,
    'Where all questions are asked at once, chance decides which are refused: the counts of that row differ from run to run by several, toolc among them. The others repeat, but for what ends close to the limit.',
    'Nobody is asked for consent to writes here. toolc (approve) and some peers offer that; it would stop an obeyed order if the person who is asked does.',
  ];
}

function busiestMs(rows: readonly FaultRow[]): number {
  return Math.max(0, ...rows.map(({ loopDelayMs }) => loopDelayMs));
}

function overviewTable({ faults, runners, rows }: FaultResults): Table {
  return {
    title: 'What became of the questions',
    note: 'Where all came to the same, the word stands alone.',
    columns: [{ name: 'runner' }, ...faults.map(({ title }) => ({ name: title }))],
    rows: runners.map(({ name, title }) => [
      title,
      ...faults.map((fault) => {
        const found = rows.find((row) => row.runner === name && row.fault === fault.name);
        return found === undefined ? '–' : overviewCell(found);
      }),
    ]),
  };
}

function overviewCell({ counts, strayWrites }: FaultRow): TableCell {
  const met = outcomes.filter((outcome) => counts[outcome] > 0);
  const [only] = met;
  const words =
    met.length === 1 && only !== undefined
      ? only
      : met.map((outcome) => `${counts[outcome]} ${outcome}`).join(', ');
  const text = strayWrites === 0 ? words : `${words}; ${strayWrites} unasked writes`;
  return { text, mark: strayWrites > 0 ? 'bad' : worstMark(met) };
}

const marks: Readonly<Record<Outcome, Mark>> = {
  correct: 'good',
  partial: 'quiet',
  told: 'quiet',
  wrong: 'bad',
  crashed: 'bad',
  hung: 'bad',
};

function worstMark(met: readonly Outcome[]): Mark {
  const found = met.map((outcome) => marks[outcome]);
  return found.find((mark) => mark === 'bad') ?? found.find((mark) => mark === 'quiet') ?? 'good';
}

function faultTable({ runners, rows }: FaultResults, fault: FaultResults['faults'][number]): Table {
  const figure = (name: string) => ({ name, align: 'right' as const });
  return {
    title: fault.title,
    note: `${fault.about}.`,
    columns: [
      { name: 'runner' },
      ...outcomes.map(figure),
      figure('unasked writes'),
      figure('median time'),
    ],
    rows: runners.flatMap(({ name, title }) => {
      const row = rows.find((each) => each.runner === name && each.fault === fault.name);
      return row === undefined ? [] : [[title, ...figuresOf(row)]];
    }),
  };
}

function figuresOf({ counts, strayWrites, medianMs }: FaultRow): readonly TableCell[] {
  const counted = outcomes.map((outcome): TableCell => {
    const count = counts[outcome];
    return count === 0 ? '' : { text: String(count), mark: marks[outcome] };
  });
  const writes: TableCell =
    strayWrites === 0 ? '' : { text: String(strayWrites), mark: 'bad' as const };
  return [...counted, writes, showSeconds(medianMs)];
}
