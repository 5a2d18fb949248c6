import {
  createCompiler,
  type Compiler,
  type Model,
  type Passes,
  type Report,
} from '../../../src/index.ts';
import { openai } from '../../../src/model/openai.ts';
import type { Role, Runner, RunnerInput, RunnerResult } from '../runner.ts';
import { maxTurns } from './bounded.ts';
import { oncePer } from './once-per.ts';
import { defineRaceTools, type RaceContext, type ToolCare } from './race-tools.ts';
import { wholePlan } from './whole-plan.ts';

/** How one runner differs from toolc as it comes. */
export interface ToolcVariant {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** Default `'planner'`. */
  readonly plannerRole?: Role;
  /** `'whole'`: the planner's text comes in one piece, at its end. Default `'streamed'`. */
  readonly plan?: 'streamed' | 'whole';
  readonly passes?: Partial<Passes>;
  /** Default: nothing is said of failures. */
  readonly care?: ToolCare;
  /** How long a model may be silent in the middle of a reply. Default: toolc's, three minutes. */
  readonly modelIdleMs?: number;
}

const variants: readonly ToolcVariant[] = [
  { name: 'toolc', title: 'toolc', about: 'defaults: streamed plan, joiner' },
  {
    name: 'toolc-finish',
    title: 'toolc, finish',
    about: 'plans end in finish(…) where they can: no joiner',
    plannerRole: 'planner-finish',
  },
  {
    name: 'toolc-plain',
    title: 'toolc, plan not streamed',
    about: 'defaults, but calls start when the whole plan is there',
    plan: 'whole',
  },
  {
    name: 'toolc-no-single-flight',
    title: 'toolc without single flight',
    about: "passes: { singleFlight: 'off' }; it tells where a plan makes equal calls",
    passes: { singleFlight: 'off' },
  },
  {
    name: 'toolc-no-batching',
    title: 'toolc without batching',
    about: "passes: { batching: 'off' }; no tool of the race has a batched form: it shows its cost",
    passes: { batching: 'off' },
  },
  {
    name: 'toolc-no-close-unread',
    title: 'toolc without closing unread calls',
    about: "plans end in finish(…) where they can; passes: { closeUnread: 'off' }",
    // The pass speaks of plans that end in finish; with a joiner every result is read.
    plannerRole: 'planner-finish',
    passes: { closeUnread: 'off' },
  },
  {
    name: 'toolc-arrival-order',
    title: 'toolc, calls in order of arrival',
    about: "passes: { priority: 'arrival' }; it tells where more than 16 calls are ready at once",
    passes: { priority: 'arrival' },
  },
];

/** toolc as it comes, and with one thing at a time changed. */
export function createToolcRunners(): readonly Runner[] {
  return variants.map(createToolcRunner);
}

/** One way to set toolc up. */
export function createToolcRunner(variant: ToolcVariant): Runner {
  const compilerOf = oncePer(
    // Calls go by way of the run's context: only what a model reads makes tools differ.
    ({ baseUrl, apiKey, raceCase }) => [baseUrl, apiKey, raceCase.tools],
    (race) => compile(race, variant),
  );
  const { name, title, about } = variant;
  return { name, title, about, run: (race) => runToolc(race, compilerOf(race)) };
}

type RaceCompiler = Compiler<RaceContext>;

function compile(race: RunnerInput, variant: ToolcVariant): RaceCompiler {
  const { plannerRole = 'planner', plan = 'streamed', passes, care, modelIdleMs } = variant;
  const modelFor = (role: Role): Model =>
    openai({ model: race.model(role), baseURL: race.baseUrl, apiKey: race.apiKey });
  const planner = modelFor(plannerRole);
  return createCompiler({
    model: { planner: plan === 'whole' ? wholePlan(planner) : planner, joiner: modelFor('joiner') },
    tools: defineRaceTools(race.raceCase.tools, care),
    // As many turns as all runners have; by default it would be three rounds.
    budget: { rounds: maxTurns - 1 },
    ...(passes === undefined ? {} : { passes }),
    ...(modelIdleMs === undefined ? {} : { limits: { modelIdleMs } }),
  });
}

async function runToolc(race: RunnerInput, compiler: RaceCompiler): Promise<RunnerResult> {
  const { signal, callTool } = race;
  const run = compiler.stream(race.raceCase.question, { signal, context: { callTool } });
  run.on('answer-delta', () => race.onAnswerText());
  const report = await run.report;
  if (report.status !== 'done' || report.answer === undefined) throw failureOf(report);
  const partial = partialOf(report);
  return { answer: report.answer, ...(partial === undefined ? {} : { partial }) };
}

function failureOf({ status, error }: Report): Error {
  return new Error(
    error === undefined ? `The run ended as ${status}.` : `${error.code}: ${error.message}`,
  );
}

/** What the answer had to do without, as the report tells it. */
function partialOf({ missing, incomplete }: Report): string | undefined {
  const words = missing.map(({ call, status, message }) => `${call} ${status}: ${message}`);
  if (incomplete !== undefined) words.push(incomplete.message);
  return words.length === 0 ? undefined : words.join('; ');
}
