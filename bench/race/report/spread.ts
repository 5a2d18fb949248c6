import { quantile } from '../../micro/statistics.ts';

/** Of some values: in the unit that they have. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly p95: number;
}

/** Undefined for no values. */
export function median(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : quantile(values, 0.5);
}

/** Of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  return {
    median: quantile(values, 0.5),
    low: Math.min(...values),
    high: Math.max(...values),
    p95: quantile(values, 0.95),
  };
}
