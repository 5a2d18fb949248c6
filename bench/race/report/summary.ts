import type { Cell } from '../cell.ts';
import type { Results } from '../measure/results.ts';
import { costOf } from './prices.ts';
import { median, spreadOf, type Spread } from './spread.ts';

/** The runs of one runner on one workload. Medians, where nothing else is said. */
export interface Summary {
  readonly workload: string;
  readonly runner: string;
  readonly runs: number;
  /** Of all runs. */
  readonly right: number;
  /** In ms. */
  readonly wall: Spread;
  readonly turns: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Of a thousand runs, in US dollars at the prices of prices.ts. */
  readonly dollars: number;
  readonly firstToolMs: number | undefined;
  readonly firstAnswerMs: number | undefined;
  readonly readyToStartMs: number | undefined;
  readonly toolCalls: number;
  readonly wasted: number;
  readonly peakInFlight: number;
}

/** What the simulator allows for a workload: medians over the seeds that were run, in ms. */
export interface BoundsSummary {
  readonly floorMs: number;
  readonly idealMs: number;
  readonly finishMs: number | undefined;
}

/**
 * Undefined where no run gave an answer. Times and counts are over the runs that did, right or not: a
 * crash is no fast answer, and a run that was given up after two minutes says nothing but that.
 */
export function summarize(
  { cells }: Results,
  workload: string,
  runner: string,
): Summary | undefined {
  const all = cells.filter((cell) => cell.workload === workload && cell.runner === runner);
  const answered = all.filter(({ verdict }) => verdict !== 'crashed' && verdict !== 'hung');
  if (answered.length === 0) return undefined;
  const middle = (read: (cell: Cell) => number): number => median(answered.map(read)) ?? 0;
  const known = (read: (cell: Cell) => number | undefined): number | undefined =>
    median(answered.map(read).filter((value) => value !== undefined));
  return {
    workload,
    runner,
    runs: all.length,
    right: all.filter(({ verdict }) => verdict === 'right').length,
    wall: spreadOf(answered.map(({ wallMs }) => wallMs)),
    turns: middle(({ turns }) => turns),
    promptTokens: middle(({ promptTokens }) => promptTokens),
    completionTokens: middle(({ completionTokens }) => completionTokens),
    dollars: 1_000 * middle((cell) => costOf(cell.promptTokens, cell.completionTokens)),
    firstToolMs: known(({ firstToolMs }) => firstToolMs),
    firstAnswerMs: known(({ firstAnswerMs }) => firstAnswerMs),
    readyToStartMs: known(({ readyToStartMs }) => readyToStartMs),
    toolCalls: middle(({ toolCalls }) => toolCalls),
    wasted: middle(({ wasted }) => wasted),
    peakInFlight: middle(({ peakInFlight }) => peakInFlight),
  };
}

/** Undefined with a real model: nothing is known about what it allows. */
export function summarizeBounds({ bounds }: Results, workload: string): BoundsSummary | undefined {
  const own = bounds.filter((bound) => bound.workload === workload);
  const floorMs = median(own.map((bound) => bound.floorMs));
  const idealMs = median(own.map((bound) => bound.idealMs));
  if (floorMs === undefined || idealMs === undefined) return undefined;
  const finish = own.map(({ finishMs }) => finishMs).filter((value) => value !== undefined);
  return { floorMs, idealMs, finishMs: median(finish) };
}
