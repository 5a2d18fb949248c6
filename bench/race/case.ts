import type { Json, JsonObject } from '../../src/index.ts';

/**
 * One question with everything that is needed to answer it: the tools, and what a perfect model would
 * call. Every runner gets the same; the simulated provider plays each runner's model from it.
 */
export interface Case {
  /** Unique over all workloads and seeds: the provider knows the case by it. */
  readonly question: string;
  readonly tools: readonly RaceTool[];
  /**
   * The calls, as far as they can be foreseen from the results that are known. Steps are only ever
   * added at the end: step n keeps its place whatever else becomes known.
   */
  readonly steps: (known: Results) => readonly Step[];
  /** The answer, computed from the results; asked when every step is known. A lost result gives another. */
  readonly answer: (known: Results) => string;
  /** Where a plan can end without a joiner: the answer as text, `${3.value}` for a part of result 3 (as in a plan). */
  readonly finish: string | undefined;
  /** What the answer must be. */
  readonly expected: string;
  /** `answer` is right where this holds; default: equal to `expected` but for blanks. */
  readonly isRight?: (answer: string) => boolean;
}

/** Results by the place of their step, from 0; undefined while not known. */
export type Results = (step: number) => Json | undefined;

/** One call. Arguments are literals, or parts of earlier results. */
export interface Step {
  readonly tool: string;
  readonly args: Readonly<Record<string, Argument>>;
}

export type Argument =
  | { readonly literal: Json }
  /** A part of result `step` (from 0), by keys and indices. */
  | { readonly step: number; readonly path: readonly (string | number)[] };

/** A tool of the race: pure, so that every runner gets the same result for the same input. */
export interface RaceTool {
  readonly name: string;
  readonly description: string;
  readonly effect: 'read' | 'write';
  /** JSON Schema of an object. */
  readonly inputSchema: JsonObject;
  readonly outputSchema: JsonObject;
  /** How long this call takes, in ms: seeded, the same for the same input in every runner. */
  readonly latencyMs: (input: JsonObject) => number;
  readonly result: (input: JsonObject) => Json;
}

/** A kind of work; `make` is pure: the same seed gives the same case. */
export interface Workload {
  /** `compare-two`. */
  readonly name: string;
  /** One line for the report. */
  readonly title: string;
  /** What it shows. */
  readonly shows: string;
  readonly make: (seed: number) => Case;
}
