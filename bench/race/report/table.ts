/**
 * What Markdown, the page and the README show alike. A table of ratios has one baseline, which its
 * title names; where there would be two there are two tables.
 */
export interface Table {
  readonly title: string;
  /** What one has to know to read it; in the page and in Markdown under the title. */
  readonly note?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly TableCell[])[];
}

export interface Column {
  readonly name: string;
  /** Figures stand right. Default `'left'`. */
  readonly align?: 'left' | 'right';
}

/** Text, or text that is marked; the mark is never the only thing that says it. */
export type TableCell = string | { readonly text: string; readonly mark: Mark };

export type Mark = 'strong' | 'good' | 'bad' | 'quiet';

export function textOf(cell: TableCell): string {
  return typeof cell === 'string' ? cell : cell.text;
}
