import { html, type Html } from '../html.ts';
import type { Axis } from './axis.ts';
import { gridLine, plotOf, tickText } from './shapes.ts';

/** A chart of rows under each other on one axis: a label, and shapes that stand in percents of the width. */
export interface RowChart {
  /** What one sees, in one sentence. */
  readonly statement: string;
  /** What is drawn, in which unit. */
  readonly about: string;
  readonly axis: Axis;
  readonly rows: readonly ChartRow[];
  readonly legend: readonly LegendEntry[];
}

export interface ChartRow {
  readonly label: string;
  /** Small, behind the label. */
  readonly detail?: string;
  /** In px. */
  readonly height: number;
  readonly shapes: readonly Html[];
}

export interface LegendEntry {
  /** A class of the style sheet that colours it: `tone-toolc`, `line-floor`. */
  readonly sample: string;
  readonly text: string;
}

export function rowChart({ statement, about, axis, rows, legend }: RowChart): Html {
  const grid = axis.ticks.map(({ value }) => gridLine(axis.place(value)));
  const body = rows.map(
    ({ label, detail, height, shapes }) =>
      html`<div class="row">
        <div class="label">
          ${label}${detail === undefined ? '' : html` <small>${detail}</small>`}
        </div>
        ${plotOf(height, [...grid, ...shapes])}
      </div>`,
  );
  const ticks = axis.ticks.map(({ value, text }) => tickText(axis.place(value), text));
  const samples = legend.map(({ sample, text }) => html`<li><i class="${sample}"></i>${text}</li>`);
  return html`<figure class="chart">
    <figcaption><strong>${statement}</strong> <span>${about}</span></figcaption>
    ${
      samples.length === 0
        ? ''
        : html`<ul class="legend">
            ${samples}
          </ul>`
    }
    ${body}
    <div class="row axis">
      <div class="label"></div>
      ${plotOf(18, ticks)}
    </div>
  </figure>`;
}
