import type { Clock } from '../index.ts';
import { textWidth } from './text-width.ts';

/** The part of a terminal stream that a screen needs; `process.stderr` is one. */
export interface TerminalStream {
  write(text: string): unknown;
  readonly columns?: number;
  readonly rows?: number;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/** Where the end of the process is heard of; `process` is one. */
export interface ExitSource {
  on(event: 'exit', listener: () => void): unknown;
  off(event: 'exit', listener: () => void): unknown;
}

export interface ScreenOptions {
  readonly stream: TerminalStream;
  readonly clock: Clock;
  readonly exits: ExitSource;
  /** The lines to be seen now; lines beyond `height` are cut off. */
  readonly render: (size: ScreenSize) => readonly string[];
}

export interface ScreenSize {
  readonly width: number;
  readonly height: number;
}

export interface Screen {
  /** Something changed: draws now, or when the frame's time has come. */
  update(): void;
  /** Takes the frame away, and gives cursor and wrapping back, so that something else can be written. */
  pause(): void;
  /** Draws again, below what was written. */
  resume(): void;
  /** Draws the last frame, leaves it standing, gives cursor, timer and listeners back. Once is enough. */
  stop(): void;
}

/** About 15 frames a second. */
const FRAME_MS = 66;
/** With nothing new only clocks and spinners move. */
const TICK_MS = 100;

const HIDE = '\x1b[?25l\x1b[?7l';
const RESTORE = '\x1b[?7h\x1b[?25h';

/**
 * A region at the end of a terminal that is drawn again and again.
 *
 * 1. It writes nothing where nothing changed, and of a changed frame only the lines that differ.
 * 2. It draws at most once in 66 ms, and at least every 100 ms, by the clock, until it is stopped.
 * 3. While it lives the cursor is hidden and the terminal does not wrap; both come back on stop and
 *    at the end of the process.
 * 4. The region is lower than the terminal, so that drawing never scrolls what stands above it.
 * 5. After a resize it counts the rows that the terminal made of the old lines, clears them, and
 *    draws anew.
 * 6. While it is paused it writes nothing, and has no timer.
 */
export function createScreen({ stream, clock, exits, render }: ScreenOptions): Screen {
  let shown: readonly string[] = [];
  let drawnAt: number | undefined;
  let cancelTimer = (): void => undefined;
  let mode: 'live' | 'paused' | 'stopped' = 'live';
  let isResized = false;

  const draw = (): void => {
    cancelTimer();
    const size = sizeOf(stream);
    const lines = render(size).slice(0, size.height);
    const text = isResized ? redraw(shown, lines, size.width) : change(shown, lines);
    const start = drawnAt === undefined ? HIDE : '';
    if (start + text !== '') stream.write(start + text);
    shown = lines;
    isResized = false;
    drawnAt = clock.now();
    cancelTimer = mode === 'live' ? clock.after(TICK_MS, draw) : () => undefined;
  };
  const update = (): void => {
    if (mode !== 'live') return;
    const wait = drawnAt === undefined ? 0 : drawnAt + FRAME_MS - clock.now();
    if (wait <= 0) return draw();
    cancelTimer();
    cancelTimer = clock.after(wait, draw);
  };
  const onResize = (): void => {
    isResized = true;
    update();
  };
  const restore = (): void => {
    if (drawnAt !== undefined) stream.write(RESTORE);
  };
  stream.on('resize', onResize);
  exits.on('exit', restore);
  return {
    update,
    pause() {
      if (mode !== 'live') return;
      mode = 'paused';
      cancelTimer();
      if (drawnAt === undefined) return;
      stream.write(cleared(shown, sizeOf(stream).width) + RESTORE);
      shown = [];
      drawnAt = undefined;
    },
    resume() {
      if (mode !== 'paused') return;
      mode = 'live';
      update();
    },
    stop() {
      if (mode === 'stopped') return;
      mode = 'stopped';
      stream.off('resize', onResize);
      exits.off('exit', restore);
      draw();
      // The terminal shows what is typed, as `^C`, where the cursor is.
      if (drawnAt !== undefined) stream.write('\r\x1b[K');
      restore();
    },
  };
}

/** A terminal that does not tell its size is taken for the smallest usual one. */
function sizeOf({ columns, rows }: TerminalStream): ScreenSize {
  const width = columns === undefined || columns < 1 ? 80 : columns;
  const height = rows === undefined || rows < 2 ? 24 : rows;
  return { width, height: height - 1 };
}

/** From the line below the old frame to the line below the new one, writing what differs. */
function change(before: readonly string[], after: readonly string[]): string {
  const count = Math.max(before.length, after.length);
  let first = 0;
  while (first < count && before[first] === after[first]) first += 1;
  if (first === count) return '';
  let text = up(before.length - first);
  for (let index = first; index < after.length; index += 1) {
    const line = after[index] ?? '';
    // Cleared first: behind a line as wide as the terminal, that would take its last character.
    text += line === before[index] ? '\r\n' : `\r\x1b[K${line}\r\n`;
  }
  return after.length < before.length ? `${text}\x1b[J` : text;
}

function redraw(before: readonly string[], after: readonly string[], width: number): string {
  return cleared(before, width) + change([], after);
}

function cleared(lines: readonly string[], width: number): string {
  const rows = lines.reduce((sum, line) => sum + rowsOf(line, width), 0);
  return `${up(rows)}\r\x1b[J`;
}

function rowsOf(line: string, width: number): number {
  return Math.max(1, Math.ceil(textWidth(line.replace(/\x1b\[[\d;]*m/g, '')) / width));
}

function up(rows: number): string {
  return rows === 0 ? '' : `\x1b[${rows}A`;
}
