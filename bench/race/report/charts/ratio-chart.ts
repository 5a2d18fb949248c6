import type { Html } from '../html.ts';
import { ratioAxis } from './axis.ts';
import { rowChart, type ChartRow, type LegendEntry } from './row-chart.ts';
import { boxShape, textBehind, verticalLine } from './shapes.ts';

/** How many times as fast as one baseline: bars start at 1, to the right is faster. */
export interface RatioChart {
  readonly statement: string;
  readonly about: string;
  readonly rows: readonly RatioRow[];
  readonly legend: readonly LegendEntry[];
}

export interface RatioRow {
  readonly label: string;
  readonly detail?: string;
  readonly bars: readonly RatioBar[];
}

export interface RatioBar {
  readonly name: string;
  readonly tone: string;
  readonly ratio: number;
  /** A short line where the bar could end at most. */
  readonly bound?: number;
  readonly text: string;
}

const barHeight = 20;

export function ratioChart({ statement, about, rows, legend }: RatioChart): Html {
  const bars = rows.flatMap((row) => row.bars);
  const axis = ratioAxis(bars.flatMap(({ ratio, bound }) => [ratio, bound ?? ratio]));
  const chartRows = rows.map((row): ChartRow => {
    const shapes = row.bars.flatMap(({ name, tone, ratio, bound, text }, index) => {
      const top = index * barHeight + 5;
      const at = axis.place(ratio);
      const box = { from: axis.place(1), to: at, top, height: 12 };
      const limit = axis.place(bound ?? ratio);
      const limitBox = { from: limit - 0.2, to: limit + 0.2, top: top - 3, height: 18 };
      return [
        boxShape(box, tone, `${row.label}, ${name}: ${text}`),
        ...(bound === undefined ? [] : [boxShape(limitBox, 'bound', 'what the simulator allows')]),
        textBehind(Math.max(at, limit, axis.place(1)), top + 10, text),
      ];
    });
    return {
      label: row.label,
      ...(row.detail === undefined ? {} : { detail: row.detail }),
      height: row.bars.length * barHeight + 4,
      shapes: [verticalLine(axis.place(1), 'one'), ...shapes],
    };
  });
  return rowChart({ statement, about, axis, rows: chartRows, legend });
}
