import { z } from 'zod';
import { median } from '../../micro/statistics.ts';
import { readJson } from '../read-json.ts';
import { type FaultCell, type Outcome, outcomes } from './fault-cell.ts';

const named = z.object({ name: z.string(), title: z.string(), about: z.string() });

const row = z.object({
  fault: z.string(),
  runner: z.string(),
  /** Questions by what became of them. */
  counts: z.record(z.enum(outcomes), z.number()),
  /** Calls that no step asked for, over all questions. */
  strayCalls: z.number(),
  /** Of these the writes, and writes that were made again. */
  strayWrites: z.number(),
  /** Over all questions, those that hung at the limit. */
  medianMs: z.number(),
  /** The median of the event loop's p99 delay: where it is high, times say little. */
  loopDelayMs: z.number(),
  /** For each outcome but `correct` what one question came to: the answer, or the error. */
  said: z.array(z.object({ outcome: z.enum(outcomes), question: z.string(), text: z.string() })),
});

const results = z.object({
  version: z.literal(1),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  /** As `machineLine` gives it. */
  machine: z.string(),
  /** Of the code that raced, as in the results of the race (`Machine`). */
  build: z.string(),
  settings: z.object({
    workloads: z.array(z.string()),
    seeds: z.array(z.number()),
    /** Of the simulated model: `fast`. */
    preset: z.string(),
    limitMs: z.number(),
  }),
  /** In the report's order. */
  faults: z.array(named),
  runners: z.array(named),
  rows: z.array(row),
});

export type FaultRow = z.infer<typeof row>;
export type FaultResults = Readonly<z.infer<typeof results>>;

/** Reads a results file's text; throws an Error that says what is wrong with it. */
export function parseFaultResults(text: string): FaultResults {
  const parsed = results.safeParse(readJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place =
    issue === undefined ? '' : ` at ${issue.path.join('.') || 'its top'}: ${issue.message}`;
  throw new Error(
    `Expected the results of a robustness race of version 1${place}. Run npm run bench:faults again.`,
  );
}

/** One row for each fault and runner, in the order of both lists. */
export function foldFaultCells(
  cells: readonly FaultCell[],
  { faults, runners }: Pick<FaultResults, 'faults' | 'runners'>,
): readonly FaultRow[] {
  return faults.flatMap(({ name: fault }) =>
    runners.flatMap(({ name: runner }) => {
      const own = cells.filter((cell) => cell.fault === fault && cell.runner === runner);
      return own.length === 0 ? [] : [foldRow(own, { fault, runner })];
    }),
  );
}

/** Longer texts are cut: results files are read by people too. */
const MOST_CHARACTERS = 300;

function foldRow(
  cells: readonly FaultCell[],
  names: { readonly fault: string; readonly runner: string },
): FaultRow {
  const count = (outcome: Outcome): number =>
    cells.filter((cell) => cell.outcome === outcome).length;
  const said = outcomes.flatMap((outcome) => {
    const first = cells.find((cell) => cell.outcome === outcome);
    if (outcome === 'correct' || first === undefined) return [];
    const question = `${first.workload} ${first.seed}`;
    return [{ outcome, question, text: first.said.slice(0, MOST_CHARACTERS) }];
  });
  return {
    ...names,
    counts: {
      correct: count('correct'),
      partial: count('partial'),
      told: count('told'),
      wrong: count('wrong'),
      crashed: count('crashed'),
      hung: count('hung'),
    },
    strayCalls: cells.reduce((sum, cell) => sum + cell.strayCalls, 0),
    strayWrites: cells.reduce((sum, cell) => sum + cell.strayWrites, 0),
    medianMs: Math.round(median(cells.map(({ wallMs }) => wallMs))),
    loopDelayMs: Math.round(median(cells.map(({ loopDelayMs }) => loopDelayMs))),
    said,
  };
}
