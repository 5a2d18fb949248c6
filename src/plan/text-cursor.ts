import type { PlanCode } from '../core/errors.ts';
import { isDigit, isNameStart, isSpace, isWordCharacter } from './characters.ts';
import { errorAt, type Finding, type Wording } from './plan-problem.ts';
import type { ToolFinder } from './raw-call.ts';
import type { Position } from './syntax.ts';

/** Where a recursive-descent reader stands in the text of one completed statement. */
export interface Cursor {
  readonly text: string;
  index: number;
  /** The first error; the readers return undefined from then on. */
  failure: Finding | undefined;
  /** What was accepted although it is not exact syntax: a read may have it, a write may not. */
  readonly repairs: Repair[];
  /** Lists, objects and parentheses inside one another. */
  readonly nesting: number;
  readonly findTool: ToolFinder;
  readonly origin: Position;
  /** Where its lines break; found when first asked for. */
  breaks: readonly number[] | undefined;
}

/** One repair, in words. */
export interface Repair extends Position {
  readonly message: string;
}

export interface CursorOptions {
  /** Where the text begins in the plan. */
  readonly origin: Position;
  readonly nesting: number;
  readonly findTool: ToolFinder;
}

/** More would overflow the stack, whatever the limit says. */
const DEEPEST = 1_000;

export function createCursor(text: string, options: CursorOptions): Cursor {
  return {
    text,
    index: 0,
    failure: undefined,
    repairs: [],
    nesting: Math.min(options.nesting, DEEPEST),
    findTool: options.findTool,
    origin: options.origin,
    breaks: undefined,
  };
}

/** Records the error, if it is the first, and returns undefined for the reader to return. */
export function fail(cursor: Cursor, code: PlanCode, wording: Wording): undefined {
  return failAt(cursor, cursor.index, errorAt(code, positionAt(cursor, cursor.index), wording));
}

/** The same at another place than where the cursor stands. */
export function failAt(cursor: Cursor, index: number, finding: Finding): undefined {
  cursor.failure ??= { ...finding, ...positionAt(cursor, index) };
  return undefined;
}

/** Where an index of the text stands in the plan. */
export function positionAt(cursor: Cursor, index: number): Position {
  const { origin } = cursor;
  const breaks = (cursor.breaks ??= lineBreaks(cursor.text));
  let low = 0;
  let high = breaks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((breaks[middle] ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  const before = breaks[low - 1];
  if (before === undefined) return { line: origin.line, column: origin.column + index };
  return { line: origin.line + low, column: index - before };
}

/** The character under the cursor; empty at the end. */
export function peek(cursor: Cursor): string {
  return cursor.text.charAt(cursor.index);
}

export function skipSpace(cursor: Cursor): void {
  cursor.index = spaceEnd(cursor.text, cursor.index);
}

/** The index behind white space. */
export function spaceEnd(text: string, index: number): number {
  let end = index;
  while (end < text.length && isSpace(text.charAt(end))) end += 1;
  return end;
}

/** The index behind a run of ASCII digits. */
export function digitsEnd(text: string, index: number): number {
  let end = index;
  while (isDigit(text.charAt(end))) end += 1;
  return end;
}

/** The index behind a name (a letter or `_`, then letters, digits and `_`); `index` if there is none. */
export function nameEnd(text: string, index: number): number {
  if (!isNameStart(text.charAt(index))) return index;
  let end = index + 1;
  while (end < text.length && isWordCharacter(text.charAt(end))) end += 1;
  return end;
}

/** What stands at an index, for a message: a word, a character or the end. */
export function describeAt(text: string, index: number): string {
  if (index >= text.length) return 'the end of the statement';
  const end = nameEnd(text, index);
  const shown = end > index ? text.slice(index, Math.min(end, index + 40)) : text.charAt(index);
  return JSON.stringify(shown);
}

function lineBreaks(text: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) found.push(at);
  return found;
}
