import { isDigit, isQuote } from './characters.ts';
import { errorAt } from './plan-problem.ts';
import { readNumber } from './read-number.ts';
import { readReference } from './read-reference.ts';
import { decodeString, findString } from './read-string.ts';
import { asReference, readText } from './read-text.ts';
import type { ObjectEntry, RawExpression } from './syntax.ts';
import type { Cursor } from './text-cursor.ts';
import { describeAt, fail, failAt, nameEnd, peek, skipSpace, positionAt } from './text-cursor.ts';

/**
 * Reads one value: a string, number, true, false, null, reference, list or object. Nothing is
 * evaluated. Undefined, with the cursor's failure set, for anything else.
 */
export function readValue(cursor: Cursor, depth = 0): RawExpression | undefined {
  skipSpace(cursor);
  const character = peek(cursor);
  if (isQuote(character)) return readString(cursor, 'escapes');
  if (character === '$') return readBareReference(cursor);
  if (character === '[') return readList(cursor, depth + 1);
  if (character === '{') return readObject(cursor, depth + 1);
  if (isDigit(character) || character === '-') return readNumber(cursor);
  return readWord(cursor);
}

/** Reads the string at the cursor. */
function readString(cursor: Cursor, mode: 'escapes' | 'raw'): RawExpression | undefined {
  const start = cursor.index;
  const span = findString(cursor.text, start);
  if (span === undefined) {
    return fail(cursor, 'plan.unclosed-string', {
      message: `the string that begins with ${peek(cursor)} is never closed`,
      hint: 'Close it, and write quotes inside it as \\".',
    });
  }
  for (const at of span.apostrophes) {
    const message = 'took an apostrophe inside a single-quoted string as text';
    cursor.repairs.push({ message, ...positionAt(cursor, at) });
  }
  cursor.index = span.end;
  const value = readText(cursor, decodeString(span.content, mode), span.contentStart);
  return value === undefined ? undefined : { ...value, ...positionAt(cursor, start) };
}

function readBareReference(cursor: Cursor): RawExpression | undefined {
  const start = cursor.index;
  const reading = readReference(cursor.text, start, 'value');
  if (reading.kind === 'none') {
    return fail(cursor, 'plan.bad-reference', {
      message: `expected $ and the number of a task, got "$" and ${describeAt(cursor.text, start + 1)}`,
      hint: 'Write $1, or put text with a dollar into quotes.',
    });
  }
  if (reading.kind === 'bad') {
    const finding = errorAt(reading.code, positionAt(cursor, start), reading);
    return failAt(cursor, reading.at, finding);
  }
  cursor.index = reading.end;
  const spelled = cursor.text.slice(start, reading.end);
  const position = positionAt(cursor, start);
  const reference = asReference(reading, spelled, position);
  return { kind: 'reference', reference, ...position };
}

function readList(cursor: Cursor, depth: number): RawExpression | undefined {
  const position = positionAt(cursor, cursor.index);
  if (depth > cursor.nesting) return tooDeep(cursor);
  cursor.index += 1;
  const items: RawExpression[] = [];
  for (skipSpace(cursor); peek(cursor) !== ']'; skipSpace(cursor)) {
    const item = readValue(cursor, depth);
    if (item === undefined) return undefined;
    items.push(item);
    if (!readSeparator(cursor, ']')) return undefined;
  }
  cursor.index += 1;
  return { kind: 'list', items, ...position };
}

function readObject(cursor: Cursor, depth: number): RawExpression | undefined {
  const position = positionAt(cursor, cursor.index);
  if (depth > cursor.nesting) return tooDeep(cursor);
  cursor.index += 1;
  const entries: ObjectEntry[] = [];
  for (skipSpace(cursor); peek(cursor) !== '}'; skipSpace(cursor)) {
    const at = positionAt(cursor, cursor.index);
    const key = readKey(cursor);
    if (key === undefined) return undefined;
    const value = readValue(cursor, depth);
    if (value === undefined) return undefined;
    entries.push({ key, value, ...at });
    if (!readSeparator(cursor, '}')) return undefined;
  }
  cursor.index += 1;
  return { kind: 'object', entries, ...position };
}

/** The comma behind an item; the closing bracket is left for the caller. False: a failure is set. */
function readSeparator(cursor: Cursor, closer: string): boolean {
  skipSpace(cursor);
  if (peek(cursor) === ',') {
    cursor.index += 1;
    return true;
  }
  if (peek(cursor) === closer) return true;
  expectedSeparator(cursor, closer);
  return false;
}

