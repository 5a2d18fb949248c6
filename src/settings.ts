import { checkPrices, defaultBudget, type Budget, type Prices } from './budget.ts';
import { checkGates } from './check-gates.ts';
import { systemClock, type Clock } from './core/clock.ts';
import { ToolcError } from './core/errors.ts';
import { didYouMean } from './core/suggest.ts';
import { defaultExecutorLimits } from './executor/dispatch.ts';
import { approvalSettings, type ApprovalMode, type Approve } from './executor/approval.ts';
import type { GateOptions } from './executor/gate.ts';
import { passesOf, type Passes } from './executor/passes.ts';
import type { Model } from './model/model.ts';
import type { OnWait } from './model/queued-model.ts';
import type { Patience } from './model/read-model.ts';
import { defaultPlanLimits } from './plan/plan-context.ts';
import type { PlanExample } from './planner/planner-prompt.ts';
import type { OnFailure } from './tools/tool.ts';
import { isOnFailure } from './tools/check-definition.ts';

/** Bounds on what a run may hold. Every one has a default. */
export interface Limits {
  /** Of lists and objects inside one another in a plan, and of child calls (`ctx.call`). Default 64. */
  readonly nesting: number;
  /** Characters of one statement. Default 1,000,000. */
  readonly statementLength: number;
  /** Characters of one plan. Default 1,000,000. */
  readonly planLength: number;
  /** Characters of one reply of the joiner. Default 1,000,000. */
  readonly answerLength: number;
  /** Elements of one fan-out, and child calls of one call with those below them. Default 10,000. */
  readonly fanOut: number;
  /** Bytes of JSON of one result. Default 8,000,000. */
  readonly resultBytes: number;
  /** How long a model, or an output schema, may give nothing before it is given up, in ms. Default 180,000. */
  readonly modelIdleMs: number;
  /** How long one reply of a model may take, in ms. Default 600,000. */
  readonly modelTotalMs: number;
  /**
   * How long an aborted tool may take to end before it is abandoned, and an abandoned one may keep
   * its permit, in ms. Default 1,000.
   */
  readonly graceMs: number;
}

const defaultLimits: Limits = {
  nesting: defaultPlanLimits.nesting,
  statementLength: defaultPlanLimits.statementLength,
  planLength: defaultPlanLimits.planLength,
  answerLength: 1_000_000,
  modelIdleMs: 180_000,
  modelTotalMs: 600_000,
  fanOut: defaultExecutorLimits.fanOut,
  resultBytes: defaultExecutorLimits.resultBytes,
  graceMs: defaultExecutorLimits.graceMs,
};

/** What runs with and without a model have in common. */
export interface ExecutionOptions {
  /** Calls at once in one run. Default 16. */
  readonly concurrency?: number;
  readonly budget?: Partial<Budget>;
  /** What a token costs, by the name of the model: for `budget.cost`. */
  readonly prices?: Prices;
  readonly limits?: Partial<Limits>;
  /** Of the tools that say nothing of their own. Default 'skip-dependents'. */
  readonly onFailure?: OnFailure;
  /** By name: of a tool, of a model, or of what tools share (`gate`). */
  readonly gates?: Readonly<Record<string, GateOptions>>;
  /** Whom writes wait for. Default 'per-plan' where there is an `approve`, else 'none'. */
  readonly approval?: ApprovalMode;
  /** Asks for consent to writes. */
  readonly approve?: Approve;
  /** What may be switched off. Default: everything is on. */
  readonly passes?: Partial<Passes>;
  /** For tests. */
  readonly clock?: Clock;
}

/** What a single run may have of its own, instead of its compiler's; a budget's bounds one by one. */
export type RunOverrides = Pick<ExecutionOptions, 'budget' | 'onFailure' | 'approval' | 'approve'>;

/** The run has something of its own. */
export function overrides({ budget, onFailure, approval, approve }: RunOverrides): boolean {
  return [budget, onFailure, approval, approve].some((option) => option !== undefined);
}

