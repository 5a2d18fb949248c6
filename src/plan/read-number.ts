import type { RawExpression } from './syntax.ts';
import { type Cursor, fail, positionAt } from './text-cursor.ts';

/** The longest number worth reading; more digits say no more. */
const LONGEST = 400;

/** Reads a JSON number. An integer that a double cannot hold exactly, and infinity, are errors. */
export function readNumber(cursor: Cursor): RawExpression | undefined {
  const ahead = cursor.text.slice(cursor.index, cursor.index + LONGEST);
  const spelled = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/.exec(ahead)?.[0];
  if (spelled === undefined || spelled.length === LONGEST) {
    return fail(cursor, 'plan.syntax', {
      message: `expected a number, got ${JSON.stringify(/^\S{1,20}/.exec(ahead)?.[0] ?? ahead)}`,
      hint: 'Numbers are written as in JSON; put anything else into double quotes.',
    });
  }
  const value = Number(spelled);
  const exact = Number.isFinite(value) && (!/^-?\d+$/.test(spelled) || Number.isSafeInteger(value));
  if (!exact) {
    return fail(cursor, 'plan.syntax', {
      message: `expected a number that is kept exactly, got ${spelled.slice(0, 40)}`,
      hint: 'Put it into double quotes.',
    });
  }
  const position = positionAt(cursor, cursor.index);
  cursor.index += spelled.length;
  // Minus zero would not come back from JSON.
  return { kind: 'literal', value: value === 0 ? 0 : value, spelled, ...position };
}
