import type { PlanCode } from '../core/errors.ts';
import type { Effect } from '../tools/tool.ts';

/** The call that has just ended on this line; `'skipped'`: its error was reported, so it gets no more. */
export interface Previous {
  readonly effect: Effect | 'skipped';
  readonly id: string | undefined;
  /** A `)` too many was reported. */
  readonly hasExtra: boolean;
}

/** What the text behind a call means. */
export type Trailing =
  | { readonly kind: 'nothing' | 'remark' }
  | {
      readonly kind: 'error';
      readonly code: PlanCode;
      readonly message: string;
      readonly hint: string;
    };

/** True for what may stand between two statements of one line. */
export function isSeparator(text: string): boolean {
  return /^[\s;,*_`\uFEFF]*$/.test(text);
}

/** True where the text behind a call, which ends in `#` or `//`, begins a comment. */
export function beginsComment(text: string, previous: Previous): boolean {
  if (text.endsWith('#')) return isSeparator(text.slice(0, -1));
  return text.endsWith('//') && previous.effect !== 'write' && isSeparator(text.slice(0, -2));
}

/**
 * Judges the text behind a call, from its `)` on; it may go on. After a write only blanks,
 * decoration and a `#` comment are allowed, after a read a remark; an operator, a property or a
 * guard behind a call is an error for both.
 */
export function judgeTrailing(text: string, previous: Previous): Trailing {
  if (isSeparator(text)) return { kind: 'nothing' };
  if (previous.effect === 'skipped') return { kind: 'remark' };
  const shown = JSON.stringify(text.trim().slice(0, 40));
  if (/^[\s,;]*if\b/.test(text)) {
    return {
      kind: 'error',
      code: 'plan.guard',
      message: `a guard stands behind the call: ${shown}`,
      hint: 'Put it in front: 2. if $1.missing: search("x").',
    };
  }
  if (DIRECT.test(text) || SPACED.test(text)) {
    return {
      kind: 'error',
      code: 'plan.syntax',
      message: `expected the end of the statement behind its ")", got ${shown}`,
      hint: 'Nothing is evaluated: read a part of a result as $1.name in the next statement, compute with a tool.',
    };
  }
  if (previous.effect === 'read') return { kind: 'remark' };
  return {
    kind: 'error',
    code: 'plan.syntax',
    message: `expected the end of the line behind a call that writes, got ${shown}`,
    hint: 'Nothing but a # comment may follow: a remark could be a condition.',
  };
}

// Glued to the `)`: a property, a subscript, a second call, an operator (but `//` and arrows).
const DIRECT = /^(?:\.[\p{L}_]|[[(+%&|^~<>]|\*+\s*[\w$(["']|\/(?!\/)|-(?!>)|={1,2}(?!>)|!=)/u;
// Behind a blank a dash or an arrow begins a remark, these do not.
const SPACED = /^\s+(?:[+%&|^]|\*+\s*[\w$(["']|\/(?!\/)|==|!=|<=)/;
