import type { Cell } from '../../cell.ts';
import type { Results } from '../../measure/results.ts';
import { timelineChart, type Timeline } from '../charts/timeline-chart.ts';
import { isAblation } from '../families.ts';
import type { Html } from '../html.ts';
import { showCount, showSeconds } from '../show-numbers.ts';

/** Calls that depend on calls, of unequal length: what an order of calls is seen best on. */
const favourite = 'uneven-branches';

/** One example, run by run; undefined where no cell has its spans. */
export function timelines(results: Results): Html | undefined {
  const example = chooseExample(results);
  if (example === undefined) return undefined;
  const { workload, seed } = example;
  const rows = results.runners.flatMap(({ name, title }): readonly Timeline[] => {
    const cell = results.cells.find(
      (one) => one.runner === name && one.workload === workload && one.seed === seed,
    );
    if (cell === undefined || isAblation(name) || !hasSpans(cell)) return [];
    const { wallMs, modelSpans, calls, turns } = cell;
    const words = [plural(turns, 'model call'), plural(cell.toolCalls, 'tool call')];
    const verdict = cell.verdict === 'right' ? [] : [cell.verdict];
    const detail = [...words, ...verdict].join(', ');
    return [{ label: title, detail, wallMs, modelSpans, calls }];
  });
  return timelineChart({
    statement: statementOf(results.cells.filter((cell) => isOf(cell, example))),
    about: `One run of each on ${workload}, seed ${String(seed)}; seconds since the question. Point at a bar for its name and time.`,
    rows,
  });
}

/** The run whose spans are drawn: the same workload and seed for every runner. */
export function chooseExample({ cells }: Results): Cell | undefined {
  const drawable = cells.filter(hasSpans);
  return drawable.find(({ workload }) => workload === favourite) ?? drawable[0];
}

function hasSpans({ modelSpans }: Cell): boolean {
  return modelSpans.length > 0;
}

function isOf(cell: Cell, { workload, seed }: Cell): boolean {
  return cell.workload === workload && cell.seed === seed;
}

function statementOf(cells: readonly Cell[]): string {
  const words = (runner: string, name: string): string | undefined => {
    const cell = cells.find((one) => one.runner === runner);
    if (cell === undefined) return undefined;
    return `${name} waits for ${plural(cell.turns, 'model call')} (${showSeconds(cell.wallMs)})`;
  };
  const told = [
    words('native-parallel', 'The parallel tool loop'),
    words('toolc', 'toolc'),
    words('toolc-finish', 'toolc with finish'),
  ].filter((part) => part !== undefined);
  return told.length === 0 ? 'What each runner waits for.' : `${told.join(', ')}.`;
}

function plural(count: number, word: string): string {
  return `${showCount(count)} ${word}${count === 1 ? '' : 's'}`;
}
