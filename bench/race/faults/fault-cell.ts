import type { Cell } from '../cell.ts';

/** What became of a question. */
export const outcomes = ['correct', 'partial', 'told', 'wrong', 'crashed', 'hung'] as const;

export type Outcome = (typeof outcomes)[number];

/** One runner on one case with one fault. */
export interface FaultCell {
  readonly fault: string;
  readonly runner: string;
  readonly workload: string;
  readonly seed: number;
  readonly outcome: Outcome;
  readonly wallMs: number;
  /** The answer, or the error. */
  readonly said: string;
  readonly strayCalls: number;
  readonly strayWrites: number;
  /** p99 of the event loop's delay while it ran. */
  readonly loopDelayMs: number;
}

/**
 * A wrong answer that owns up in its words is `told`: a reader can see it, a program cannot. The simulated
 * model always owns up where it knows of what is missing; a real one may not.
 */
export function outcomeOf({ verdict, answer }: Pick<Cell, 'verdict' | 'answer'>): Outcome {
  if (verdict === 'right') return 'correct';
  if (verdict === 'wrong') return /\bcould not find\b/.test(answer) ? 'told' : 'wrong';
  return verdict;
}
