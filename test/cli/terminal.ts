import { EventEmitter } from 'node:events';

/**
 * A terminal as small as the tests need: it carries out line ends, cursor up, clearing, cursor and
 * wrap modes, drops colours, scrolls at its lower edge and reflows on resize. Behind a full line the
 * cursor stands on its last character, as on real terminals. Anything else throws.
 */
export function createTerminal(columns: number, rows: number) {
  const events = new EventEmitter();
  let grid: string[] = [''];
  let row = 0;
  let column = 0;
  let written = '';
  let cursor: 'shown' | 'hidden' = 'shown';
  let wraps = true;
  let size = { columns, rows };

  const put = (character: string): void => {
    const line = (grid[row] ?? '').padEnd(column);
    grid[row] = line.slice(0, column) + character + line.slice(column + 1);
    // Where lines wrap they are longer than the terminal here: resize cuts them.
    column = wraps ? column + 1 : Math.min(column + 1, size.columns - 1);
  };
  const command = (sequence: string): void => {
    const [, argument = '', letter = ''] = /^\x1b\[(\??\d*)([A-Za-z])$/.exec(sequence) ?? [];
    if (letter === 'm') return;
    if (letter === 'A')
      row = Math.max(Math.max(0, grid.length - size.rows), row - Number(argument));
    else if (letter === 'K') grid[row] = (grid[row] ?? '').slice(0, column);
    else if (letter === 'J') {
      grid[row] = (grid[row] ?? '').slice(0, column);
      grid = grid.slice(0, row + 1);
    } else if (argument === '?25') cursor = letter === 'h' ? 'shown' : 'hidden';
    else if (argument === '?7') wraps = letter === 'h';
    else throw new Error(`unknown sequence ${JSON.stringify(sequence)}`);
  };
  return {
    get columns() {
      return size.columns;
    },
    get rows() {
      return size.rows;
    },
    write(text: string) {
      written += text;
      for (const [token] of text.matchAll(/\x1b\[\??\d*[A-Za-z]|[\s\S]/g)) {
        if (token.length > 1) command(token);
        else if (token === '\r') column = 0;
        else if (token === '\n') {
          row += 1;
          grid[row] ??= '';
        } else put(token);
      }
    },
    on: (event: string, listener: () => void) => events.on(event, listener),
    off: (event: string, listener: () => void) => events.off(event, listener),
    listenerCount: (event: string) => events.listenerCount(event),
    resize(newColumns: number, newRows: number) {
      size = { columns: newColumns, rows: newRows };
      const pieces = (line: string) => line.match(new RegExp(`.{1,${newColumns}}`, 'g')) ?? [''];
      row = grid.slice(0, row).flatMap(pieces).length;
      grid = grid.flatMap(pieces);
      events.emit('resize');
    },
    written: () => written,
    cursor: () => cursor,
    wraps: () => wraps,
    /** Every row there is. */
    everyRow: () => grid,
    /** Without the empty rows at the end. */
    lines: () => grid.slice(0, grid.findLastIndex((line) => line !== '') + 1),
  };
}
