import type { CallSpan, ModelSpan } from '../../cell.ts';
import type { Html } from '../html.ts';
import { showSeconds } from '../show-numbers.ts';
import { linearAxis, type Axis } from './axis.ts';
import { packSpans } from './pack-spans.ts';
import { rowChart, type ChartRow } from './row-chart.ts';
import { boxShape, textBehind, verticalLine } from './shapes.ts';

/** When the model worked and when the tools did, a row for each runner, all on one axis. */
export interface TimelineChart {
  readonly statement: string;
  readonly about: string;
  readonly rows: readonly Timeline[];
}

export interface Timeline {
  readonly label: string;
  readonly detail: string;
  readonly wallMs: number;
  readonly modelSpans: readonly ModelSpan[];
  readonly calls: readonly CallSpan[];
}

const modelHeight = 12;
const callHeight = 6;

export function timelineChart({ statement, about, rows }: TimelineChart): Html {
  const most = Math.max(...rows.map(({ wallMs }) => wallMs));
  const axis = linearAxis(most, (ms) => `${String(Math.round(ms / 10) / 100)} s`);
  return rowChart({
    statement,
    about,
    axis,
    rows: rows.map((row) => timelineRow(row, axis)),
    legend: [
      { sample: 'model-wait', text: 'model: waiting for its first token' },
      { sample: 'model-text', text: 'model: writing' },
      { sample: 'call', text: 'a tool call' },
    ],
  });
}

function timelineRow({ label, detail, wallMs, modelSpans, calls }: Timeline, axis: Axis): ChartRow {
  const modelLines = packSpans(modelSpans);
  const models = modelSpans.flatMap(({ role, startMs, firstTextMs, endMs }, index) => {
    const top = 4 + (modelLines[index] ?? 0) * modelHeight;
    const box = (from: number, to: number) => ({
      from: axis.place(from),
      to: axis.place(to),
      top,
      height: modelHeight - 1,
    });
    return [
      boxShape(
        box(startMs, firstTextMs),
        'model-wait',
        `${role}: waits ${showSeconds(firstTextMs - startMs)}`,
      ),
      boxShape(
        box(firstTextMs, endMs),
        'model-text',
        `${role}: writes ${showSeconds(endMs - firstTextMs)}`,
      ),
    ];
  });
  const callLines = packSpans(calls);
  const under = 6 + lineCount(modelLines) * modelHeight;
  const tools = calls.map(({ tool, startMs, endMs }, index) => {
    const top = under + (callLines[index] ?? 0) * callHeight;
    const box = { from: axis.place(startMs), to: axis.place(endMs), top, height: callHeight - 1 };
    return boxShape(box, 'call', `${tool}: ${showSeconds(startMs)} to ${showSeconds(endMs)}`);
  });
  const end = axis.place(wallMs);
  return {
    label,
    detail,
    height: under + Math.max(1, lineCount(callLines)) * callHeight + 8,
    shapes: [
      ...models,
      ...tools,
      verticalLine(end, 'end'),
      textBehind(end, 15, showSeconds(wallMs)),
    ],
  };
}

function lineCount(lines: readonly number[]): number {
  return Math.max(0, ...lines.map((line) => line + 1));
}
