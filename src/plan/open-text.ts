import { buildStatement } from './build-statement.ts';
import type { ScanResult } from './call-scanner.ts';
import { noColon } from './head-findings.ts';
import type { CallHead, GuardHead, GuardText, Opening, OpenText } from './opening.ts';
import { errorAt, type Finding } from './plan-problem.ts';
import { type Closing, terminalName } from './raw-call.ts';
import {
  addFinding,
  addRefusal,
  addRefused,
  endPlan,
  type Reader,
  voidAll,
} from './reader-state.ts';
import type { Position } from './syntax.ts';
import { advance } from './text-position.ts';

/** Begins what the line reader saw. The text handed back begins a line of its own. */
export function beginOpening(reader: Reader, opening: Opening): string {
  if (opening.kind === 'join') {
    endCall(reader, opening, { text: '', closing: 'closed', start: { ...reader.position } });
    return '';
  }
  const { read } = opening;
  const isGuard = opening.kind === 'guard';
  const open: OpenText = {
    what: opening.kind === 'discard' ? 'discard' : opening,
    start: isGuard ? opening.guard : { ...reader.position },
    text: read,
    length: read.length,
  };
  reader.open = open;
  reader.scanner.begin(isGuard ? 'guard' : 'call');
  return stop(reader, open, reader.scanner.scan(read, 0));
}

/** Of a text that is not kept: the head of a line that begins in it must still be. */
const TAIL = 400;

/** Feeds open text; `index` is behind what it took, `held` begins a line of its own. */
export function feedOpen(
  reader: Reader,
  open: OpenText,
  from: { readonly text: string; readonly index: number },
): { readonly index: number; readonly held: string } {
  const result = reader.scanner.scan(from.text, from.index);
  const piece = from.text.slice(from.index, result.index);
  reader.position = advance(reader.position, piece);
  open.text += piece;
  open.length += piece.length;
  const isKept = open.what !== 'discard' && open.length <= reader.limits.statementLength + TAIL;
  if (!isKept && open.text.length > 2 * TAIL) open.text = open.text.slice(-TAIL);
  return { index: result.index, held: stop(reader, open, result) };
}

/** The text is over while something is open. */
export function endOpen(reader: Reader, open: OpenText): void {
  if (open.what === 'discard') return;
  if (!('name' in open.what)) return reportGuard(reader, open.what, open.text);
  const closing = reader.scanner.insideString ? 'cut-in-string' : 'cut';
  endCall(reader, open.what, { text: open.text, closing, start: open.start });
}

function stop(reader: Reader, open: OpenText, { stop: reason, excess }: ScanResult): string {
  if (reason === 'more') return '';
  reader.open = undefined;
  const cut = open.text.length - excess;
  const text = open.text.slice(0, cut);
  open.length -= excess;
  if (reason === 'stray') voidAll(reader);
  else if (open.what === 'discard') reader.line.afterDiscard();
  else if ('name' in open.what) closeCall(reader, open, { head: open.what, text, reason });
  else if (reason === 'colon') closeGuard(reader, open, { head: open.what, text });
  else reportGuard(reader, open.what, text);
  if (reason === 'end' && reader.mode === 'plan') endPlan(reader, 'marker', { ...reader.position });
  if (reason !== 'next') return '';
  reader.line.reset();
  const held = open.text.slice(cut);
  const { line } = reader.position;
  reader.position = { line: held.endsWith('\n') ? line - 1 : line, column: 1 };
  return held;
}

const SKIPPED = { effect: 'skipped', id: undefined, hasExtra: false } as const;

/** Its call begins behind it, unless some of its text was not kept. */
function closeGuard(
  reader: Reader,
  open: OpenText,
  { head, text }: { readonly head: GuardHead; readonly text: string },
): void {
  const guard = { ...head.guard, text: text.slice(0, -1) };
  if (open.length - 1 <= reader.limits.statementLength) {
    return reader.line.afterGuard({ ...head, guard });
  }
  addRefusal(reader, tooLong(reader, head), head.id);
  reader.line.afterDiscard();
}

interface Closed {
  readonly head: CallHead;
  readonly text: string;
  readonly reason: ScanResult['stop'];
}

function closeCall(reader: Reader, open: OpenText, { head, text, reason }: Closed): void {
  const { start } = open;
  // What is between the parentheses counts.
  const length = reason === 'close' ? open.length - 1 : open.length;
  if (length > reader.limits.statementLength) {
    addRefusal(reader, tooLong(reader, head), head.id);
    reader.line.afterCall(SKIPPED);
    if (terminalName(head.name) !== undefined) endPlan(reader, 'terminal', head);
  } else if (reason === 'close') {
    endCall(reader, head, { text: text.slice(0, -1), closing: 'closed', start });
  } else endCall(reader, head, { text, closing: 'unclosed', start });
}

function tooLong({ limits }: Reader, head: Position): Finding {
  const message = `expected a statement of at most ${limits.statementLength} characters, got more`;
  return errorAt('plan.too-long', head, { message });
}

interface CallText {
  readonly text: string;
  readonly closing: Closing;
  readonly start: Position;
}

function endCall(reader: Reader, head: CallHead, { text, closing, start }: CallText): void {
  const args: GuardText = { text, line: start.line, column: start.column };
  const { id, name, guard, line, column } = head;
  const thought = reader.line.takeThought();
  const call = { id, name, guard, args, closing, thought, line, column };
  const { statement, findings } = buildStatement(call, reader.context);
  for (const finding of findings) addFinding(reader, finding, id);
  if (statement === undefined) addRefused(reader, head, id);
  else reader.items.push({ kind: 'statement', statement });
  reader.hasStatement = true;
  const isOver = closing === 'closed' || closing === 'unclosed';
  if (isOver && terminalName(name) !== undefined) return endPlan(reader, 'terminal', head);
  const effect = reader.context.findTool(name)?.tool.effect ?? 'read';
  reader.line.afterCall({
    effect: statement === undefined ? 'skipped' : effect,
    id,
    hasExtra: false,
  });
}

function reportGuard(reader: Reader, head: GuardHead, text: string): void {
  addRefusal(reader, noColon(head, text), head.id);
  reader.line.reset();
}
