import type { Json, JsonObject } from '../../../src/index.ts';
import type { Argument, Case, RaceTool, Results, Step } from '../case.ts';
import { follow } from './plan.ts';

/** What is left of a case when nobody can go on. */
export interface OracleRun {
  /** Every step that was foreseen in the end. */
  readonly steps: readonly Step[];
  /** By the place of their step; undefined where a call could not be made or failed. */
  readonly results: readonly (Json | undefined)[];
  readonly known: Results;
  readonly answer: string;
}

/** Changes what a call gave, for tests; undefined loses it. */
export type Tamper = (result: Json, step: number) => Json | undefined;

/** Plays a case without a model and without time: each call as soon as it is foreseen, in order. */
export function runOracle(raceCase: Case, tamper: Tamper = (result) => result): OracleRun {
  const results: (Json | undefined)[] = [];
  const known: Results = (step) => results[step];
  let steps = raceCase.steps(known);
  while (results.length < steps.length) {
    const step = steps[results.length];
    const result = step === undefined ? undefined : callStep(raceCase.tools, step, known);
    results.push(result === undefined ? undefined : tamper(result, results.length));
    steps = raceCase.steps(known);
  }
  return { steps, results, known, answer: raceCase.answer(known) };
}

/** The arguments with what is known put in; undefined while a part is missing. */
export function bindStep({ args }: Step, known: Results): JsonObject | undefined {
  const bound: Record<string, Json> = {};
  for (const [name, argument] of Object.entries(args)) {
    const value = valueOf(argument, known);
    if (value === undefined) return undefined;
    bound[name] = value;
  }
  return bound;
}

/** The places of the steps whose results this one takes parts of. */
export function sourcesOf({ args }: Step): readonly number[] {
  return Object.values(args).flatMap((argument) => ('step' in argument ? [argument.step] : []));
}

/** How many calls the longest path has: 1 for calls that need nothing. */
export function depthOf(steps: readonly Step[]): number {
  const depths: number[] = [];
  for (const step of steps) {
    depths.push(1 + Math.max(0, ...sourcesOf(step).map((source) => depths[source] ?? 0)));
  }
  return Math.max(0, ...depths);
}

function valueOf(argument: Argument, known: Results): Json | undefined {
  return 'step' in argument ? follow(known(argument.step), argument.path) : argument.literal;
}

function callStep(tools: readonly RaceTool[], step: Step, known: Results): Json | undefined {
  const tool = tools.find(({ name }) => name === step.tool);
  if (tool === undefined) throw new Error(`expected a tool of the case, got ${step.tool}`);
  const input = bindStep(step, known);
  if (input === undefined) return undefined;
  try {
    return tool.result(input);
  } catch {
    // A tool that refuses its input has no result; the answer must say so.
    return undefined;
  }
}
