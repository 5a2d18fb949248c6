import { textOf, type Column, type Table, type TableCell } from './table.ts';

/** The table alone, as prettier would leave it. */
export function markdownTable({ columns, rows }: Table): string {
  const body = rows.map((row) => row.map(markdownCell));
  const widths = columns.map(({ name }, index) =>
    Math.max(3, name.length, ...body.map((row) => row[index]?.length ?? 0)),
  );
  const line = (texts: readonly string[]): string =>
    `| ${widths.map((width, index) => pad(texts[index] ?? '', width, columns[index])).join(' | ')} |`;
  const rule = widths.map((width, index) =>
    columns[index]?.align === 'right' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(columns.map(({ name }) => name)), line(rule), ...body.map(line)].join('\n');
}

/** With its title as a heading of the level and its note. */
export function markdownSection(table: Table, level: number): string {
  const parts = [`${'#'.repeat(level)} ${table.title}`, table.note, markdownTable(table)];
  return parts.filter((part) => part !== undefined).join('\n\n');
}

/** Text that Markdown and the HTML in it leave as it is. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\|*`[\]]|\b_\B|\B_\b/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;');
}

function markdownCell(cell: TableCell): string {
  const text = escapeMarkdown(textOf(cell));
  return typeof cell !== 'string' && cell.mark === 'strong' ? `**${text}**` : text;
}

function pad(text: string, width: number, column: Column | undefined): string {
  return column?.align === 'right' ? text.padStart(width) : text.padEnd(width);
}
