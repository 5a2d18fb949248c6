import type { Results } from '../../measure/results.ts';
import { barChart, type Bar, type BarMark } from '../charts/bar-chart.ts';
import { familyOf, isAblation } from '../families.ts';
import type { Html } from '../html.ts';
import { wrongSides } from '../right-answers.ts';
import { showSeconds, showTimes } from '../show-numbers.ts';
import { summarize, summarizeBounds } from '../summary.ts';

/** How long each runner takes on one workload. */
export function workloadChart(results: Results, workload: string): Html {
  return barChart({
    statement: statementOf(results, workload),
    about: 'Seconds to the whole answer; bar: median, line: lowest to highest seed.',
    bars: barsOf(results, workload),
    marks: marksOf(results, workload),
    show: showSeconds,
    showTick: (ms) => `${String(Math.round(ms / 100) / 10)} s`,
  });
}

/** In one sentence what the chart shows of toolc and the loop that counts. */
function statementOf(results: Results, workload: string): string {
  const loop = summarize(results, workload, 'native-parallel')?.wall.median;
  const toolc = summarize(results, workload, 'toolc')?.wall.median;
  const finish = summarize(results, workload, 'toolc-finish')?.wall.median;
  if (toolc === undefined) return 'No answer of toolc here.';
  if (loop === undefined) return `toolc answers in ${showSeconds(toolc)}.`;
  const wrong = wrongSides(results, { workload, runner: 'toolc' }, 'native-parallel');
  if (wrong !== undefined) return `Not every answer is right, so nothing is said here: ${wrong}.`;
  const times = loop / toolc;
  const first =
    times >= 0.98 && times <= 1.02
      ? `toolc is as fast as the parallel tool loop (${showSeconds(toolc)})`
      : `toolc answers in ${showSeconds(toolc)}, the parallel tool loop in ${showSeconds(loop)}: ${showTimes(times)} as fast`;
  const isOwn = finish !== undefined && finish / toolc < 0.97;
  return isOwn ? `${first}; with finish in ${showSeconds(finish)}.` : `${first}.`;
}

function barsOf(results: Results, workload: string): readonly Bar[] {
  return results.runners.flatMap(({ name, title }) => {
    const summary = summarize(results, workload, name);
    if (summary === undefined || isAblation(name)) return [];
    const { right, runs, wall } = summary;
    const wrong = right === runs ? {} : { detail: `${String(right)} of ${String(runs)} right` };
    return [{ label: title, tone: `tone-${familyOf(name)}`, ...wall, ...wrong }];
  });
}

function marksOf(results: Results, workload: string): readonly BarMark[] {
  const bounds = summarizeBounds(results, workload);
  if (bounds === undefined) return [];
  const { floorMs, idealMs } = bounds;
  return [
    { value: idealMs, sample: 'line-ideal', text: `ideal, no planner: ${showSeconds(idealMs)}` },
    {
      value: floorMs,
      sample: 'line-floor',
      text: `floor, with a planner: ${showSeconds(floorMs)}`,
    },
  ];
}
