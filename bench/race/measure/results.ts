import { z } from 'zod';
import { DATASETS } from '../datasets/datasets.ts';
import { readJson } from '../read-json.ts';

/** Of the cases that warm a runner up; never measured. */
export const warmUpSeed = 0;

/** What was raced, and how. Equal settings on an equal machine: an interrupted benchmark goes on. */
const settings = z.object({
  /** `quick` and filtered results are not published. */
  kind: z.enum(['quick', 'standard', 'full']),
  /** Not all of the race: some workloads or runners, fewer seeds than its kind has, or another preset. */
  isFiltered: z.boolean(),
  /** Where the model is: simulated, or a real endpoint. */
  model: z.union([
    z.object({
      kind: z.literal('simulated'),
      preset: z.enum(['slow', 'typical', 'fast']),
      /** Milliseconds; `jitter` as a part of them. See provider/timing.ts. */
      timing: z.object({
        firstTokenMs: z.number(),
        promptTokenMs: z.number(),
        tokenMs: z.number(),
        jitter: z.number(),
      }),
      /** Of the jitter. */
      seed: z.number(),
    }),
    z.object({ kind: z.literal('real'), name: z.string(), baseUrl: z.string() }),
  ]),
  /** The paper's questions in place of the workloads; a question's place in its file is the cell's seed. */
  dataset: z
    .object({ name: z.enum(DATASETS), file: z.string(), tools: z.enum(['web', 'offline']) })
    .optional(),
  seeds: z.array(z.number()).readonly(),
  lanes: z.number(),
  /** A cell that takes longer has hung. */
  timeoutMs: z.number(),
});

const machine = z.object({
  /** `v20.20.2`. */
  node: z.string(),
  /** `linux 6.8 x64`. */
  system: z.string(),
  processor: z.string(),
  cores: z.number(),
  memoryGb: z.number(),
  /** Of this package. */
  toolc: z.string(),
  /** Of the code that raced: `3f9c2ab`, `3f9c2ab+5d21e07c` with changes that are in no commit, `src-5d21e07c` without git. */
  build: z.string(),
});

const callSpan = z.object({ tool: z.string(), startMs: z.number(), endMs: z.number() });

const modelSpan = z.object({
  role: z.string(),
  startMs: z.number(),
  firstTextMs: z.number(),
  endMs: z.number(),
});

/** `Cell` (cell.ts), as JSON has it: what is undefined is left out. */
const cell = z.object({
  workload: z.string(),
  runner: z.string(),
  seed: z.number(),
  wallMs: z.number(),
  answer: z.string(),
  verdict: z.enum(['right', 'wrong', 'partial', 'crashed', 'hung']),
  error: z.string().optional(),
  turns: z.number(),
  promptTokens: z.number(),
  completionTokens: z.number(),
  firstToolMs: z.number().optional(),
  firstAnswerMs: z.number().optional(),
  toolCalls: z.number(),
  wasted: z.number(),
  peakInFlight: z.number(),
  readyToStartMs: z.number().optional(),
  loopDelayMs: z.number(),
  longestDelayMs: z.number(),
  calls: z.array(callSpan).readonly(),
  modelSpans: z.array(modelSpan).readonly(),
});

/** What the simulator's own timings allow for a case (`Bounds`, cell.ts); none with a real model. */
const caseBounds = z.object({
  workload: z.string(),
  seed: z.number(),
  /** Calls on the longest path, where all can be foreseen. */
  depth: z.number(),
  floorMs: z.number(),
  idealMs: z.number(),
  finishMs: z.number().optional(),
});

const results = z.object({
  version: z.literal(1),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  settings,
  machine,
  /** In the report's order; all that were asked for, run or not. */
  workloads: z
    .array(z.object({ name: z.string(), title: z.string(), shows: z.string() }))
    .readonly(),
  runners: z.array(z.object({ name: z.string(), title: z.string(), about: z.string() })).readonly(),
  bounds: z.array(caseBounds).readonly(),
  cells: z.array(cell).readonly(),
});

export type Settings = z.infer<typeof settings>;
export type Machine = z.infer<typeof machine>;
export type CaseBounds = z.infer<typeof caseBounds>;

/** A results file: one race, whole or interrupted. */
export type Results = Readonly<z.infer<typeof results>>;

/** Reads a results file's text; throws an Error that says what is wrong with it. */
export function parseResults(text: string): Results {
  const parsed = results.safeParse(readJson(text));
  if (parsed.success) return parsed.data;
  const [problem] = parsed.error.issues;
  const place =
    problem === undefined ? '' : ` at ${problem.path.join('.') || 'its top'}: ${problem.message}`;
  throw new Error(`Expected the results of a race of version 1${place}.`);
}
