import { isDigit, isSpace } from './characters.ts';
import { matchMarker, startsStatement } from './statement-head.ts';
import { createStringScanner } from './string-scanner.ts';

/**
 * Finds the end of a call or guard while its text arrives.
 *
 * 1. Every character is looked at once; memory does not grow with the text.
 * 2. Inside a string nothing counts but its end.
 * 3. A call ends at the parenthesis that closes it, whatever brackets are open inside.
 * 4. It also ends, unclosed, where outside a string a line begins like a statement, a Thought or a
 *    fence, or where the end marker stands.
 */
export interface CallScanner {
  /** Begins behind a call's `(`, or behind a guard's `if`. */
  begin(kind: 'call' | 'guard'): void;
  /** Scans from `index` to where the call ends, or to the end of `text`. */
  scan(text: string, index: number): ScanResult;
  /** Whether the text so far ends inside a string. */
  readonly insideString: boolean;
}

export interface ScanResult {
  readonly stop: ScanStop;
  /** Behind the character that decided. */
  readonly index: number;
  /** How many of the characters read belong to what comes next: a line's head, a marker. */
  readonly excess: number;
}

/**
 * `more`: not ended yet. `close`: at its parenthesis. `colon`: of a guard. `line`: a guard without
 * one. `next`: another statement begins. `end`: the plan's end marker. `stray`: a `</think>`.
 */
export type ScanStop = 'more' | 'close' | 'colon' | 'line' | 'next' | 'end' | 'stray';

/** A scanner for one call or guard after another. */
export function createCallScanner(): CallScanner {
  const strings = createStringScanner();
  const line = createLineHead();
  let kind: 'call' | 'guard' = 'call';
  let parentheses = 0;
  let brackets = 0;
  let tag = '';
  let significant = ''; // the last character that is no white space

  const stepTag = (character: string): ScanStop | undefined => {
    tag = character === '<' ? '<' : tag + character;
    const marker = matchMarker(tag);
    if (marker === 'none') tag = '';
    if (marker === 'end') return 'end';
    return marker === 'end-think' ? 'stray' : undefined;
  };

  const closeParenthesis = (): ScanStop | undefined => {
    // `2)` at a line's start, behind a finished value without a comma: an id, not the end.
    if (parentheses === 1 && line.isId && '"\'”’`]}'.includes(line.before)) return undefined;
    parentheses -= 1;
    return parentheses === 0 && kind === 'call' ? 'close' : undefined;
  };

  const stepOutside = (character: string): ScanStop | undefined => {
    switch (character) {
      case '(':
        parentheses += 1;
        return undefined;
      case ')':
        return closeParenthesis();
      case '[':
      case '{':
        brackets += 1;
        return undefined;
      case ']':
      case '}':
        brackets -= 1;
        return undefined;
      case ':':
        return kind === 'guard' && parentheses <= 0 && brackets <= 0 ? 'colon' : undefined;
      case '\n':
        if (kind === 'guard' && parentheses <= 0) return 'line';
        line.begin(significant);
        return undefined;
      default:
        return undefined;
    }
  };

  const step = (character: string): ScanStop | undefined => {
    const next = line.push(character) ? 'next' : undefined;
    if (strings.push(character)) {
      tag = '';
      return next;
    }
    if (next !== undefined) return next;
    if (character !== '<' && tag === '') return stepOutside(character);
    return stepTag(character) ?? stepOutside(character);
  };

  const excessOf = (stop: ScanStop): number => {
    if (stop === 'next') return line.length;
    return stop === 'end' || stop === 'stray' ? tag.length : 0;
  };

  return {
    begin(next) {
      kind = next;
      parentheses = kind === 'call' ? 1 : 0;
      brackets = 0;
      tag = '';
      significant = '';
      strings.reset();
      line.reset();
    },
    scan(text, start) {
      let index = start;
      while (index < text.length) {
        if (!line.isWatched) index = strings.skip(text, index);
        const character = text.charAt(index);
        if (character === '') break;
        index += 1;
        const stop = step(character);
        if (!isSpace(character)) significant = character;
        if (stop !== undefined) return { stop, index, excess: excessOf(stop) };
      }
      return { stop: 'more', index: text.length, excess: 0 };
    },
    get insideString() {
      return strings.inside;
    },
  };
}

/** Watches whether a line that begins outside a string begins like something that is no part of a call. */
interface LineHead {
  /** The line that goes on is not watched. */
  reset(): void;
  /** A line begins; `before` is the last character of the text before it. */
  begin(before: string): void;
  /** Takes a character; true if the line's head has decided. */
  push(character: string): boolean;
  /** The line's head has not decided yet. */
  readonly isWatched: boolean;
  /** The line so far is `2)`. */
  readonly isId: boolean;
  readonly length: number;
  readonly before: string;
}

/** A longer head is none. */
const LONGEST_HEAD = 300;

function createLineHead(): LineHead {
  let head: string | undefined;
  let shape: 'blank' | 'digits' | 'name' = 'blank';
  let before = '';

  const reshape = (character: string): typeof shape | undefined => {
    if (shape === 'name') return '"\'=,'.includes(character) ? undefined : 'name';
    if (isDigit(character)) return 'digits';
    if (shape === 'digits') return character === '.' || character === ')' ? 'name' : undefined;
    if (isSpace(character) || '*`->•#'.includes(character)) return 'blank';
    return /[jftoJFTO]/.test(character) ? 'name' : undefined;
  };

  return {
    reset() {
      head = undefined;
    },
    begin(last) {
      head = '';
      shape = 'blank';
      before = last;
    },
    push(character) {
      if (head === undefined) return false;
      const next = head.length < LONGEST_HEAD ? reshape(character) : undefined;
      if (next === undefined) {
        head = undefined;
        return false;
      }
      shape = next;
      head += character;
      return mayDecide(character, shape) && startsStatement(head);
    },
    get isWatched() {
      return head !== undefined;
    },
    get isId() {
      return head !== undefined && /^[\s*`>•#-]*\d+\)$/.test(head);
    },
    get length() {
      return head?.length ?? 0;
    },
    get before() {
      return before;
    },
  };
}

function mayDecide(character: string, shape: string): boolean {
  if (character === '`') return true;
  return shape === 'name' && ('(:<$'.includes(character) || isSpace(character));
}
