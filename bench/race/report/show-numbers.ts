/** `3.42 s`; 250 ms is `0.25 s`, so that figures of one column have one unit. */
export function showSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

/** `4.20–5.12 s`. */
export function showRange(lowMs: number, highMs: number): string {
  return `${(lowMs / 1_000).toFixed(2)}–${(highMs / 1_000).toFixed(2)} s`;
}

/** `12 ms`; below ten one digit more. */
export function showMilliseconds(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

/** `1.82×`. */
export function showTimes(ratio: number): string {
  return `${ratio.toFixed(2)}×`;
}

/** `94 %`; never more than it is: 94.9 is no 95. */
export function showPercent(part: number): string {
  return `${Math.floor(part * 100 + 1e-9)} %`;
}

/** `12,345`. */
export function showCount(count: number): string {
  const rounded = Number.isInteger(count) ? count : Math.round(count * 10) / 10;
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

/** US dollars for a thousand runs: a single one costs too little to read. */
export function showDollars(dollars: number): string {
  return `$${dollars.toFixed(2)}`;
}

/** A figure that may be missing. */
export function shown(value: number | undefined, show: (value: number) => string): string {
  return value === undefined ? '–' : show(value);
}
