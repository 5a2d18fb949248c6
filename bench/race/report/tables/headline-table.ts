import type { Results } from '../../measure/results.ts';
import { showSeconds, shown, showTimes } from '../show-numbers.ts';
import { summarize, summarizeBounds } from '../summary.ts';
import type { Table, TableCell } from '../table.ts';
import { ratioOf } from './ratio-table.ts';

const baseline = { kind: 'runner', name: 'native-parallel' } as const;

/** The one table of the README, and what the command prints at its end. */
export function headlineTable(results: Results): Table {
  return {
    title: 'toolc against the native parallel tool loop',
    note:
      'Baseline: the parallel tool loop on the openai client. Median times; speedup: how many times as fast as ' +
      'the loop; possible: what the simulator’s own timings allow with a joiner; tokens: a multiple of the loop’s.',
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
  const loop = summarize(results, workload, 'native-parallel');
  const toolc = summarize(results, workload, 'toolc');
  const finish = summarize(results, workload, 'toolc-finish');
  const floorMs = summarizeBounds(results, workload)?.floorMs;
  const against = (runner: string, measure: 'speed' | 'tokens'): string =>
    shown(ratioOf(results, { baseline, measure }, { workload, runner }), showTimes);
  return [
    shown(loop?.wall.median, showSeconds),
    shown(toolc?.wall.median, showSeconds),
    { text: against('toolc', 'speed'), mark: 'strong' },
    loop === undefined ? '–' : shown(floorMs, (ms) => showTimes(loop.wall.median / ms)),
    against('toolc', 'tokens'),
    shown(finish?.wall.median, showSeconds),
    { text: against('toolc-finish', 'speed'), mark: 'strong' },
    against('toolc-finish', 'tokens'),
  ];
}
