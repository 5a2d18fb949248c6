import pc from 'picocolors';
import { markdownSection } from '../report/markdown-table.ts';
import { type Mark, type Table, type TableCell, textOf } from '../report/table.ts';
import type { FaultResults } from './fault-results.ts';
import { faultNotes, faultTables } from './fault-tables.ts';

/** The whole race in Markdown. */
export function faultMarkdown(results: FaultResults): string {
  const parts = [
    '# The robustness race',
    results.machine,
    faultNotes(results)
      .map((note) => `- ${note}`)
      .join('\n'),
    ...faultTables(results).map((table) => markdownSection(table, 2)),
    '## The runners',
    results.runners.map(({ title, name, about }) => `- ${title} (${name}): ${about}`).join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** For the terminal: a table for each fault; the wide one over all is left to Markdown and the page. */
export function faultScreen(results: FaultResults, colors = pc): string {
  const [, ...tables] = faultTables(results);
  const notes = faultNotes(results).map((note) => `  ${note}`);
  return [...tables.map((table) => screenTable(table, colors)), notes.join('\n')].join('\n\n');
}

type Colors = typeof pc;

function screenTable({ title, note, columns, rows }: Table, colors: Colors): string {
  const widths = columns.map(({ name }, index) =>
    Math.max(name.length, ...rows.map((row) => textOf(row[index] ?? '').length)),
  );
  const line = (cells: readonly TableCell[]): string =>
    widths
      .map((width, index) => {
        const cell = cells[index] ?? '';
        const text = textOf(cell);
        const padded =
          columns[index]?.align === 'right' ? text.padStart(width) : text.padEnd(width);
        return typeof cell === 'string' ? padded : paint(padded, cell.mark, colors);
      })
      .join('  ')
      .trimEnd();
  const head = line(columns.map(({ name }) => name));
  const body = rows.map(line);
  return [`${colors.bold(title)}  ${colors.dim(note ?? '')}`, colors.dim(head), ...body].join('\n');
}

function paint(text: string, mark: Mark, colors: Colors): string {
  switch (mark) {
    case 'good':
      return colors.green(text);
    case 'bad':
      return colors.red(text);
    case 'quiet':
      return colors.yellow(text);
    case 'strong':
      return colors.bold(text);
  }
}
