import type { Results } from '../../measure/results.ts';
import { ratioChart, type RatioBar } from '../charts/ratio-chart.ts';
import type { Html } from '../html.ts';
import { wrongSides } from '../right-answers.ts';
import { showTimes } from '../show-numbers.ts';
import { summarize, summarizeBounds } from '../summary.ts';
import { ratioOf } from '../tables/ratio-table.ts';

/** One picture of toolc against one runner, over all workloads. */
interface Pictured {
  readonly baseline: string;
  /** In a sentence. */
  readonly name: string;
  readonly measure: 'speed' | 'tokens';
}

const pictured: readonly Pictured[] = [
  { baseline: 'native-parallel', name: 'the native parallel tool loop', measure: 'speed' },
  { baseline: 'native-parallel', name: 'the native parallel tool loop', measure: 'tokens' },
  { baseline: 'react', name: 'sequential ReAct', measure: 'speed' },
  { baseline: 'code-parallel', name: 'code mode with Promise.all', measure: 'speed' },
];

const drawn = [
  { runner: 'toolc', name: 'toolc, with a joiner', tone: 'tone-toolc' },
  { runner: 'toolc-finish', name: 'toolc, finish', tone: 'tone-finish' },
] as const;

export function ratioCharts(results: Results): readonly Html[] {
  return pictured.flatMap((picture) => {
    const rows = rowsOf(results, picture);
    if (rows.length === 0) return [];
    const bounded = rows.some(({ bars }) => bars.some(({ bound }) => bound !== undefined));
    return [
      ratioChart({
        statement: statementOf(rows, picture),
        about: aboutOf(picture),
        rows,
        legend: [
          ...drawn.map(({ name, tone }) => ({ sample: tone, text: name })),
          ...(bounded ? [{ sample: 'bound', text: 'what the simulator allows' }] : []),
        ],
      }),
    ];
  });
}

/** What the pictures of toolc against the parallel loop say, in words: its time and its tokens. */
export function headlines(results: Results): readonly string[] {
  return pictured
    .filter(({ baseline }) => baseline === 'native-parallel')
    .map((picture) => statementOf(rowsOf(results, picture), picture));
}

function rowsOf(results: Results, picture: Pictured): readonly Row[] {
  return results.workloads
    .map(({ name }) => rowOf(name, barsOf(results, picture, name)))
    .filter(({ bars }) => bars.length > 0);
}

/** What is wrong stands at the label: behind a bar there is no room for it on a phone. */
function rowOf(label: string, bars: readonly Bar[]): Row {
  const wrong = bars.flatMap((bar) => (bar.wrong === undefined ? [] : `${bar.name}: ${bar.wrong}`));
  return { label, bars, ...(wrong.length === 0 ? {} : { detail: wrong.join('; ') }) };
}

function barsOf(results: Results, picture: Pictured, workload: string): readonly Bar[] {
  const { measure } = picture;
  const baseline = { kind: 'runner', name: picture.baseline } as const;
  const other = summarize(results, workload, picture.baseline)?.wall.median;
  const bounds = summarizeBounds(results, workload);
  return drawn.flatMap(({ runner, name, tone }) => {
    const ratio = ratioOf(results, { baseline, measure }, { workload, runner });
    if (ratio === undefined) return [];
    const limit = runner === 'toolc' ? bounds?.floorMs : bounds?.finishMs;
    const isBounded = measure === 'speed' && other !== undefined && limit !== undefined;
    const bound = isBounded ? { bound: other / limit } : {};
    const wrong = wrongSides(results, { workload, runner }, picture.baseline);
    return [{ name, tone, ratio, text: showTimes(ratio), wrong, ...bound }];
  });
}

interface Bar extends RatioBar {
  /** Which answers of either side are not right; undefined where all are. */
  readonly wrong: string | undefined;
}

interface Row {
  readonly label: string;
  readonly detail?: string;
  readonly bars: readonly Bar[];
}

/** Speaks of toolc with a joiner, the first bar: what it is by default. Wrong answers win nothing. */
function statementOf(rows: readonly Row[], { name, measure }: Pictured): string {
  const all = rows.flatMap(({ label, bars: [first] }) =>
    first === undefined ? [] : [{ label, ratio: first.ratio, isRight: first.wrong === undefined }],
  );
  const sorted = all.toSorted((a, b) => a.ratio - b.ratio);
  const low = sorted[0];
  const high = sorted.at(-1);
  if (low === undefined || high === undefined) return `toolc against ${name}.`;
  const wins = all.filter(
    ({ ratio, isRight }) => isRight && (measure === 'speed' ? ratio > 1 : ratio < 1),
  ).length;
  const words = `on ${String(wins)} of ${String(all.length)} workloads`;
  const [worst, best] = measure === 'speed' ? [low, high] : [high, low];
  const extremes = `from ${showTimes(worst.ratio)} (${worst.label}) to ${showTimes(best.ratio)} (${best.label})`;
  return measure === 'speed'
    ? `toolc is faster than ${name} ${words}: ${extremes}.`
    : `toolc needs fewer tokens than ${name} ${words}: ${extremes}.`;
}

function aboutOf({ name, measure }: Pictured): string {
  return measure === 'speed'
    ? `How many times as fast as ${name}, the only baseline; right of 1× is faster; doublings are equally far apart.`
    : `Prompt and completion tokens as a multiple of those of ${name}, the only baseline; left of 1× is fewer.`;
}
