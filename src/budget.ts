import { ToolcError } from './core/errors.ts';

/**
 * What a run may spend. A run that reaches a bound starts nothing more and answers with what it has;
 * the report says so in `incomplete`.
 */
export interface Budget {
  /** From the run's start to the last call, in ms; the joiner comes after. Default 600,000 (ten minutes); Infinity for none. */
  readonly wallMs: number;
  /** Default 3. */
  readonly rounds: number;
  /** Tasks of all rounds together. Default 1,000. */
  readonly tasks: number;
  /** Attempts of tasks and their child calls. Default Infinity. */
  readonly toolCalls: number;
  /** Prompt and completion tokens of planner and joiner. Known at the end of a reply: the one that passes it is paid. Default Infinity. */
  readonly tokens: number;
  /** Of planner and joiner, in the currency of `prices`. Default Infinity. */
  readonly cost: number;
}

export const defaultBudget: Budget = {
  wallMs: 600_000,
  rounds: 3,
  tasks: 1_000,
  toolCalls: Infinity,
  tokens: Infinity,
  cost: Infinity,
};

/** Prices by the name of a model, in any one currency. */
export type Prices = Readonly<Record<string, Price>>;

/** Of a million tokens. */
export interface Price {
  readonly prompt: number;
  readonly completion: number;
}

/** A name like `toString` has no price. */
export function isPriced(prices: Prices, model: string): boolean {
  return Object.hasOwn(prices, model);
}

/** Throws `option.invalid` for a price that is none, and for a bound on cost without a price of a model in use. */
export function checkPrices(
  { cost }: Budget,
  prices: Prices,
  models: readonly string[] = [],
): void {
  for (const [model, price] of Object.entries(prices)) {
    const { prompt, completion }: { prompt?: unknown; completion?: unknown } = Object(price);
    if (isAmount(prompt) && isAmount(completion)) continue;
    const wanted = `{ prompt, completion }: two numbers of 0 or more, for a million tokens each`;
    throw new ToolcError('option.invalid', `prices["${model}"] must be ${wanted}.`);
  }
  if (cost === Infinity) return;
  const missing = models.find((model) => !isPriced(prices, model));
  if (missing === undefined) return;
  const example = `prices: { ${JSON.stringify(missing)}: { prompt: 0.25, completion: 2 } }`;
  throw new ToolcError(
    'option.invalid',
    `budget.cost needs the price of "${missing}". Say what a million of its tokens cost, as ${example}.`,
  );
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
