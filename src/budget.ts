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
