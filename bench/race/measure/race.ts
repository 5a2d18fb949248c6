import type { Cell } from '../cell.ts';
import { workloads } from '../workloads/index.ts';
import { type LanePool, openLanes } from './lane-pool.ts';
import type { Progress } from './progress.ts';
import { type Column, startProviderProcess } from './race-process.ts';
import type { Results } from './results.ts';
import { openColumns, type ResultsFile } from './results-file.ts';

export interface RaceOptions {
  readonly file: ResultsFile;
  readonly progress: Progress;
  /** Of a real endpoint; empty for the simulated one. */
  readonly apiKey: string;
  readonly datasetFile: string | undefined;
  readonly withPeers: boolean;
  /** Ends the race; what was measured is kept, and `race` rejects with the reason. */
  readonly signal: AbortSignal;
}

/** A cell in which the loop was later than this is run again alone. */
const LATE_LOOP_MS = 5;
/**
 * How long that may take, in ms: where more were disturbed the machine is at fault, and to run them all
 * alone takes an hour.
 */
const REPEAT_BUDGET_MS = { quick: 10_000, standard: 60_000, full: 600_000 } as const;

/** Runs what the results lack, over lanes; then alone what was disturbed. */
export async function race(options: RaceOptions): Promise<void> {
  const { file, apiKey, datasetFile, withPeers, progress, signal } = options;
  const { settings, workloads: raced } = file.results();
  const names = raced.map(({ name }) => name);
  const provider = startProviderProcess({ settings, workloads: names, apiKey });
  let pool: LanePool | undefined;
  try {
    const setup = provider.ready.then((ready) => ({ ...ready, settings, datasetFile, withPeers }));
    pool = await openLanes(setup, settings.lanes);
    const onCell = (cell: Cell): void => {
      file.add(cell);
      progress.add(cell);
    };
    await pool.run(longestFirst(openColumns(file.results())), { onCell, signal });
    if (settings.model.kind === 'simulated') await repeatDisturbed(pool, options);
  } finally {
    file.flush();
    pool?.close();
    provider.child.kill();
  }
}

async function repeatDisturbed(pool: LanePool, options: RaceOptions): Promise<void> {
  const { file, progress, signal } = options;
  const { repeated, left } = disturbedCells(file.results());
  if (repeated.length > 0) progress.say(`${repeated.length} cells were disturbed: again, alone`);
  const before = new Map(
    repeated.map((cell) => [`${cell.workload} ${cell.runner} ${cell.seed}`, cell]),
  );
  const columns = repeated.map(({ workload, runner, seed }) => ({
    workload,
    runner,
    seeds: [seed],
  }));
  const onCell = (cell: Cell): void => {
    const first = before.get(`${cell.workload} ${cell.runner} ${cell.seed}`);
    if (first === undefined || cell.loopDelayMs < first.loopDelayMs) file.add(cell);
  };
  await pool.run(columns, { lanes: 1, onCell, signal });
  if (left > 0) {
    progress.say(
      `${left} more cells were disturbed (event loop late by over ${LATE_LOOP_MS} ms): the machine is busy, take the figures with care`,
    );
  }
}

/** The cells to run again, the most disturbed first, and how many more there are. */
export function disturbedCells({ cells, settings }: Results): {
  readonly repeated: readonly Cell[];
  readonly left: number;
} {
  const disturbed = cells
    .filter(({ loopDelayMs }) => loopDelayMs > LATE_LOOP_MS)
    .sort((left, right) => right.loopDelayMs - left.loopDelayMs);
  let budgetMs = REPEAT_BUDGET_MS[settings.kind];
  const repeated = disturbed.filter(({ wallMs }) => (budgetMs -= wallMs) >= 0);
  return { repeated, left: disturbed.length - repeated.length };
}

/** So that no long column is left for the end: big workloads first, and in each the runners one call a turn. */
export function longestFirst(columns: readonly Column[]): readonly Column[] {
  const size = new Map(
    workloads.map(({ name, make }) => [name, make(1).steps(() => undefined).length]),
  );
  const weight = ({ workload, runner }: Column): number =>
    (size.get(workload) ?? 0) * 2 + (/react|sequential|serial/.test(runner) ? 1 : 0);
  return [...columns].sort((left, right) => weight(right) - weight(left));
}
