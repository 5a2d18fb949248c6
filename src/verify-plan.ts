import { compareSchedules } from './compare-schedules.ts';
import type { ContextOption } from './context-option.ts';
import { ToolcError } from './core/errors.ts';
import { ignorePromise } from './core/ignore-promise.ts';
import type { JsonObject } from './core/json.ts';
import { differenceOf, type PlanDifference } from './plan-difference.ts';
import { planInputs } from './plan-inputs.ts';
import { runSchedule, type ScheduledPlan } from './run-schedule.ts';
import { planOrder, scheduleOf, seedCount } from './schedule.ts';
import { executionSettings, type ExecutionOptions } from './settings.ts';
import { toolsetMaker, type VerifiedTools } from './verified-toolset.ts';

export type VerifyPlanOptions<Context = unknown> = Pick<
  ExecutionOptions,
  'budget' | 'limits' | 'gates' | 'clock'
> & {
  /**
   * What really runs: `schedules` + 2 times. A function is called before each of them and makes new
   * tools, with the state that the plan is to find; tools that are no function must have no state.
   */
  readonly tools: VerifiedTools<Context>;
  /** What `$input` means in the plan. */
  readonly inputs?: JsonObject;
  /** How many other orders are tried. Default 20. */
  readonly schedules?: number;
  /** Whole, 0 to 4,294,967,295: the same seed tries the same orders. Default: a random one. */
  readonly seed?: number;
  /** Is told of each schedule that has ended. */
  readonly onSchedule?: (progress: VerifyProgress) => void;
  readonly signal?: AbortSignal;
} & ContextOption<Context>;

/** How far a verification has come. */
export interface VerifyProgress {
  /** Schedules that have ended; the plan's own order, which comes first and twice, is none. */
  readonly done: number;
  readonly schedules: number;
  /** Tasks that differ so far. */
  readonly differences: number;
}

/** What the verification of a plan has found. */
export interface PlanVerification {
  /** `'same'`: no order that was tried gave another outcome. That is no proof for those that were not. */
  readonly status: 'same' | 'differs';
  /** To try the same orders again. */
  readonly seed: number;
  readonly schedules: number;
  readonly tasks: number;
  /** One a task, causes before what follows from them; at most 100. */
  readonly differences: readonly PlanDifference[];
}

const maxDifferences = 100;

/**
 * Checks that running a plan in parallel does not change what it comes to: runs it one call at a time
 * in its own order, twice, then in `schedules` other orders that its references and resources allow,
 * some one call at a time, some with calls that overlap, and compares status and value of every task.
 *
 * The tools really run, writes too, with no approval asked: pass tools whose writes do no harm. Nothing
 * is shared, batched or closed early, and a failure only skips what needs it, whatever `onFailure` says.
 *
 * Rejects with `run.plan-invalid`, `run.aborted` or `run.budget` (of one schedule), and with
 * `tool.definition` or `option.invalid`; whatever `tools` as a function throws.
 */
export async function verifyPlan<Context = unknown>(
  text: string,
  options: VerifyPlanOptions<Context>,
): Promise<PlanVerification> {
  const { schedules = 20, tools, signal } = options;
  const settings = verificationSettings(options);
  const seed = options.seed ?? Math.floor(settings.clock.random() * seedCount);
  requireWhole('schedules', schedules, { least: 1, most: 100_000 });
  requireWhole('seed', seed, { least: 0, most: seedCount - 1 });
  const inputs = planInputs(options.inputs);
  const plan: ScheduledPlan = { text, inputs, settings, context: options.context, signal };
  const toolsetOf = toolsetMaker(tools);

  const reference = await runSchedule(plan, await toolsetOf(), planOrder);
  const repeated = compareSchedules(reference);
  repeated.add(await runSchedule(plan, await toolsetOf(), planOrder));
  const comparison = compareSchedules(reference);
  for (let index = 1; index <= schedules; index += 1) {
    comparison.add(await runSchedule(plan, await toolsetOf(), scheduleOf(seed, index)));
    const differences = comparison.deviations.size;
    tellProgress(options.onSchedule, { done: index, schedules, differences });
  }

  const unstable = repeated.deviations;
  const others = [...comparison.deviations.values()].filter(({ taskId }) => !unstable.has(taskId));
  const deviations = [...unstable.values(), ...others].slice(0, maxDifferences);
  const differences = deviations
    .map((deviation) => differenceOf(deviation, reference, comparison.observations))
    .sort((left, right) => rankOf(left) - rankOf(right));
  const status = differences.length === 0 ? 'same' : 'differs';
  return { status, seed, schedules, tasks: reference.tasks.size, differences };
}

function rankOf({ kind }: PlanDifference): number {
  return kind === 'follows' ? 1 : 0;
}

function verificationSettings<Context>({
  budget,
  limits,
  gates,
  clock,
}: VerifyPlanOptions<Context>): ReturnType<typeof executionSettings> {
  return executionSettings({
    ...(budget === undefined ? {} : { budget }),
    ...(limits === undefined ? {} : { limits }),
    ...(gates === undefined ? {} : { gates }),
    ...(clock === undefined ? {} : { clock }),
    passes: { singleFlight: 'off', batching: 'off', closeUnread: 'off' },
  });
}

function requireWhole(
  name: string,
  value: number,
  { least, most }: { readonly least: number; readonly most: number },
): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = `${String(least)} to ${String(most)}`;
  throw new ToolcError(
    'option.invalid',
    `${name} must be a whole number, ${range}; it is ${String(value)}.`,
  );
}

function tellProgress(
  listener: ((progress: VerifyProgress) => void) | undefined,
  progress: VerifyProgress,
): void {
  try {
    ignorePromise(listener?.(progress));
  } catch {
    // a listener's failure is its own
  }
}
