import type { Results } from '../../measure/results.ts';
import { markWrong, wrongAnswers } from '../right-answers.ts';
import { showSeconds, shown, showTimes } from '../show-numbers.ts';
import { summarize, summarizeBounds } from '../summary.ts';
import type { Table, TableCell } from '../table.ts';
import { ratioCell } from './ratio-table.ts';

const baseline = { kind: 'runner', name: 'native-parallel' } as const;

/** The one table of the README, and what the command prints at its end. */
export function headlineTable(results: Results): Table {
  return {
    title: 'toolc against the native parallel tool loop',
    note:
      'Baseline: the parallel tool loop on the openai client. Median times; speedup: how many times as fast as ' +
      'the loop; possible: what the simulator’s own timings allow for plans with a joiner; tokens: a multiple of the loop’s; ' +
      'finish: the simulated model ends its plan in finish(…) where it can, so that no joiner answers.',
    columns: [
      { name: 'workload' },
      ...[
        'tool loop',
        'toolc',
        'speedup',
        'possible',
        'tokens',
        'toolc, finish',
        'its speedup',
        'its tokens',
      ].map((name) => ({ name, align: 'right' }) as const),
    ],
    rows: results.workloads.map(({ name }) => [name, ...headlineCells(results, name)]),
  };
}

function headlineCells(results: Results, workload: string): readonly TableCell[] {
  const floorMs = summarizeBounds(results, workload)?.floorMs;
  const loopMs = summarize(results, workload, baseline.name)?.wall.median;
  const time = (runner: string): TableCell =>
    markWrong(
      shown(summarize(results, workload, runner)?.wall.median, showSeconds),
      wrongAnswers(results, { workload, runner }),
    );
  const against = (runner: string, measure: 'speed' | 'tokens'): TableCell =>
    ratioCell(results, { baseline, measure }, { workload, runner });
  const possible =
    loopMs === undefined ? undefined : shown(floorMs, (ms) => showTimes(loopMs / ms));
  return [
    time(baseline.name),
    time('toolc'),
    strong(against('toolc', 'speed')),
    possible ?? '–',
    against('toolc', 'tokens'),
    time('toolc-finish'),
    strong(against('toolc-finish', 'speed')),
    against('toolc-finish', 'tokens'),
  ];
}

/** Only what is not marked otherwise. */
function strong(cell: TableCell): TableCell {
  return typeof cell === 'string' ? { text: cell, mark: 'strong' } : cell;
}
