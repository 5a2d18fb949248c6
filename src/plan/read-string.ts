import { closersOf, isApostrophe, isQuote, isWordCharacter } from './characters.ts';

/** A string literal as it stands in a text. */
export interface StringSpan {
  /** The text between the quotes, as written. */
  readonly content: string;
  readonly contentStart: number;
  /** Behind the closing quote. */
  readonly end: number;
  /** Where apostrophes between two word characters were taken as text; see PLAN-LANGUAGE. */
  readonly apostrophes: readonly number[];
}

/** What a string says. */
export interface DecodedText {
  readonly text: string;
  /** Indexes of dollars that an escape yielded: no reference begins there. */
  readonly literalDollars: ReadonlySet<number>;
  /** From an index in `text` to one in the content as written. */
  readonly sourceOf: (index: number) => number;
}

/**
 * The string that begins with the quote at `start`; undefined if it is never closed. Double and
 * single quotes may be tripled.
 */
export function findString(text: string, start: number): StringSpan | undefined {
  const quote = text.charAt(start);
  const closers = closersOf(quote);
  if ((quote === '"' || quote === "'") && text.startsWith(quote.repeat(3), start)) {
    return findTriple(text, start, quote.repeat(3));
  }
  const apostrophes: number[] = [];
  for (let index = start + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') index += 1;
    else if (closers.includes(character)) {
      if (!isInsideWord(text, index, start)) {
        const content = text.slice(start + 1, index);
        return { content, contentStart: start + 1, end: index + 1, apostrophes };
      }
      apostrophes.push(index);
    }
  }
  return undefined;
}

function findTriple(text: string, start: number, closer: string): StringSpan | undefined {
  for (let index = start + 3; index < text.length; index += 1) {
    if (text.charAt(index) === '\\') index += 1;
    else if (text.startsWith(closer, index)) {
      const content = text.slice(start + 3, index);
      return { content, contentStart: start + 3, end: index + 3, apostrophes: [] };
    }
  }
  return undefined;
}

function isInsideWord(text: string, index: number, start: number): boolean {
  return (
    isApostrophe(text.charAt(index)) &&
    index - 1 > start &&
    isWordCharacter(text.charAt(index - 1)) &&
    isWordCharacter(text.charAt(index + 1))
  );
}

/**
 * Undoes the escapes of JSON and Python; an unknown one stays as written, half of a surrogate pair
 * becomes U+FFFD. A raw string keeps every backslash; a dollar behind one is no reference there
 * either.
 */
export function decodeString(content: string, mode: 'escapes' | 'raw' = 'escapes'): DecodedText {
  if (!content.includes('\\')) return { ...PLAIN, text: wellFormed(content) };
  const literalDollars = new Set<number>();
  if (mode === 'raw') {
    for (let at = content.indexOf('\\$'); at !== -1; at = content.indexOf('\\$', at + 2)) {
      literalDollars.add(at + 1);
    }
    return { ...PLAIN, text: wellFormed(content), literalDollars };
  }
  const pieces: string[] = [];
  const starts: Start[] = [{ decoded: 0, source: 0 }];
  let length = 0;
  let plainFrom = 0;
  const append = (text: string): void => {
    pieces.push(text);
    length += text.length;
  };
  for (let at = content.indexOf('\\'); at !== -1; at = content.indexOf('\\', plainFrom)) {
    append(content.slice(plainFrom, at));
    const escape = readEscape(content, at);
    if (escape.text === '$') literalDollars.add(length);
    append(escape.text);
    plainFrom = at + escape.length;
    starts.push({ decoded: length, source: plainFrom });
  }
  append(content.slice(plainFrom));
  return { text: wellFormed(pieces.join('')), literalDollars, sourceOf: createSources(starts) };
}

/** A text without escapes. */
const PLAIN: DecodedText = { text: '', literalDollars: new Set(), sourceOf: (index) => index };

interface Start {
  readonly decoded: number;
  readonly source: number;
}

function createSources(starts: readonly Start[]): (index: number) => number {
  return (index) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle]?.decoded ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    const start = starts[low - 1] ?? { decoded: 0, source: 0 };
    return start.source + index - start.decoded;
  };
}

interface Escape {
  readonly text: string;
  /** Of the escape as written, its backslash included. */
  readonly length: number;
}

function readEscape(content: string, at: number): Escape {
  const character = content.charAt(at + 1);
  switch (character) {
    case 'n':
      return { text: '\n', length: 2 };
    case 't':
      return { text: '\t', length: 2 };
    case 'r':
      return { text: '\r', length: 2 };
    case 'b':
      return { text: '\b', length: 2 };
    case 'f':
      return { text: '\f', length: 2 };
    case '\n': // a line continued, as in Python
      return { text: '', length: 2 };
    case 'x':
      return hexEscape(content, at, 2);
    case 'U':
      return hexEscape(content, at, 8);
    case 'u':
      return content.charAt(at + 2) === '{' ? bracedEscape(content, at) : hexEscape(content, at, 4);
    default:
      if (character === '\\' || character === '/' || character === '$' || isQuote(character)) {
        return { text: character, length: 2 };
      }
      // Kept whole, so that what follows the backslash is read as ordinary text.
      return { text: '\\', length: 1 };
  }
}

function hexEscape(content: string, at: number, digits: number): Escape {
  const hex = content.slice(at + 2, at + 2 + digits);
  const text = hex.length === digits ? characterOf(hex) : undefined;
  return text === undefined ? { text: '\\', length: 1 } : { text, length: 2 + digits };
}

function bracedEscape(content: string, at: number): Escape {
  const close = content.slice(at, at + 12).indexOf('}');
  const text = close === -1 ? undefined : characterOf(content.slice(at + 3, at + close));
  return text === undefined ? { text: '\\', length: 1 } : { text, length: close + 1 };
}

function characterOf(hex: string): string | undefined {
  if (!/^[0-9A-Fa-f]{1,8}$/.test(hex)) return undefined;
  const code = Number.parseInt(hex, 16);
  return code > 0x10ffff ? undefined : String.fromCodePoint(code);
}

function wellFormed(text: string): string {
  return /[\uD800-\uDFFF]/.test(text) ? text.replace(/\p{Surrogate}/gu, '\uFFFD') : text;
}
