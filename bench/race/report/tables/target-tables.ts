import type { Results } from '../../measure/results.ts';
import { judgeTargets, type JudgedTarget } from '../../measure/targets.ts';
import { shown, showTimes } from '../show-numbers.ts';
import type { Table, TableCell } from '../table.ts';

/** What was aimed at and what was reached: a table for each baseline. None with a real model. */
export function targetTables(results: Results): readonly Table[] {
  const judged = judgeTargets(results);
  const baselines = [...new Set(judged.map(({ baseline }) => baseline))];
  return baselines.map((baseline) => {
    const own = judged.filter((target) => target.baseline === baseline);
    const title = titleOf(results, baseline);
    const met = own.filter(({ isMet }) => isMet).length;
    return {
      title: `Targets against ${title}: ${String(met)} of ${String(own.length)} met`,
      note:
        `Baseline: ${title}. Allowed: the ratio if toolc took just as long as the simulator’s own timings say; ` +
        'reached: how much of that it has.',
      columns: [
        { name: 'workload' },
        { name: 'runner' },
        { name: 'measured as' },
        ...['target', 'measured', 'allowed', 'reached'].map(
          (name) => ({ name, align: 'right' }) as const,
        ),
        { name: 'met' },
        { name: 'why not' },
      ],
      rows: own.map((target) => rowOf(results, target)),
    };
  });
}

function rowOf(results: Results, target: JudgedTarget): readonly TableCell[] {
  const { workload, depth, runner, measure, wanted, measured, allowed, share, isMet, why } = target;
  return [
    depth === undefined ? workload : `${workload}, depth ${String(depth)}`,
    titleOf(results, runner),
    measures[measure],
    `${measure === 'speed' ? '≥' : '≤'} ${showTimes(wanted)}`,
    { text: showTimes(measured), mark: 'strong' },
    shown(allowed, showTimes),
    shown(share, (part) => `${(part * 100).toFixed(1)} %`),
    isMet ? { text: 'met', mark: 'good' } : { text: 'missed', mark: 'bad' },
    why ?? '',
  ];
}

const measures: Readonly<Record<JudgedTarget['measure'], string>> = {
  speed: 'times as fast',
  time: 'time, a multiple',
  tokens: 'tokens, a multiple',
};

function titleOf({ runners }: Results, runner: string): string {
  return runners.find(({ name }) => name === runner)?.title ?? runner;
}
