/** Of some values: in the unit that they have. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly p95: number;
}

/** Undefined for no values. */
export function median(values: readonly number[]): number | undefined {
  return quantile(values, 0.5);
}

/** Of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  return {
    median: quantile(values, 0.5) ?? 0,
    low: Math.min(...values),
    high: Math.max(...values),
    p95: quantile(values, 0.95) ?? 0,
  };
}

/** Between two values it is on the line from one to the other. */
function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return undefined;
  return below + (above - below) * (place - Math.floor(place));
}
