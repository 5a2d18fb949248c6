import { html, type Html } from './html.ts';
import { textOf, type Column, type Table, type TableCell } from './table.ts';

/** A table that scrolls by itself where it is wider than the screen. */
export function htmlTable({ title, note, columns, rows }: Table): Html {
  const head = columns.map(
    (column) => html`<th scope="col" class="${side(column)}">${column.name}</th>`,
  );
  const body = rows.map(
    (row) =>
      html`<tr>
        ${row.map((cell, index) => bodyCell(cell, columns[index], index))}
      </tr>`,
  );
  return html`<div class="table" role="region" aria-label="${title}" tabindex="0">
    <table>
      <caption>
        <strong>${title}</strong
        >${note === undefined ? '' : html` <span>${note}</span>`}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

function bodyCell(cell: TableCell, column: Column | undefined, index: number): Html {
  const mark = typeof cell === 'string' ? '' : cell.mark;
  const text = textOf(cell);
  if (index === 0) return html`<th scope="row" class="${mark}">${text}</th>`;
  return html`<td class="${side(column)} ${mark}">${text}</td>`;
}

function side(column: Column | undefined): string {
  return column?.align === 'right' ? 'figure' : '';
}
