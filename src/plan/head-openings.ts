import { type HeldHead, missingId } from './head-findings.ts';
import type { GuardHead, Opening } from './opening.ts';
import type { Finding } from './plan-problem.ts';
import type { ToolFinder } from './raw-call.ts';
import { matchCall, matchGuard, matchGuardedCall, matchLoneJoin } from './statement-head.ts';
import { advance } from './text-position.ts';

type CallOpening = Extract<Opening, { kind: 'call' }>;
type JoinOpening = Extract<Opening, { kind: 'join' }>;

/** The guard whose condition begins with the last character of the head. */
export function guardOpening({ head, at }: HeldHead): Opening | undefined {
  const found = matchGuard(head);
  if (found === undefined) return undefined;
  const guard = { text: '', ...advance(at, head.slice(0, -1)) };
  const position = advance(at, head.slice(0, found.start));
  return { kind: 'guard', id: found.id, guard, read: head.slice(-1), ...position };
}

/** The call that begins behind the head: with an id, or a terminal. */
export function callOpening({ head, at }: HeldHead): CallOpening | undefined {
  const found = matchCall(head);
  if (found?.name === undefined) return undefined;
  const { id, name, start } = found;
  if (id === undefined && !isTerminalAlone(head, name)) return undefined;
  const position = advance(at, head.slice(0, start));
  return { kind: 'call', id, name, guard: undefined, read: '', ...position };
}

/** The call that begins behind the head of a guarded statement. */
export function guardedOpening({ head }: HeldHead, guard: GuardHead): CallOpening | undefined {
  const name = matchGuardedCall(head);
  return name === undefined ? undefined : { ...guard, kind: 'call', name, read: '' };
}

/** `join` without parentheses, at the end of its line. */
export function joinOpening(
  { head, at }: HeldHead,
  guard: GuardHead | undefined,
): JoinOpening | undefined {
  const found = matchLoneJoin(head);
  if (found === undefined) return undefined;
  const { line, column } = guard ?? advance(at, head.slice(0, found.start));
  const id = guard === undefined ? found.id : guard.id;
  return { kind: 'join', id, name: 'join', guard: guard?.guard, line, column };
}

/** The error for a known call without an id at the beginning of its line. */
export function lostCall({ head, at }: HeldHead, findTool: ToolFinder): Finding | undefined {
  const found = matchCall(head);
  if (found?.name === undefined || /\s$/.test(head)) return undefined;
  if (findTool(found.name) === undefined) return undefined;
  return missingId(found.name, advance(at, head.slice(0, found.start)));
}

/** Prose may begin with `Join (`. */
function isTerminalAlone(head: string, name: string): boolean {
  return /^(?:join|finish)$/i.test(name) && (name === name.toLowerCase() || !/\s$/.test(head));
}
