import { extraParenthesis, noCall, noGuardedCall } from './head-findings.ts';
import {
  callOpening,
  guardedOpening,
  guardOpening,
  joinOpening,
  lostCall,
} from './head-openings.ts';
import type { Line, LineReaderOptions } from './line-state.ts';
import { enterText, pushText, startLine } from './line-state.ts';
import type { GuardHead, Opening } from './opening.ts';
import { errorAt } from './plan-problem.ts';
import { isDecoration, isLoneId, matchId, matchThought } from './statement-head.ts';
import { createRunningText } from './running-text.ts';
import type { Position } from './syntax.ts';
import { advance } from './text-position.ts';
import { beginsComment, isSeparator, judgeTrailing, type Previous } from './trailing-text.ts';

/**
 * Reads what stands outside calls, one character at a time, and says where a call begins.
 *
 * 1. A piece of text is held back only while it may still be a statement's head, 256 units at most.
 * 2. What looks like a statement and is none is reported once; a known call without an id too, and
 *    it is still read to its end, so that nothing inside its strings counts.
 * 3. All other text comes out as prose, in pieces of 4,096 units at most.
 */
export interface LineReader {
  push(character: string, position: Position): Opening | undefined;
  /** The text is over, or the end marker stands here: the line ends, whatever it was. */
  end(): Opening | undefined;
  /** The text was cut: only its prose comes out. */
  cut(): void;
  /** A call has ended; what follows on its line is judged by it. */
  afterCall(previous: Previous): void;
  /** A call that may not stand here has ended: the rest of its line is no statement. */
  afterDiscard(): void;
  /** A guard has ended: its call must follow. */
  afterGuard(guard: GuardHead): void;
  /** A new line begins. */
  reset(): void;
  /** What was read so far does not count, thoughts included, and is not handed out. */
  discard(): void;
  /** Nothing but blanks and decoration stands on this line so far. */
  readonly isBlank: boolean;
  /** The Thought lines since the last call. */
  takeThought(): string | undefined;
}

/** A longer head is none. */
const LONGEST_HEAD = 256;

export function createLineReader(options: LineReaderOptions): LineReader {
  const running = createRunningText(options);
  const line: Line = {
    options,
    running,
    head: '',
    at: { line: 1, column: 1 },
    isText: false,
    previous: undefined,
    guard: undefined,
  };
  return {
    push(character, position) {
      if (line.isText) return pushText(line, character);
      // The position moves on with the text.
      if (line.head === '') line.at = { line: position.line, column: position.column };
      if (character === '\n') return endHead(line, 'line');
      if (character === '(') return decide(line);
      return pushHead(line, character);
    },
    end: () => (line.isText ? startLine(line) : endHead(line, 'text')),
    cut() {
      const isBare = line.previous === undefined && line.guard === undefined;
      if (!line.isText && isBare && matchId(line.head) === undefined) enterText(line, 'prose');
      startLine(line);
    },
    afterCall(previous) {
      startLine(line);
      line.previous = previous;
    },
    afterDiscard() {
      startLine(line);
      enterText(line, 'skipped');
    },
    afterGuard(guard) {
      startLine(line);
      line.guard = guard;
    },
    reset: () => startLine(line),
    discard() {
      line.running.takeThought();
      line.running.begin('comment', line.at);
      startLine(line);
    },
    get isBlank() {
      return !line.isText && isDecoration(line.head);
    },
    takeThought: () => running.takeThought(),
  };
}

function pushHead(line: Line, character: string): Opening | undefined {
  const { previous } = line;
  if (previous !== undefined && pushSeparator(line, previous, character)) return undefined;
  const before = line.head;
  line.head += character;
  if (before.endsWith('if') && /[\s$]/.test(character)) return openGuard(line);
  if (character === ':' && previous === undefined && line.guard === undefined) {
    const kind = matchThought(line.head);
    if (kind !== undefined) {
      line.head = '';
      enterText(line, kind);
      return undefined;
    }
  }
  if (line.head.length > LONGEST_HEAD) giveUpHead(line, '');
  return undefined;
}

