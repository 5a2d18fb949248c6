import type { StandardSchemaV1 } from '@standard-schema/spec';
import { checkPrices } from './budget.ts';
import { checkFallback } from './check-fallback.ts';
import { checkGateNames } from './check-gates.ts';
import { checkOptionNames } from './check-option-names.ts';
import { conduct } from './conduct.ts';
import type { Clock } from './core/clock.ts';
import type { ContextOption } from './context-option.ts';
import { ToolcError } from './core/errors.ts';
import type { Json } from './core/json.ts';
import { createDurations } from './executor/durations.ts';
import { createGates, type Gates } from './executor/gates.ts';
import { createDispatcher } from './executor/policies.ts';
import { gatedModel } from './gated-model.ts';
import { readInput, type RunInput } from './input.ts';
import type { Model } from './model/model.ts';
import type { PlanExample } from './planner/planner-prompt.ts';
import { previewPlan, type PlanPreview } from './preview-plan.ts';
import type { Report } from './report.ts';
import type { Run } from './run.ts';
import type { RunContext } from './run-context.ts';
import {
  executionSettings,
  overrideOptions,
  overrides,
  type ExecutionOptions,
  type ExecutionSettings,
  type Instructions,
  type ModelSettings,
  type RunOverrides,
} from './settings.ts';
import { startRun } from './start-run.ts';
import type { PreparedSchema } from './tools/prepared-tool.ts';
import { prepareSchema } from './tools/schema.ts';
import type { Schema, Tool } from './tools/tool.ts';
import { createToolset } from './tools/toolset.ts';

export interface CompilerOptions<Context = unknown> extends ExecutionOptions {
  /** One model for both roles, or one each. */
  readonly model: Model | { readonly planner: Model; readonly joiner: Model };
  /** A list, or a record whose keys are the names. */
  readonly tools: readonly Tool<Context>[] | Readonly<Record<string, Tool<Context>>>;
  /** What the models should know or heed besides the question. */
  readonly instructions?: string | Instructions;
  /** Questions with the plans they should get. */
  readonly examples?: readonly PlanExample[];
  /** How often a plan with errors goes back to the planner. Default 1; 0 for never. */
  readonly maxRepairs?: number;
}

/** What a single run takes. */
export type RunOptions<Context, Output extends Schema | undefined> = RunOverrides & {
  readonly signal?: AbortSignal;
  /** A typed answer: `value` is what this schema parses. It is read once; later changes to it are not seen. */
  readonly output?: Output;
} & ContextOption<Context>;

/** The type of a run's value: what the schema parses, any JSON for a JSON Schema. */
export type ValueOf<Output> =
  Output extends StandardSchemaV1<unknown, infer Value>
    ? Value
    : Output extends Schema
      ? Json
      : Json | undefined;

/** The report of a run that has an answer. */
export type Answered<Value> = Report<Value> & {
  readonly status: 'done';
  readonly answer: string;
  readonly value: Value;
};

/** Plans, runs and answers questions with one set of tools, which all its runs share. */
export interface Compiler<Context = unknown> {
  /** Runs to the answer. Throws a `ToolcError` with the report in `details.report` if there is none. */
  run<const Output extends Schema | undefined = undefined>(
    input: RunInput,
    ...options: OptionsArgument<RunOptions<Context, Output>>
  ): Promise<Answered<ValueOf<Output>>>;
  /** Starts a run and returns its handle at once. Throws `input.invalid` and `option.invalid` only. */
  stream<const Output extends Schema | undefined = undefined>(
    input: RunInput,
    ...options: OptionsArgument<RunOptions<Context, Output>>
  ): Run<ValueOf<Output>>;
  /** The checked plan for a question, repaired if need be; nothing is run. Throws what the model throws. */
  plan(input: RunInput, options?: { readonly signal?: AbortSignal }): Promise<PlanPreview>;
}

/** Optional unless something in it is required. */
type OptionsArgument<Options> = object extends Options ? [options?: Options] : [options: Options];

/**
 * Makes a compiler: a model, tools, and bounds. Throws `tool.definition` or `option.invalid` for
 * options that cannot work. Its gates (a tool's `concurrency`) hold over all its runs.
 */
