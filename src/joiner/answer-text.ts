import { endTokenState, stripEnd } from './end-tokens.ts';
import type { Opening } from './preamble.ts';

const FENCE = '```';

/**
 * The answer behind `Finish`, handed out as it comes, without what surrounds it.
 *
 * Held back is only what the answer's end may look like: white space, end tokens, behind a
 * parenthesis `)`, inside a fence backticks. Whatever else comes after it sets it free.
 */
export function createAnswerText(opening: Pick<Opening, 'form' | 'closer' | 'fenced'>): {
  push(text: string): string;
  end(): string;
  /** All that has been handed out. */
  readonly text: string;
} {
  const { form, fenced } = opening;
  const isHeld = (char: string): boolean =>
    /\s/.test(char) || (form === 'parenthesis' && char === ')') || (fenced && char === '`');
  const lead = createLead(form === 'colon' ? opening.closer : '');
  const given: string[] = [];
  let held = '';
  /** An end token that has begun; nothing inside it can be held, so it is free as soon as it fails. */
  let token = '';

  const give = (text: string): string => {
    if (text !== '') given.push(text);
    return text;
  };
  const free = (text: string): string => {
    const freed = held + text;
    held = '';
    return freed;
  };
  const take = (char: string): string => {
    let freed = '';
    if (token !== '') {
      const state = endTokenState(token + char);
      if (state === 'begun') token += char;
      if (state === 'whole') {
        held += token + char;
        token = '';
      }
      if (state !== 'none') return '';
      freed = free(token);
      token = '';
    }
    if (char === '<') token = char;
    else if (isHeld(char)) held += char;
    else freed += free(char);
    return freed;
  };

  return {
    get text() {
      return given.join('');
    },
    push(text) {
      let out = '';
      for (const char of lead(text)) out += take(char);
      return give(out);
    },
    end() {
      if (token !== '') return give(free(token));
      const kept = form === 'parenthesis' ? insideParenthesis(held) : beforeFence(held);
      held = '';
      return give(stripEnd(kept));
    },
  };
}

/** Drops the emphasis that closes directly behind the colon, and white space up to the first word. */
function createLead(closer: string): (text: string) => string {
  let pending: string | undefined = '';
  return (text) => {
    if (pending === undefined) return text;
    pending += text;
    if (pending.length < closer.length && closer.startsWith(pending)) return '';
    const closed = pending.startsWith(closer);
    const rest = (closed ? pending.slice(closer.length) : pending).trimStart();
    // Only whether the emphasis was closed matters of what was dropped.
    pending = rest === '' ? (closed ? closer : ' ') : undefined;
    return rest;
  };
}

function insideParenthesis(held: string): string {
  const last = held.lastIndexOf(')');
  return last < 0 ? '' : held.slice(0, last);
}

function beforeFence(held: string): string {
  const fence = held.indexOf(FENCE);
  return fence < 0 ? held : held.slice(0, fence);
}
