import type { Cell } from '../cell.ts';
import { errorsByRunner } from '../report/tables/error-table.ts';
import { openColumns } from './results-file.ts';
import type { Results } from './results.ts';

/** So many cells without an answer, of so many runners, are no matter of a runner. */
const ENOUGH = { cells: 5, runners: 3 } as const;

export interface FirstCells {
  readonly add: (cell: Cell) => void;
  /** The race is over: what is still held back is given on. */
  readonly release: () => void;
}

export interface FirstCellsOptions {
  readonly onCell: (cell: Cell) => void;
  /** Called once, with what to tell, when none of the first cells answered; none of them is given on. */
  readonly onLost: (why: Error) => void;
}

/**
 * Holds the cells of a race back until one has answered. Where none of the first ones does (an address, a key
 * or a model's name that is wrong), the race is lost: its cells would say nothing of the runners, and the same
 * command, run again, must not find them done.
 */
export function createFirstCells(start: Results, options: FirstCellsOptions): FirstCells {
  const { onCell, onLost } = options;
  const open = openColumns(start);
  const runners = Math.min(ENOUGH.runners, new Set(open.map(({ runner }) => runner)).size);
  const left = open.reduce((sum, { seeds }) => sum + seeds.length, 0);
  // The last cells of a race that has answers may be those of a runner that always crashes.
  const hasAnswers = start.cells.some(answers);
  const cells = hasAnswers ? ENOUGH.cells : Math.min(ENOUGH.cells, left);
  let held: Cell[] = [];
  let isHolding = true;
  const release = (): void => {
    isHolding = false;
    const given = held;
    held = [];
    for (const cell of given) onCell(cell);
  };
  return {
    release,
    add(cell) {
      if (!isHolding) return onCell(cell);
      held.push(cell);
      if (answers(cell)) return release();
      if (held.length < cells || new Set(held.map(({ runner }) => runner)).size < runners) return;
      const lost = { ...start, cells: held };
      isHolding = false;
      held = [];
      onLost(new Error(lostMessage(lost, start.cells.length)));
    },
  };
}

function answers({ verdict }: Cell): boolean {
  return verdict !== 'crashed' && verdict !== 'hung';
}

function lostMessage(lost: Results, kept: number): string {
  const check =
    lost.settings.model.kind === 'real'
      ? 'Check --model, --base-url and the key (--api-key-env)'
      : 'Mend what crashes';
  return [
    `None of the first ${lost.cells.length} cells gave an answer; the race was stopped, and they are not kept.`,
    ...errorsByRunner(lost).map(
      ({ runner, first }) =>
        `  ${runner} on ${first.workload}, seed ${first.seed}: ${first.error ?? first.verdict}`,
    ),
    `${check}, then run the same command again${kept === 0 ? '.' : `: it goes on from the ${kept} cells before.`}`,
  ].join('\n');
}
