import type { PlanCode } from '../core/errors.ts';
import { isDigit, isNameStart, isQuote, isWordCharacter } from './characters.ts';
import { decodeString, findString } from './read-string.ts';
import type { Step } from './task.ts';
import { digitsEnd, nameEnd, spaceEnd } from './text-cursor.ts';

/** What stands at a dollar. */
export type ReferenceReading =
  | ReferenceFound
  /** The dollar stands for itself. */
  | { readonly kind: 'none' }
  | BadReference;

export interface ReferenceFound {
  readonly kind: 'reference';
  readonly source: number | 'input';
  readonly path: readonly Step[];
  readonly optional: boolean;
  readonly braced: boolean;
  readonly end: number;
}

export interface BadReference {
  readonly kind: 'bad';
  readonly code: PlanCode;
  readonly message: string;
  readonly hint: string;
  readonly at: number;
}

/**
 * Reads `$N`, `${N}`, `$input` with a path. In a value an unbraced `?` at the end belongs to the
 * reference, and a path may follow the braces; in text both are punctuation.
 */
export function readReference(
  text: string,
  start: number,
  place: 'value' | 'text',
): ReferenceReading {
  if (text.charAt(start + 1) === '{') return readBraced(text, start, place);
  const source = readSource(text, start + 1);
  if (source === undefined) return { kind: 'none' };
  const path = readPath(text, source.end);
  if (path.kind === 'bad') return path;
  const optional = place === 'value' && text.charAt(path.end) === '?';
  const end = optional ? path.end + 1 : path.end;
  const { steps } = path;
  return { kind: 'reference', source: source.source, path: steps, optional, braced: false, end };
}

function readBraced(text: string, start: number, place: 'value' | 'text'): ReferenceReading {
  const source = readSource(text, spaceEnd(text, start + 2));
  if (source === undefined) return { kind: 'none' };
  const inner = readPath(text, source.end);
  if (inner.kind === 'bad') return inner;
  let optional = text.charAt(inner.end) === '?';
  const close = spaceEnd(text, optional ? inner.end + 1 : inner.end);
  if (text.charAt(close) !== '}') {
    return bad(close, 'expected a path or "}" inside ${…}, where nothing is evaluated');
  }
  let path = inner.steps;
  let end = close + 1;
  if (place === 'value' && !optional) {
    const outer = readPath(text, end);
    if (outer.kind === 'bad') return outer;
    path = [...path, ...outer.steps];
    optional = text.charAt(outer.end) === '?';
    end = optional ? outer.end + 1 : outer.end;
  }
  return { kind: 'reference', source: source.source, path, optional, braced: true, end };
}

interface SourceFound {
  readonly source: number | 'input';
  readonly end: number;
}

function readSource(text: string, index: number): SourceFound | undefined {
  const end = digitsEnd(text, index);
  if (end > index) return { source: Number(text.slice(index, end)), end };
  if (!text.startsWith('input', index) || isWordCharacter(text.charAt(index + 5))) return undefined;
  return { source: 'input', end: index + 5 };
}

type PathReading =
  { readonly kind: 'path'; readonly steps: readonly Step[]; readonly end: number } | BadReference;

function readPath(text: string, start: number): PathReading {
  const steps: Step[] = [];
  let index = start;
  for (;;) {
    const character = text.charAt(index);
    if (character === '.' && isNameStart(text.charAt(index + 1))) {
      const end = nameEnd(text, index + 1);
      if (text.charAt(end) === '(') {
        return bad(end, `"${text.slice(index, end)}(" would be a method call on a reference`);
      }
      steps.push({ kind: 'key', key: text.slice(index + 1, end) });
      index = end;
    } else if (character === '[') {
      const subscript = readSubscript(text, index);
      if (subscript.kind === 'bad') return subscript;
      steps.push(subscript.step);
      index = subscript.end;
    } else {
      return { kind: 'path', steps, end: index };
    }
  }
}

type SubscriptReading =
  { readonly kind: 'step'; readonly step: Step; readonly end: number } | BadReference;

function readSubscript(text: string, start: number): SubscriptReading {
  const inside = spaceEnd(text, start + 1);
  const content = readSubscriptStep(text, inside);
  const close = content === undefined ? inside : spaceEnd(text, content.end);
  if (content === undefined || text.charAt(close) !== ']') {
    const shown = text.slice(start, start + 20);
    return bad(start, `a reference has the subscript ${JSON.stringify(shown)}`);
  }
  return { kind: 'step', step: content.step, end: close + 1 };
}

interface StepFound {
  readonly step: Step;
  readonly end: number;
}

function readSubscriptStep(text: string, index: number): StepFound | undefined {
  const character = text.charAt(index);
  if (character === '*') return { step: { kind: 'each' }, end: index + 1 };
  if (isQuote(character)) {
    const span = findString(text, index);
    if (span === undefined) return undefined;
    return { step: { kind: 'key', key: decodeString(span.content).text }, end: span.end };
  }
  if (!isDigit(character)) return undefined;
  const end = digitsEnd(text, index);
  const value = Number(text.slice(index, end));
  if (!Number.isSafeInteger(value)) return undefined;
  return { step: { kind: 'index', index: value }, end };
}

function bad(at: number, message: string): BadReference {
  const hint =
    'A path is made of .name, ["any key"], [0] and [*]. Slices, negative indexes and method calls ' +
    'are not evaluated: use a tool for that, or write \\$ for a plain dollar.';
  return { kind: 'bad', code: 'plan.bad-reference', message, hint, at };
}
