import type { PlanSource } from '../index.ts';

/** What is going on while a plan of each source is written. */
export const planWriters: Readonly<Record<PlanSource, string>> = {
  planner: 'planning',
  repair: 'repairing the plan',
  joiner: 'planning further',
  user: 'reading the plan',
};
