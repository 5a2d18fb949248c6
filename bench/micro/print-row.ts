import type { Figure, Row } from './row.ts';
import { median } from './statistics.ts';

/** Prints a measure with its figures; returns how many targets they missed. */
export function printRow(row: Row, figures: readonly Figure[]): number {
  printHead(row);
  let missed = 0;
  for (const figure of figures) {
    const verdict = verdictOf(figure);
    if (verdict.startsWith('missed')) missed += 1;
    const label = figure.label.padEnd(50);
    process.stdout.write(`  ${label} ${show(figure).padEnd(40)} ${verdict}\n`);
  }
  return missed;
}

/** Says loudly that a measure could not be taken. */
export function printFailure(row: Row, reason: string): void {
  printHead(row);
  process.stdout.write(`  FAILED, nothing was measured:\n${reason.replaceAll(/^/gm, '    ')}\n`);
}

function printHead({ id, what, excludes }: Row): void {
  process.stdout.write(`\n${id}: ${what}\n  not measured: ${excludes}\n`);
}

function show({ values, unit, judged = 'median' }: Figure): string {
  const least = Math.min(...values);
  const greatest = Math.max(...values);
  const figure = `${judgedValue(values, judged)} ${unit}`;
  if (values.length === 1) return figure;
  return `${figure} (${judged} of ${String(values.length)}; ${round(least)} to ${round(greatest)})`;
}

function verdictOf({ values, limit, unit, judged = 'median' }: Figure): string {
  if (limit === undefined) return '';
  const isMet = Number(judgedValue(values, judged)) <= limit;
  return `${isMet ? 'met' : 'missed'}: at most ${String(limit)} ${unit}`;
}

function judgedValue(values: readonly number[], judged: 'median' | 'greatest'): string {
  return round(judged === 'median' ? median(values) : Math.max(...values));
}

function round(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}
