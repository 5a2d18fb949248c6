import { setMaxListeners } from 'node:events';
import type { Cell } from '../cell.ts';
import { workloads } from '../workloads/index.ts';
import { createFirstCells } from './first-cells.ts';
import { cellsToRepeat, disturbedCells, lateLoop, lateness } from './disturbed.ts';
import { type LanePool, openLanes } from './lane-pool.ts';
import type { Progress } from './progress.ts';
import { type Column, startProviderProcess } from './race-process.ts';
import { openColumns, type ResultsFile } from './results-file.ts';

export interface RaceOptions {
  readonly file: ResultsFile;
  readonly progress: Progress;
  /** Of a real endpoint; empty for the simulated one. */
  readonly apiKey: string;
  readonly datasetFile: string | undefined;
  readonly withPeers: boolean;
  /**
   * Ends the race; what was measured is kept, and `race` rejects with the reason. It rejects too where none of
   * the first cells gave an answer.
   */
  readonly signal: AbortSignal;
}

/** Runs what the results lack, over lanes; then alone what was disturbed. */
export async function race(options: RaceOptions): Promise<void> {
  const { file, apiKey, datasetFile, withPeers, progress, signal } = options;
  const { settings, workloads: raced } = file.results();
  const names = raced.map(({ name }) => name);
  const lost = new AbortController();
  const ended = AbortSignal.any([signal, lost.signal]);
  // Every lane listens to it.
  setMaxListeners(0, ended);
  const provider = startProviderProcess({ settings, workloads: names, apiKey });
  let pool: LanePool | undefined;
  try {
    const columns = longestFirst(openColumns(file.results()));
    const setup = provider.ready.then((ready) => ({
      ...ready,
      ...{ settings, datasetFile, withPeers, columns },
    }));
    progress.say('Every runner answers each workload once, unmeasured: code is warm then');
    pool = await openLanes(setup, settings.lanes, ended);
    const onCell = (cell: Cell): void => {
      file.add(cell);
      progress.add(cell);
    };
    const first = createFirstCells(file.results(), {
      onCell,
      onLost: (why) => lost.abort(why),
    });
    await pool.run(columns, { onCell: first.add, signal: ended });
    first.release();
    if (settings.model.kind === 'simulated') await repeatDisturbed(pool, options);
  } finally {
    file.flush();
    pool?.close();
    provider.child.kill();
  }
}

async function repeatDisturbed(pool: LanePool, options: RaceOptions): Promise<void> {
  const { file, progress, signal } = options;
  const repeated = cellsToRepeat(file.results());
  if (repeated.length > 0) progress.say(`${repeated.length} cells were disturbed: again, alone`);
  for (const first of repeated) {
    const { workload, runner, seed } = first;
    const onCell = (cell: Cell): void => {
      if (lateness(cell) < lateness(first)) file.add(cell);
    };
    await pool.run([{ workload, runner, seeds: [seed] }], { onCell, signal });
  }
  const left = disturbedCells(file.results()).length;
  if (left > 0) {
    progress.say(
      `${left} cells stay disturbed (event loop late by over ${lateLoop.p99Ms} ms at p99, or ${lateLoop.longestMs} ms once): the machine is busy, take the figures with care`,
    );
  }
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
