import type { Cell } from '../cell.ts';

export interface Progress {
  readonly add: (cell: ProgressCell) => void;
  /** A line of its own above the bar. */
  readonly say: (line: string) => void;
  readonly end: () => void;
}

/** What is said of a cell that has ended. */
export type ProgressCell = Pick<Cell, 'workload' | 'runner' | 'wallMs'> & {
  readonly verdict: string;
};

/** Where it is shown; stderr. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const BAR_WIDTH = 24;

/** A bar on a terminal; elsewhere a line for each tenth. `now` in ms. */
export function createProgress(
  screen: Screen,
  { total, now = () => performance.now() }: { readonly total: number; readonly now?: () => number },
): Progress {
  const startMs = now();
  const isTerminal = screen.isTTY === true;
  let done = 0;
  const clear = isTerminal ? '\r\u001b[K' : '';
  const draw = (text: string): void => {
    const filled = Math.round((done / Math.max(1, total)) * BAR_WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    screen.write(`${clear}${bar} ${text}`);
  };
  return {
    add: ({ workload, runner, wallMs, verdict }) => {
      done += 1;
      const left = ((now() - startMs) / done) * (total - done);
      const text = `${done}/${total}, ${clockOf(left)} left`;
      if (isTerminal) draw(`${text}, ${workload} × ${runner}: ${verdict}, ${seconds(wallMs)} s`);
      else if (isTenth(done, total)) screen.write(`${text}\n`);
    },
    say: (line) => {
      screen.write(`${clear}${line}\n`);
    },
    end: () => {
      screen.write(`${clear}${done} cells in ${clockOf(now() - startMs)}\n`);
    },
  };
}

function isTenth(done: number, total: number): boolean {
  return Math.floor((10 * done) / total) > Math.floor((10 * (done - 1)) / total);
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

/** `4:05`. */
function clockOf(ms: number): string {
  const all = Math.round(ms / 1_000);
  return `${Math.floor(all / 60)}:${String(all % 60).padStart(2, '0')}`;
}