/** What may stand behind a call before any other text: one `)` too many, a comment. */
function pushSeparator(line: Line, previous: Previous, character: string): boolean {
  const { head } = line;
  if (character === ')' && isSeparator(head)) {
    const finding = extraParenthesis(previous, line.at);
    if (!previous.hasExtra) line.options.onFinding(finding, previous.id);
    line.previous = { ...previous, hasExtra: true };
    return true;
  }
  if (!beginsComment(head + character, previous)) return false;
  enterText(line, 'comment');
  return true;
}

function openGuard(line: Line): Opening | undefined {
  const guard = line.guard === undefined ? guardOpening(line) : undefined;
  if (guard !== undefined) startLine(line);
  return guard;
}

/** At a parenthesis: here a call begins, or the head is none. */
function decide(line: Line): Opening | undefined {
  if (line.head.endsWith('if')) {
    line.head += '(';
    const guard = openGuard(line);
    if (guard !== undefined) return guard;
    line.head = line.head.slice(0, -1);
  }
  const opening = line.guard === undefined ? openCall(line) : guardedOpening(line, line.guard);
  if (opening !== undefined) {
    startLine(line);
    return opening;
  }
  if (splitHead(line)) return decide(line);
  giveUpHead(line, '(');
  return pushText(line, '(');
}

function openCall(line: Line): Opening | undefined {
  const opening = callOpening(line);
  if (opening !== undefined || line.previous !== undefined) return opening;
  const lost = lostCall(line, line.options.findTool);
  if (lost === undefined) return undefined;
  line.options.onFinding(lost);
  return { kind: 'discard', read: '' };
}

/** The line, or with `text` the whole text, is over before the head was decided. */
function endHead(line: Line, over: 'line' | 'text'): Opening | undefined {
  const { head, previous, guard } = line;
  const join = joinOpening(line, guard);
  if (join !== undefined && (previous === undefined || join.id !== undefined)) {
    startLine(line);
    return join;
  }
  const isWaiting = guard === undefined ? isLoneId(head) : head.trim() === '';
  if (over === 'line' && isWaiting && previous === undefined) {
    line.head += '\n';
    if (line.head.length > LONGEST_HEAD) giveUpHead(line, '');
    return undefined;
  }
  if (splitHead(line)) return endHead(line, over);
  giveUpHead(line, '');
  return startLine(line);
}

/** A head over several lines: only its last may still be one. True if there is a last. */
function splitHead(line: Line): boolean {
  const cut = line.head.lastIndexOf('\n') + 1;
  const rest = line.head.slice(cut);
  if (cut === 0 || rest.trim() === '') return false;
  line.head = line.head.slice(0, cut);
  const at = advance(line.at, line.head);
  reportHead(line);
  line.guard = undefined;
  line.head = rest;
  line.at = at;
  return true;
}

/** The head is no statement's: the line goes on as running text. `next` is the character behind it. */
function giveUpHead(line: Line, next: string): void {
  const { head, previous } = line;
  if (line.guard !== undefined || matchId(head) !== undefined) {
    reportHead(line);
    enterText(line, 'skipped');
    return;
  }
  if (previous === undefined) {
    enterText(line, 'prose');
    return;
  }
  const trailing = judgeTrailing(head + next, previous);
  if (trailing.kind === 'error') {
    line.options.onFinding(errorAt(trailing.code, line.at, trailing), previous.id);
  }
  const isRemark = trailing.kind === 'remark' && previous.effect === 'read';
  if (trailing.kind !== 'nothing') enterText(line, isRemark ? 'remark' : 'skipped');
  else line.head = ' ';
}

function reportHead(line: Line): void {
  const { guard, options } = line;
  if (guard === undefined) options.onRefusal(noCall(line), matchId(line.head)?.id);
  else options.onRefusal(noGuardedCall(line, guard), guard.id);
}
