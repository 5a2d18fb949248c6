import type { Parameter } from '../tools/prepared-tool.ts';
import { isQuote } from './characters.ts';
import { decodeString } from './read-string.ts';
import { readText } from './read-text.ts';
import { expectedSeparator, readValue } from './read-value.ts';
import type { Argument } from './syntax.ts';
import {
  type Cursor,
  fail,
  nameEnd,
  peek,
  skipSpace,
  spaceEnd,
  positionAt,
} from './text-cursor.ts';

/** What stood between a call's parentheses: positional arguments, and keywords with `=` or `:`. */
export function readArguments(cursor: Cursor): readonly Argument[] | undefined {
  const found: Argument[] = [];
  for (skipSpace(cursor); cursor.index < cursor.text.length; skipSpace(cursor)) {
    const position = positionAt(cursor, cursor.index);
    const name = readKeyword(cursor);
    const value = readValue(cursor);
    if (value === undefined) return undefined;
    found.push({ name, value, ...position });
    skipSpace(cursor);
    if (peek(cursor) === ',') cursor.index += 1;
    else if (cursor.index < cursor.text.length) return expectedSeparator(cursor, ')');
  }
  return found;
}

/**
 * The text between the parentheses as one string, where it can only have been meant so: no quote
 * but an apostrophe, no list or object, no call of a tool. `name=` or `name:` in front of it may
 * only be the parameter's own.
 */
export function readBareArgument(cursor: Cursor, options: BareOptions): Argument | undefined {
  const { text } = cursor;
  const start = spaceEnd(text, 0);
  const keyword = /^([A-Za-z_]\w*)\s*(?:=(?!=)|:(?!\/\/))\s*/.exec(text.slice(start, start + 100));
  const name = keyword?.[1];
  if (name !== undefined && name !== options.parameter?.name) return undefined;
  const contentStart = start + (keyword?.[0].length ?? 0);
  const content = text.slice(contentStart).trimEnd();
  if (!isPlainText(content, options) || holdsCall(content, cursor)) return undefined;
  cursor.index = contentStart;
  const value = readText(cursor, decodeString(content, 'raw'), contentStart);
  if (value === undefined) return undefined;
  const message = `took ${JSON.stringify(content.slice(0, 60))} as a text, although it has no quotes`;
  cursor.repairs.push({ message, ...positionAt(cursor, start) });
  return { name, value, ...positionAt(cursor, start) };
}

export interface BareOptions {
  /** The one required parameter; undefined for `finish`. */
  readonly parameter: Parameter | undefined;
  /** Whether a comma outside parentheses is text, because there is no second parameter. */
  readonly commas: 'text' | 'separator';
}

function readKeyword(cursor: Cursor): string | undefined {
  const end = nameEnd(cursor.text, cursor.index);
  if (end === cursor.index) return undefined;
  const sign = spaceEnd(cursor.text, end);
  const character = cursor.text.charAt(sign);
  const isSign = character === ':' || (character === '=' && cursor.text.charAt(sign + 1) !== '=');
  if (!isSign) return undefined;
  const name = cursor.text.slice(cursor.index, end);
  cursor.index = sign + 1;
  return name;
}

function isPlainText(content: string, { parameter, commas }: BareOptions): boolean {
  if (content === '' || '[{,)]}'.includes(content.charAt(0)) || content === parameter?.name) {
    return false;
  }
  if (/^(?:NaN|-?Infinity|undefined)$/.test(content)) return false;
  let parentheses = 0;
  for (let index = 0; index < content.length; index += 1) {
    const character = content.charAt(index);
    if (character === '(') parentheses += 1;
    else if (character === ')') parentheses -= 1;
    else if (character === ',' && parentheses === 0 && commas === 'separator') return false;
    else if (
      isQuote(character) &&
      !/[\p{L}\p{N}_]['’]$/u.test(content.slice(index - 1, index + 1))
    ) {
      return false;
    }
  }
  return parentheses === 0;
}

function holdsCall(content: string, cursor: Cursor): boolean {
  for (const match of content.matchAll(
    /(?<![A-Za-z0-9_.:/-])([A-Za-z0-9_][A-Za-z0-9_.:/-]{0,200})[ \t]*\(/g,
  )) {
    const name = match[1];
    if (name === undefined || cursor.findTool(name) === undefined) continue;
    fail(cursor, 'plan.nested-call', {
      message: `expected a value, got the call ${name}(…) inside another call`,
      hint: 'Give it a line and an id of its own, and refer to its result: $1.',
    });
    return true;
  }
  return false;
}
