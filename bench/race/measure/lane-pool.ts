import type { ChildProcess } from 'node:child_process';
import type { Cell } from '../cell.ts';
import { type Column, type LaneSetup, type LaneTold, startLaneProcess } from './race-process.ts';

/**
 * Lanes of one process. A cell mostly waits, and five lanes keep a loop idle enough: its delay is measured
 * with each cell, and a cell in which it was not is run again alone.
 */
const LANES_PER_PROCESS = 5;

/** Lanes that are open: each runs one cell at a time. */
export interface LanePool {
  /** Runs all columns, as many at once as lanes are open; rejects when the signal aborts. */
  readonly run: (columns: readonly Column[], options: RunOptions) => Promise<void>;
  readonly close: () => void;
}

export interface RunOptions {
  readonly onCell: (cell: Cell) => void;
  readonly signal: AbortSignal;
}

interface OpenLane {
  readonly name: string;
  readonly child: ChildProcess;
}

/**
 * Opens lanes in processes of their own, apart from the provider's; resolves when all of them are warm, so
 * that none is held up by another's first runs. They end when the signal aborts.
 */
export async function openLanes(
  setup: Promise<LaneSetup>,
  count: number,
  signal: AbortSignal,
): Promise<LanePool> {
  const processes = Math.ceil(count / LANES_PER_PROCESS);
  const started = Array.from({ length: processes }, () => startLaneProcess(setup));
  const children = started.map(({ child }) => child);
  const close = (): void => {
    for (const child of children) child.kill();
  };
  signal.addEventListener('abort', close, { once: true });
  try {
    await Promise.all(started.map(({ ready }) => ready));
  } catch (thrown) {
    close();
    throw thrown;
  }
  const lanes = Array.from({ length: count }, (_, index): OpenLane[] => {
    const child = children[index % processes];
    return child === undefined ? [] : [{ name: `lane-${index + 1}`, child }];
  }).flat();
  return {
    run: async (columns, options) => {
      const queue = [...columns];
      const drain = async (lane: OpenLane): Promise<void> => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          await runColumn(lane, next, options);
        }
      };
      await Promise.all(lanes.map(drain));
    },
    close,
  };
}

function runColumn(lane: OpenLane, column: Column, options: RunOptions): Promise<void> {
  const { child, name } = lane;
  const { onCell, signal } = options;
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      child.off('message', hear).off('exit', lose);
      signal.removeEventListener('abort', stop);
      end();
    };
    const hear = (message: unknown): void => {
      // Only lane-process.ts sends here.
      const told = message as LaneTold;
      if (told.kind === 'ready' || told.lane !== name) return;
      if (told.kind === 'cell') onCell(told.cell);
      else if (told.kind === 'done') settle(resolve);
      else {
        settle(() => reject(new Error(`${column.workload} × ${column.runner}: ${told.message}`)));
      }
    };
    const lose = (code: number | null): void => {
      const what = `${column.workload} × ${column.runner}`;
      settle(() => reject(new Error(`The process that ran ${what} ended with ${String(code)}.`)));
    };
    const stop = (): void => settle(() => reject(signal.reason));
    child.on('message', hear).on('exit', lose);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    else child.send({ lane: name, column });
  });
}
