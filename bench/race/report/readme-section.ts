import type { Results } from '../measure/results.ts';
import { missedLine } from '../measure/target-tables.ts';
import { familyOf } from './families.ts';
import { escapeMarkdown, markdownTable } from './markdown-table.ts';
import { machineLine } from './methods.ts';
import { headlines } from './sections/ratio-charts.ts';
import { headlineTable } from './tables/headline-table.ts';
import { timesTable } from './tables/times-table.ts';

/**
 * What stands between the README's markers, and what the command prints at its end: toolc against the
 * parallel loop, or where other libraries were raced, what each of them took. Undefined: no race has
 * been published.
 */
export function readmeSection(results: Results | undefined): string {
  if (results === undefined) return 'No race has been published yet; `npm run bench` runs one.';
  const hasPeers = results.runners.some(({ name }) => familyOf(name) === 'peer');
  const table = hasPeers ? timesTable(results) : headlineTable(results);
  return [
    `**${table.title}**, ${String(countRight(results))} of ${String(results.cells.length)} answers of the race right.`,
    table.note,
    markdownTable(table),
    ...missedLine(results).map(escapeMarkdown),
    `Measured with ${escapeMarkdown(machineLine(results))}.`,
  ].join('\n\n');
}

/** The race in two sentences, for the top of the README. */
export function readmeHeadline(results: Results): string {
  return `Measured, with a simulated model: ${headlines(results).join(' ')} [The race](#compared-honestly) says how.`;
}

/**
 * Puts a text between `<!-- name:begin … -->` and `<!-- name:end -->`; the first may say what makes it. Throws an Error
 * where the markers are missing.
 */
export function replaceSection(document: string, name: string, section: string): string {
  const { from, to } = placeOf(document, name);
  return `${document.slice(0, from)}\n\n${section}\n\n${document.slice(to)}`;
}

/** The text between the markers, without the blank lines around it. */
export function readSection(document: string, name: string): string {
  const { from, to } = placeOf(document, name);
  return document.slice(from, to).trim();
}

function placeOf(document: string, name: string): { readonly from: number; readonly to: number } {
  const begin = new RegExp(`<!-- ${name}:begin[^>]*-->`).exec(document);
  const to = document.indexOf(`<!-- ${name}:end -->`);
  if (begin === null || to < begin.index) {
    throw new Error(
      `Expected <!-- ${name}:begin --> and behind it <!-- ${name}:end --> in the document; put both where the table is to stand.`,
    );
  }
  return { from: begin.index + begin[0].length, to };
}

function countRight({ cells }: Results): number {
  return cells.filter(({ verdict }) => verdict === 'right').length;
}