/** The error where a comma or a closing bracket was expected. */
export function expectedSeparator(cursor: Cursor, closer: string): undefined {
  const got = describeAt(cursor.text, cursor.index);
  const hint = isQuote(peek(cursor))
    ? 'Put a comma between values, and write quotes inside a string as \\".'
    : 'Put a comma between values. Nothing is evaluated: write an expression as a string, or use a tool.';
  return fail(cursor, 'plan.syntax', { message: `expected "," or "${closer}", got ${got}`, hint });
}

function readKey(cursor: Cursor): string | undefined {
  const key = isQuote(peek(cursor)) ? readQuotedKey(cursor) : readBareKey(cursor);
  if (key === undefined) return undefined;
  skipSpace(cursor);
  if (peek(cursor) !== ':') {
    const got = describeAt(cursor.text, cursor.index);
    const message = `expected ":" behind the key ${JSON.stringify(key.slice(0, 40))}, got ${got}`;
    return fail(cursor, 'plan.syntax', { message, hint: 'Objects are written {"key": value}.' });
  }
  cursor.index += 1;
  return key;
}

function readQuotedKey(cursor: Cursor): string | undefined {
  const value = readString(cursor, 'escapes');
  if (value === undefined) return undefined;
  if (value.kind === 'text' && value.parts.every((part) => typeof part === 'string')) {
    return value.parts.join('');
  }
  return failAt(
    cursor,
    cursor.index,
    errorAt('plan.bad-reference', value, {
      message: 'a key of an object holds a reference',
      hint: 'Keys are plain text: write \\$ for a plain dollar.',
    }),
  );
}

function readBareKey(cursor: Cursor): string | undefined {
  const start = cursor.index;
  const end = nameEnd(cursor.text, start);
  if (end === start) {
    const got = describeAt(cursor.text, start);
    const message = `expected a key in quotes or "}", got ${got}`;
    return fail(cursor, 'plan.syntax', { message, hint: 'Objects are written {"key": value}.' });
  }
  const key = cursor.text.slice(start, end);
  const message = `took the unquoted key ${key} as "${key}"`;
  cursor.repairs.push({ message, ...positionAt(cursor, start) });
  cursor.index = end;
  return key;
}

function readWord(cursor: Cursor): RawExpression | undefined {
  const start = cursor.index;
  const position = positionAt(cursor, start);
  const word = cursor.text.slice(start, nameEnd(cursor.text, start));
  const next = start + word.length;
  if (isQuote(cursor.text.charAt(next)) && /^[a-zA-Z]{1,2}$/.test(word)) {
    cursor.index = next;
    if (word === 'r' || word === 'R') return readString(cursor, 'raw');
    cursor.index = start;
    return fail(cursor, 'plan.syntax', {
      message: `expected a value, got a string with the prefix ${word}`,
      hint: 'Write a plain string; ${1} in it is replaced by the result of task 1.',
    });
  }
  const literal = literalOfWord(word);
  if (literal !== undefined) {
    cursor.index = next;
    return { kind: 'literal', value: literal, ...position };
  }
  return notAValue(cursor, word);
}

function literalOfWord(word: string): boolean | null | undefined {
  if (word === 'true' || word === 'True') return true;
  if (word === 'false' || word === 'False') return false;
  return word === 'null' || word === 'None' ? null : undefined;
}

function notAValue(cursor: Cursor, word: string): undefined {
  const call = /^[A-Za-z0-9_][A-Za-z0-9_.:/-]*(?=[ \t]*\()/.exec(
    cursor.text.slice(cursor.index, cursor.index + 200),
  )?.[0];
  if (call !== undefined) {
    return fail(cursor, 'plan.nested-call', {
      message: `expected a value, got the call ${call}(…) inside another statement`,
      hint: 'Give it a line and an id of its own, and refer to its result: $1.',
    });
  }
  const got = describeAt(cursor.text, cursor.index);
  return fail(cursor, 'plan.syntax', {
    message: `expected a value, got ${got}`,
    hint: word === '' ? undefined : 'Put text into double quotes.',
  });
}

function tooDeep(cursor: Cursor): undefined {
  return fail(cursor, 'plan.too-deep', {
    message: `expected at most ${cursor.nesting} lists and objects inside one another, got more`,
    hint: 'Write a flatter value.',
  });
}
