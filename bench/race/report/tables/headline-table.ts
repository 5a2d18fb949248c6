import type { Results } from '../../measure/results.ts';
import { showPercent, showSeconds, shown, showTimes } from '../show-numbers.ts';
import { summarize, summarizeBounds } from '../summary.ts';
import type { Table, TableCell } from '../table.ts';
import { ratioOf } from './ratio-table.ts';

const baseline = { kind: 'runner', name: 'native-parallel' } as const;

/** The one table of the README, and what the command prints at its end. */
export function headlineTable(results: Results): Table {
  return {
    title: 'toolc against the native parallel tool loop',
    note:
      'Baseline: the parallel tool loop on the openai client. Medians; × is how many times as fast, and for ' +
      'tokens how many times as many; allowed: what the simulator’s own timings would give an engine that ' +
      'takes no time, with a joiner.',
    columns: [
      { name: 'workload' },
      ...[
        'loop',
        'toolc',
        'faster',
        'allowed',
        'tokens',
        'finish',
        'faster, finish',
        'tokens, finish',
        'right',
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
  const all = [loop, toolc, finish].filter((summary) => summary !== undefined);
  const right = all.reduce((sum, summary) => sum + summary.right, 0);
  const runs = all.reduce((sum, summary) => sum + summary.runs, 0);
  return [
    shown(loop?.wall.median, showSeconds),
    shown(toolc?.wall.median, showSeconds),
    { text: against('toolc', 'speed'), mark: 'strong' },
    loop === undefined ? '–' : shown(floorMs, (ms) => showTimes(loop.wall.median / ms)),
    against('toolc', 'tokens'),
    shown(finish?.wall.median, showSeconds),
    { text: against('toolc-finish', 'speed'), mark: 'strong' },
    against('toolc-finish', 'tokens'),
    runs === 0 ? '–' : showPercent(right / runs),
  ];
}