/** A compiler's options with what one run says instead. */
export function overrideOptions(
  options: ExecutionOptions,
  { budget, onFailure, approval, approve }: RunOverrides,
): ExecutionOptions {
  return {
    ...options,
    ...(budget === undefined ? {} : { budget: { ...options.budget, ...stated('budget', budget) } }),
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(approval === undefined ? {} : { approval }),
    ...(approve === undefined ? {} : { approve }),
  };
}

/** What the model is told beside the protocol. */
export interface Instructions {
  readonly planner?: string;
  readonly joiner?: string;
}

/** The options of a compiler, checked and with their defaults. */
export interface ExecutionSettings {
  readonly concurrency: number;
  readonly budget: Budget;
  readonly prices: Prices;
  readonly limits: Limits;
  readonly onFailure: OnFailure;
  readonly gates: Readonly<Record<string, GateOptions>>;
  readonly approval: ApprovalMode;
  readonly approve: Approve | undefined;
  readonly passes: Passes;
  readonly clock: Clock;
}

/** What a run with a model has besides. */
export interface ModelSettings {
  readonly planner: Model;
  readonly joiner: Model;
  readonly instructions: Instructions;
  readonly examples: readonly PlanExample[];
  /** How often a plan with errors goes back to the planner. */
  readonly maxRepairs: number;
}

/** Fills in the defaults. Throws `option.invalid` for a value that is none. */
export function executionSettings(options: ExecutionOptions): ExecutionSettings {
  const { concurrency = 16, clock = systemClock } = options;
  requirePositive('concurrency', concurrency);
  if (!Number.isInteger(concurrency) && concurrency !== Infinity) {
    const got = String(concurrency);
    throw new ToolcError('option.invalid', `concurrency must be a whole number; it is ${got}.`);
  }
  const budget = withDefaults('budget', defaultBudget, options.budget);
  const limits = withDefaults('limits', defaultLimits, options.limits);
  const { onFailure = 'skip-dependents', gates = {}, prices = {} } = options;
  requireRecord('prices', prices);
  checkPrices(budget, prices);
  checkGates(gates);
  if (!isOnFailure(onFailure)) {
    const wanted = `'skip-dependents', 'abort-run', 'replan' or { fallback: value }`;
    throw new ToolcError('option.invalid', `onFailure must be ${wanted}.`);
  }
  const { passes: given = {} } = options;
  requireRecord('passes', given);
  const passes = passesOf(given);
  const bounds = { concurrency, budget, prices, limits, clock };
  return { ...bounds, onFailure, gates, ...approvalSettings(options), passes };
}

function withDefaults<Bounds extends Budget | Limits>(
  name: string,
  defaults: Bounds,
  given: Partial<Bounds> = {},
): Bounds {
  const set = stated(name, given);
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(defaults, key)) continue;
    const hint = didYouMean(key, Object.keys(defaults));
    throw new ToolcError('option.invalid', `There is no option ${name}.${key}.${hint}`);
  }
  for (const [key, value] of Object.entries(set)) requirePositive(`${name}.${key}`, value);
  return { ...defaults, ...set };
}

/** What is there and undefined says nothing. */
function stated<Bounds extends object>(name: string, given: Partial<Bounds>): Partial<Bounds> {
  requireRecord(name, given);
  const set: Partial<Bounds> = { ...given };
  for (const key in set) if (set[key] === undefined) delete set[key];
  return set;
}

/** A caller need not be typed. */
function requireRecord(name: string, value: unknown): void {
  if (typeof value === 'object' && value !== null) return;
  const got = value === null ? 'null' : typeof value;
  throw new ToolcError('option.invalid', `${name} must be an object; it is ${got}.`);
}

function requirePositive(name: string, value: unknown): void {
  if (typeof value === 'number' && value > 0) return;
  const got = typeof value === 'number' ? String(value) : typeof value;
  throw new ToolcError('option.invalid', `${name} must be a number above 0; it is ${got}.`);
}

/** How long a model is waited for, and who hears of its waits. */
export function patienceOf({ clock, limits }: ExecutionSettings, onWait?: OnWait): Patience {
  const { modelIdleMs: idleMs, modelTotalMs: totalMs } = limits;
  return { clock, idleMs, totalMs, ...(onWait === undefined ? {} : { onWait }) };
}
