import { linearAxis } from './axis.ts';
import { rowChart, type ChartRow, type LegendEntry } from './row-chart.ts';
import { boxShape, horizontalLine, textBehind, verticalLine } from './shapes.ts';
import type { Html } from '../html.ts';

/** Medians as bars, the range over the seeds as a line. */
export interface BarChart {
  readonly statement: string;
  readonly about: string;
  readonly bars: readonly Bar[];
  /** Lines through all rows. */
  readonly marks: readonly BarMark[];
  readonly show: (value: number) => string;
  readonly showTick: (value: number) => string;
}

export interface Bar {
  readonly label: string;
  readonly detail?: string;
  /** A class of the style sheet: `tone-toolc`. */
  readonly tone: string;
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface BarMark extends LegendEntry {
  readonly value: number;
}

const rowHeight = 24;

export function barChart({ statement, about, bars, marks, show, showTick }: BarChart): Html {
  const most = Math.max(...bars.map(({ high }) => high), ...marks.map(({ value }) => value));
  const axis = linearAxis(most, showTick);
  const lines = marks.map(({ value, sample }) => verticalLine(axis.place(value), sample));
  const rows = bars.map(({ label, detail, tone, median, low, high }): ChartRow => {
    const words = `${label}: ${show(median)}, from ${show(low)} to ${show(high)}`;
    const to = axis.place(median);
    return {
      label,
      ...(detail === undefined ? {} : { detail }),
      height: rowHeight,
      shapes: [
        boxShape({ from: 0, to, top: 5, height: 14 }, tone, words),
        ...lines,
        horizontalLine(axis.place(low), axis.place(high), rowHeight / 2),
        textBehind(axis.place(high), 16, show(median)),
      ],
    };
  });
  return rowChart({ statement, about, axis, rows, legend: marks });
}
