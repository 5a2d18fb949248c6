import type { Toolset } from '../tools/prepared-tool.ts';
import { beginOpening, endOpen, feedOpen } from './open-text.ts';
import type { PlanLimits } from './plan-context.ts';
import { errorAt } from './plan-problem.ts';
import { createToolFinder } from './raw-call.ts';
import type { Reader, SyntaxItem } from './reader-state.ts';
import {
  addFinding,
  createReader,
  endPlan,
  stopAtLimit,
  takeItems,
  voidAll,
} from './reader-state.ts';
import { type Marker, matchMarker } from './statement-head.ts';
import type { Position } from './syntax.ts';
import { advance, move } from './text-position.ts';

/**
 * Reads statements out of text that arrives in pieces.
 *
 * 1. Any chunking of the same text gives the same items in the same order.
 * 2. A statement is out in the push that brought its `)`.
 * 3. Each character is looked at a bounded number of times; the text kept is that of the open
 *    statement, `statementLength` at most.
 * 4. Nothing counts inside strings and `<think>` blocks, and nothing at all after the end. No call
 *    counts in a comment, but the end marker and a stray `</think>` do.
 */
export interface StatementReader {
  push(text: string): readonly SyntaxItem[];
  /** The text is over. `complete: false`: it was cut, so nothing unfinished counts. */
  end(options: { readonly complete: boolean }): readonly SyntaxItem[];
  /** Behind the last character read. */
  readonly position: Position;
}

export interface StatementReaderOptions {
  readonly toolset: Toolset;
  readonly limits: PlanLimits;
}

export function createStatementReader({
  toolset,
  limits,
}: StatementReaderOptions): StatementReader {
  const findTool = createToolFinder(toolset);
  const reader = createReader({ findTool, toolset, nesting: limits.nesting }, limits);
  return {
    push(text) {
      if (reader.mode === 'over') return [];
      const room = limits.planLength - reader.length;
      const taken = text.length > room ? text.slice(0, room) : text;
      reader.length += taken.length;
      feed(reader, taken);
      if (taken.length < text.length && isGoing(reader)) stopAtLimit(reader);
      return takeItems(reader);
    },
    end({ complete }) {
      if (isGoing(reader)) finish(reader, complete);
      reader.mode = 'over';
      return takeItems(reader);
    },
    get position() {
      return { ...reader.position };
    },
  };
}

function isGoing(reader: Reader): boolean {
  return reader.mode !== 'over';
}

function feed(reader: Reader, text: string): void {
  let index = 0;
  while (index < text.length && isGoing(reader)) {
    if (reader.open === undefined) {
      step(reader, text.charAt(index));
      index += 1;
    } else {
      const fed = feedOpen(reader, reader.open, { text, index });
      index = fed.index;
      feed(reader, fed.held);
    }
  }
}

/** One character outside calls. */
function step(reader: Reader, character: string): void {
  if (character === '<') {
    releaseTag(reader);
    reader.tag = '<';
  } else if (reader.tag === '') {
    stepPlain(reader, character);
  } else {
    reader.tag += character;
    const marker = matchMarker(reader.tag);
    if (marker === 'none') releaseTag(reader);
    else if (marker !== 'partial') meetMarker(reader, marker);
  }
}

/** What was held back was no marker. Only its last character can begin a call. */
function releaseTag(reader: Reader): void {
  const held = reader.tag;
  reader.tag = '';
  for (const character of held) stepPlain(reader, character);
}

function stepPlain(reader: Reader, character: string): void {
  const opening = reader.mode === 'plan' ? reader.line.push(character, reader.position) : undefined;
  move(reader.position, character);
  if (opening !== undefined) feed(reader, beginOpening(reader, opening));
}

/** A character that is not in the text. */
function pushLine(reader: Reader, character: string): void {
  const opening = reader.line.push(character, reader.position);
  if (opening !== undefined) feed(reader, beginOpening(reader, opening));
}

function meetMarker(reader: Reader, marker: Marker): void {
  const at = { ...reader.position };
  const isThinking = reader.mode === 'think';
  // Prose may speak of the end marker before the plan has begun; thinking may at any time.
  if (marker === 'end' && (isThinking || !(reader.hasStatement || reader.line.isBlank))) {
    return releaseTag(reader);
  }
  reader.position = advance(at, reader.tag);
  reader.tag = '';
  if (marker === 'end') {
    endLine(reader);
    if (isGoing(reader)) endPlan(reader, 'marker', at);
  } else if (marker === 'end-think') {
    if (!isThinking) voidAll(reader);
    reader.mode = 'plan';
    // What stands on both sides of a block is never read as one word.
    if (isThinking) pushLine(reader, ' ');
  } else if (!isThinking) {
    reader.mode = 'think';
    reader.thinkAt = at;
  }
}

function endLine(reader: Reader): void {
  const opening = reader.line.end();
  if (opening !== undefined) feed(reader, beginOpening(reader, opening));
}

function finish(reader: Reader, complete: boolean): void {
  if (complete) releaseTag(reader);
  if (reader.mode === 'think') {
    const message = 'the text ends inside a <think> block, so nothing of it was read';
    const hint = 'Close the block, then write the plan.';
    if (complete) addFinding(reader, errorAt('plan.syntax', reader.thinkAt, { message, hint }));
  } else if (reader.open !== undefined) endOpen(reader, reader.open);
  else if (complete) endLine(reader);
  else reader.line.cut();
}
