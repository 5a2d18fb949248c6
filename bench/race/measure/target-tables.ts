import { showPercent, shown, showTimes } from '../report/show-numbers.ts';
import type { Table, TableCell } from '../report/table.ts';
import type { Results } from './results.ts';
import { type JudgedTarget, judgeTargets, LEAST_SHARE } from './targets.ts';

const ABOUT: Readonly<Record<JudgedTarget['measure'], string>> = {
  speed: 'as fast',
  time: 'of its time',
  tokens: 'of its tokens',
};

/** What was aimed at and what was reached: a table for each baseline. */
export function targetTables(results: Results): readonly Table[] {
  const judged = judgeTargets(results);
  const baselines = [...new Set(judged.map(({ baseline }) => baseline))];
  return baselines.map((baseline) => {
    const own = judged.filter((target) => target.baseline === baseline);
    const met = own.filter(({ isMet }) => isMet).length;
    const title = results.runners.find(({ name }) => name === baseline)?.title ?? baseline;
    return {
      title: `Targets against ${baseline} (${title}): ${met} of ${own.length} met`,
      note:
        'Ratios of medians. Possible: what the simulated timings allow, with our runner at its own bound; reached: ' +
        `how much of that is reached. Tokens have no such bound. Met: with the ratio, ${showPercent(LEAST_SHARE)} of what ` +
        'is possible, and every answer right on both sides.',
      columns: [
        { name: 'workload' },
        { name: 'runner' },
        { name: 'target', align: 'right' },
        { name: 'measured', align: 'right' },
        { name: 'possible', align: 'right' },
        { name: 'reached', align: 'right' },
        { name: 'met' },
      ],
      rows: own.map(rowOf),
    };
  });
}

/** `34 of 40 targets met; missed: toolc on mixed against react (1.10×), …` in one line; none where nothing was judged. */
export function missedLine(results: Results): readonly string[] {
  const judged = judgeTargets(results);
  if (judged.length === 0) return [];
  const missed = judged.filter(({ isMet }) => !isMet);
  const names = missed.map(
    (target) => `${raceOf(target)} (${shown(target.measured, showTimes)}, target ${aim(target)})`,
  );
  const met = `${judged.length - missed.length} of ${judged.length} targets met`;
  return [missed.length === 0 ? `${met}.` : `${met}; missed: ${names.join('; ')}.`];
}

/** A line for each missed target: why it was. */
export function whyMissedLines(results: Results): readonly string[] {
  return judgeTargets(results)
    .filter(({ isMet }) => !isMet)
    .map((target) => `missed: ${raceOf(target)}: ${target.why ?? ''}`);
}

function raceOf(target: JudgedTarget): string {
  return `${target.runner} on ${where(target)} against ${target.baseline}`;
}

function rowOf(target: JudgedTarget): readonly TableCell[] {
  const { runner, measured, allowed, share, isMet, why } = target;
  return [
    where(target),
    runner,
    aim(target),
    { text: shown(measured, showTimes), mark: 'strong' },
    shown(allowed, showTimes),
    shown(share, showPercent),
    isMet ? { text: 'met', mark: 'good' } : { text: `missed: ${why ?? ''}`, mark: 'bad' },
  ];
}

function where({ workload, depth }: JudgedTarget): string {
  return depth === undefined ? workload : `${workload}, depth ${depth}`;
}

function aim({ measure, wanted }: JudgedTarget): string {
  return `${measure === 'speed' ? '≥' : '≤'} ${showTimes(wanted)} ${ABOUT[measure]}`;
}