export function createCompiler<Context = unknown>(
  options: CompilerOptions<Context>,
): Compiler<Context> {
  checkOptionNames('createCompiler', options);
  const given = modelSettings(options);
  const toolset = createToolset(options.tools);
  const models = { planner: given.planner.name, joiner: given.joiner.name };
  const settingsOf = (given: ExecutionOptions): ExecutionSettings => {
    const checked = executionSettings(given);
    checkPrices(checked.budget, checked.prices, Object.values(models));
    checkFallback(checked.onFailure, toolset);
    return checked;
  };
  const settings = settingsOf(options);
  checkGateNames(settings.gates, toolset, Object.values(models));
  const gates = createGates(settings);
  const model = gatedModels(given, gates, settings.clock);
  const dispatchOf = createDispatcher({ gates });
  const durations = createDurations();

  // A program asks with the same few schemas again and again.
  const outputs = new WeakMap<Schema, PreparedSchema>();
  const prepareOutput = (schema: Schema): PreparedSchema => {
    const known = outputs.get(schema);
    if (known !== undefined) return known;
    const prepared = prepareSchema(schema, { view: 'output', subject: 'the output schema' });
    outputs.set(schema, prepared);
    return prepared;
  };

  const start = <Value>(input: RunInput, given: GivenOptions = {}): Run<Value> => {
    const { conversation, question } = readInput(input);
    checkOptionNames('compiler.run', given);
    const { output: schema, signal, context } = given;
    const output = schema === undefined ? undefined : prepareOutput(schema);
    const ofRun = overrides(given) ? settingsOf(overrideOptions(options, given)) : settings;
    const work = (run: RunContext): ReturnType<typeof conduct> =>
      // Behind the spread, each field would make a shape of its own for each run.
      conduct({ model, conversation, output, ...run });
    const shared = { toolset, dispatchOf, durations, models };
    return startRun({ settings: ofRun, context, signal, question, work, ...shared });
  };

  return {
    stream: (input, ...[given]) => start(input, given),
    async run(input, ...[given]) {
      return answered(await start<never>(input, given).report);
    },
    plan: (input, given = {}) =>
      previewPlan({ settings, toolset, model, input: readInput(input), signal: given.signal }),
  };
}

interface GivenOptions extends RunOverrides {
  readonly signal?: AbortSignal;
  readonly output?: Schema | undefined;
  readonly context?: unknown;
}

function modelSettings<Context>(options: CompilerOptions<Context>): ModelSettings {
  const { model, instructions = {}, examples = [], maxRepairs = 1 } = options;
  const { planner, joiner } = modelsOf(model);
  if (!Number.isInteger(maxRepairs) || maxRepairs < 0) {
    throw new ToolcError('option.invalid', 'maxRepairs must be an integer of 0 or more.');
  }
  const told =
    typeof instructions === 'string'
      ? { planner: instructions, joiner: instructions }
      : instructions;
  return { planner, joiner, instructions: told, examples, maxRepairs };
}

function gatedModels(model: ModelSettings, gates: Gates, clock: Clock): ModelSettings {
  const gated = (each: Model): Model => gatedModel(each, gates.forModel(each.name), clock);
  return { ...model, planner: gated(model.planner), joiner: gated(model.joiner) };
}

function modelsOf(model: unknown): { readonly planner: Model; readonly joiner: Model } {
  if (isModel(model)) return { planner: model, joiner: model };
  const { planner, joiner }: { planner?: unknown; joiner?: unknown } =
    typeof model === 'object' && model !== null ? model : {};
  if (isModel(planner) && isModel(joiner)) return { planner, joiner };
  throw new ToolcError(
    'option.invalid',
    'createCompiler: model must be a model such as openai({ model: "gpt-5-mini" }) or offlineModel(), or { planner, joiner } with one each.',
  );
}

function isModel(value: unknown): value is Model {
  if (typeof value !== 'object' || value === null || !('stream' in value)) return false;
  return typeof value.stream === 'function';
}

function answered<Value>(report: Report<Value>): Answered<Value> {
  const { status, answer, error } = report;
  if (status === 'done' && answer !== undefined) {
    // Sound: a run that is done has the value that its schema parsed; without a schema Value has undefined.
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions
    return { ...report, status, answer, value: report.value as Value };
  }
  const code = error?.code ?? 'run.internal';
  const message = error?.message ?? 'The run ended without an answer.';
  throw new ToolcError(code, message, { details: { report } });
}
