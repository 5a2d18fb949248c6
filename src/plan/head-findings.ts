import type { GuardHead } from './opening.ts';
import { errorAt, type Finding, warningAt } from './plan-problem.ts';
import { matchId } from './statement-head.ts';
import type { Position } from './syntax.ts';
import { advance } from './text-position.ts';
import type { Previous } from './trailing-text.ts';

/** Of a head, in a message. */
const SHOWN = 60;

/** A piece of text that was held as a possible head, and where it begins. */
export interface HeldHead {
  readonly head: string;
  readonly at: Position;
}

/** An id without a call. */
export function noCall({ head, at }: HeldHead): Finding {
  const position = advance(at, head.slice(0, matchId(head)?.start ?? 0));
  return errorAt('plan.syntax', position, {
    message: `expected a call behind the id, got ${show(head)}`,
    hint: 'Write 1. tool("…"), and text without a number in front.',
  });
}

/** A guard without a call. */
export function noGuardedCall({ head }: HeldHead, guard: GuardHead): Finding {
  return errorAt('plan.guard', guard, {
    message: `expected a call behind the guard, got ${show(head)}`,
    hint: 'Write 2. if CONDITION: tool("…").',
  });
}

/** A guard whose condition has no colon on its line, or is no condition. */
export function noColon(guard: Position, text: string): Finding {
  return errorAt('plan.guard', guard, {
    message: `expected ":" behind the condition of the guard, got ${show(text)}`,
    hint: 'Write 2. if $1.missing == true: tool("…").',
  });
}

/** A call without an id at the beginning of a line. */
export function missingId(name: string, position: Position): Finding {
  const message = `expected an id in front of ${name}(…)`;
  return errorAt('plan.missing-id', position, { message, hint: `Write 1. ${name}(…).` });
}

/** One parenthesis too many behind a call. */
export function extraParenthesis(previous: Previous, position: Position): Finding {
  if (previous.effect !== 'write') {
    const message = 'ignored a ")" too many';
    return warningAt('plan.recovered', position, { message });
  }
  const message = 'expected the end of the line behind a call that writes, got ")"';
  return errorAt('plan.syntax', position, { message, hint: 'Take one ")" away.' });
}

function show(text: string): string {
  return JSON.stringify(text.trim().slice(0, SHOWN));
}
