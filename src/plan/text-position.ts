import type { Position } from './syntax.ts';

/** A position that moves with the text. */
export interface MovingPosition {
  line: number;
  column: number;
}

/** Moves a position behind one character. */
export function move(position: MovingPosition, character: string): void {
  if (character === '\n') {
    position.line += 1;
    position.column = 1;
  } else position.column += 1;
}

/** The position behind `text`, which begins at `position`. */
export function advance(position: Position, text: string): Position {
  const last = text.lastIndexOf('\n');
  if (last === -1) return { line: position.line, column: position.column + text.length };
  let { line } = position;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) line += 1;
  return { line, column: text.length - last };
}
