import type { Results } from '../../measure/results.ts';
import {
  showCount,
  showDollars,
  showMilliseconds,
  shown,
  showRange,
  showSeconds,
} from '../show-numbers.ts';
import { summarize, type Summary } from '../summary.ts';
import type { Table, TableCell } from '../table.ts';

interface Measured {
  readonly name: string;
  readonly show: (summary: Summary) => TableCell;
}

const measured: readonly Measured[] = [
  { name: 'time', show: ({ wall }) => ({ text: showSeconds(wall.median), mark: 'strong' }) },
  { name: 'from–to', show: ({ wall }) => showRange(wall.low, wall.high) },
  { name: 'turns', show: ({ turns }) => showCount(turns) },
  { name: 'prompt tokens', show: ({ promptTokens }) => showCount(promptTokens) },
  { name: 'completion tokens', show: ({ completionTokens }) => showCount(completionTokens) },
  { name: 'cost', show: ({ dollars }) => showDollars(dollars) },
  { name: 'right', show: rightCell },
  { name: 'first call', show: ({ firstToolMs }) => shown(firstToolMs, showSeconds) },
  { name: 'first answer', show: ({ firstAnswerMs }) => shown(firstAnswerMs, showSeconds) },
  {
    name: 'ready to start',
    show: ({ readyToStartMs }) => shown(readyToStartMs, showMilliseconds),
  },
  { name: 'calls', show: ({ toolCalls }) => showCount(toolCalls) },
  { name: 'wasted', show: ({ wasted }) => showCount(wasted) },
  { name: 'at once', show: ({ peakInFlight }) => showCount(peakInFlight) },
];

const p95: Measured = { name: 'p95', show: ({ wall }) => showSeconds(wall.p95) };

/** What each column is; once for all workloads. */
export const workloadColumns: string =
  'Medians over the seeds. time: from the question to the whole answer; turns: calls of the model; cost: ' +
  'US dollars for a thousand runs; first call, first answer: until the first tool starts, until the ' +
  'first text of the answer; ready to start: half of a run’s calls start within this time of the moment they could; wasted: ' +
  'calls whose result nobody needed; at once: most calls in flight.';

/** All figures of one workload as they are, against nothing. */
export function workloadTable(results: Results, workload: string): Table {
  const title = results.workloads.find(({ name }) => name === workload)?.title ?? workload;
  const [time, range, ...others] = measured;
  const columns = [time, range, results.settings.kind === 'full' ? p95 : undefined, ...others];
  const used = columns.filter((column) => column !== undefined);
  return {
    title,
    columns: [{ name: 'runner' }, ...used.map(({ name }) => ({ name, align: 'right' }) as const)],
    rows: results.runners.flatMap(({ name, title: runner }) => {
      const summary = summarize(results, workload, name);
      const runs = results.cells.filter(
        (cell) => cell.workload === workload && cell.runner === name,
      );
      if (runs.length === 0) return [];
      if (summary !== undefined) return [[runner, ...used.map(({ show }) => show(summary))]];
      const none: TableCell = { text: `0/${String(runs.length)}`, mark: 'bad' };
      return [[runner, ...used.map(({ show }) => (show === rightCell ? none : '–'))]];
    }),
  };
}

function rightCell({ right, runs }: Summary): TableCell {
  const text = `${String(right)}/${String(runs)}`;
  return right === runs ? text : { text, mark: 'bad' };
}
