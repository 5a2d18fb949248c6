import type { Results } from '../../measure/results.ts';
import { isAblation } from '../families.ts';
import { markWrong, wrongAnswers } from '../right-answers.ts';
import { summarize, type Summary } from '../summary.ts';
import type { Table, TableCell } from '../table.ts';

/** A row for each runner, a column for each workload: times as they are, against nothing. */
export function timesTable(results: Results): Table {
  const workloads = results.workloads.map(({ name }) => name);
  const runners = results.runners.filter(({ name }) => !isAblation(name));
  const rows = runners.map(({ name }) =>
    workloads.map((workload) => summarize(results, workload, name)),
  );
  const best = workloads.map((_, column) =>
    Math.min(...rows.map((row) => timeIfRight(row[column]))),
  );
  return {
    title: 'Seconds to the whole answer',
    note: 'Medians; the quickest of each workload stands out. Where not every answer was right, it says how many were.',
    columns: [{ name: 'runner' }, ...workloads.map((name) => ({ name, align: 'right' }) as const)],
    rows: rows.map((row, index) => [
      runners[index]?.title ?? '',
      ...row.map((summary, column) => {
        const place = { workload: workloads[column] ?? '', runner: runners[index]?.name ?? '' };
        return markWrong(timeCell(summary, best[column]), wrongAnswers(results, place));
      }),
    ]),
  };
}

/** A quick wrong answer wins nothing. */
function timeIfRight(summary: Summary | undefined): number {
  return summary === undefined || summary.right < summary.runs ? Infinity : summary.wall.median;
}

function timeCell(summary: Summary | undefined, best: number | undefined): TableCell {
  if (summary === undefined) return { text: '–', mark: 'quiet' };
  const { wall } = summary;
  const seconds = (wall.median / 1_000).toFixed(2);
  return wall.median === best ? { text: seconds, mark: 'strong' } : seconds;
}
