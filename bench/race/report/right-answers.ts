import type { Results } from '../measure/results.ts';
import type { TableCell } from './table.ts';

/** A runner on a workload. */
export interface Place {
  readonly workload: string;
  readonly runner: string;
}

/** `2/3 right`; undefined where every answer is right, or nothing was run. */
export function wrongAnswers({ cells }: Results, { workload, runner }: Place): string | undefined {
  const own = cells.filter((cell) => cell.workload === workload && cell.runner === runner);
  const right = own.filter(({ verdict }) => verdict === 'right').length;
  return right === own.length ? undefined : `${String(right)}/${String(own.length)} right`;
}

/** Of a ratio: `2/3 right, baseline 0/3 right`. */
export function wrongSides(results: Results, own: Place, baseline: string): string | undefined {
  const ours = wrongAnswers(results, own);
  const theirs = wrongAnswers(results, { workload: own.workload, runner: baseline });
  const sides = [ours, theirs === undefined ? undefined : `baseline ${theirs}`];
  const said = sides.filter((side) => side !== undefined);
  return said.length === 0 ? undefined : said.join(', ');
}

/** A figure, with what is wrong behind it: a quick wrong answer is no result. `wrong` as above. */
export function markWrong(cell: TableCell, wrong: string | undefined): TableCell {
  if (wrong === undefined) return cell;
  return { text: `${typeof cell === 'string' ? cell : cell.text} (${wrong})`, mark: 'bad' };
}
