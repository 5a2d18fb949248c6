import type { Workload } from '../case.ts';
import { compareTwo } from './compare-two.ts';
import { mixed } from './mixed.ts';

/** Every workload, in the report's order. */
export const workloads: readonly Workload[] = [compareTwo, mixed];
