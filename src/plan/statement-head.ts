/** What a line or a piece of one says before a `(` or its end; `head` is all of it up to there. */
export interface StatementHead {
  /** As written; undefined where there is none. May have a minus sign: `-1.`. */
  readonly id: string | undefined;
  /** Where the statement begins in the head: at its id, or at its name. */
  readonly start: number;
  /** The name of a tool or terminal; undefined where only an id was found. */
  readonly name: string | undefined;
}

// Decoration: bullets, headings, quotes, bold, backticks, and between statements `;` and `,`.
const DECORATION = String.raw`(?:[\s*\`>•·#;,]|[-+–—](?!\d))*`;
const ID = String.raw`(-?\d+)[.)](?!\d)`;
// Begins with no decoration, so that a head is read in one way only, in linear time.
const NAME = String.raw`(?![-+–—•·#])[^\s()[\]{}"'\`“”‘’„*=,;$<>]+`;

const CALL = new RegExp(`^(${DECORATION})(?:${ID}${DECORATION})?(${NAME})[*\`]*[^\\S\\n]*$`);
const GUARDED_CALL = new RegExp(`^${DECORATION}(${NAME})[*\`]*[^\\S\\n]*$`);
const LONE_JOIN = new RegExp(`^(${DECORATION})(?:${ID}${DECORATION})?(join)[\\s*\`.;,]*$`, 'i');
const BEGINS_WITH_ID = new RegExp(`^(${DECORATION})${ID}`);
const LONE_ID = new RegExp(`^${DECORATION}${ID}[\\s*\`_]*$`);
const GUARD = new RegExp(`^(${DECORATION})${ID}${DECORATION}(if)[\\s($]$`);
const THOUGHT = new RegExp(`^${DECORATION}(thought|observation)s?(?:\\s*\\d+)?[*_]*:$`, 'i');

/** The head of a call: `1. search`, `- **2)** search`, `join`. Undefined if it is none. */
export function matchCall(head: string): StatementHead | undefined {
  return toHead(CALL.exec(head));
}

/** The name of the call behind a guard's colon. */
export function matchGuardedCall(head: string): string | undefined {
  return GUARDED_CALL.exec(head)?.[1];
}

/** `join` without parentheses, alone on its line. */
export function matchLoneJoin(head: string): StatementHead | undefined {
  return toHead(LONE_JOIN.exec(head));
}

/** The id that a head begins with, whatever stands behind it. */
export function matchId(head: string): StatementHead | undefined {
  return toHead(BEGINS_WITH_ID.exec(head));
}

/** An id with nothing behind it: its call may follow on the next line. */
export function isLoneId(head: string): boolean {
  return LONE_ID.test(head);
}

/** An id and `if`, and the character behind: a guard begins. */
export function matchGuard(head: string): StatementHead | undefined {
  return toHead(GUARD.exec(head));
}

/** `Thought:` or `Observation:`, as the last words of a head. */
export function matchThought(head: string): 'thought' | 'observation' | undefined {
  const found = THOUGHT.exec(head)?.[1]?.toLowerCase();
  return found === 'thought' || found === 'observation' ? found : undefined;
}

/** Nothing but decoration, or a code fence with its language. */
export function isDecoration(text: string): boolean {
  return /^[\s*_`>•·#;,|=–—+-]*$/.test(text) || /^\s*`{3,}[\w+-]*\s*$/.test(text);
}

/** Whether a line inside an open call begins like a statement, a Thought or a fence instead. */
export function startsStatement(head: string): boolean {
  switch (head.slice(-1)) {
    case '(':
      return isCallHead(head.slice(0, -1)) || matchGuard(head) !== undefined;
    case ':':
      return matchThought(head) !== undefined;
    case '`':
      return head.trimStart() === '```';
    case '<':
    case '\n':
      return matchLoneJoin(head.slice(0, -1))?.id !== undefined;
    default:
      return head.slice(-3, -1) === 'if' && matchGuard(head) !== undefined;
  }
}

/** The markers that count outside strings: the plan's end and the brackets of thinking. */
export type Marker = 'end' | 'think' | 'end-think';

/** What `tag` is: a marker, the beginning of one, or nothing. */
export function matchMarker(tag: string): Marker | 'partial' | 'none' {
  const lower = tag.toLowerCase();
  const found = MARKERS.find(([text]) => text === lower);
  if (found !== undefined) return found[1];
  return MARKERS.some(([text]) => text.startsWith(lower)) ? 'partial' : 'none';
}

const MARKERS = [
  ['<end_of_plan>', 'end'],
  ['<think>', 'think'],
  ['<thinking>', 'think'],
  ['</think>', 'end-think'],
  ['</thinking>', 'end-think'],
] as const;

function isCallHead(head: string): boolean {
  const call = matchCall(head);
  return call?.id !== undefined || /^(?:join|finish)$/i.test(call?.name ?? '');
}

function toHead(match: RegExpExecArray | null): StatementHead | undefined {
  if (match === null) return undefined;
  return { id: match[2], start: match[1]?.length ?? 0, name: match[3] };
}
