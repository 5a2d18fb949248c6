import type { BuildContext } from './build-statement.ts';
import { type CallScanner, createCallScanner } from './call-scanner.ts';
import { createLineReader, type LineReader } from './line-reader.ts';
import type { OpenText } from './opening.ts';
import type { PlanLimits } from './plan-context.ts';
import { errorAt, type Finding, warningAt } from './plan-problem.ts';
import type { Position, Statement } from './syntax.ts';
import type { MovingPosition } from './text-position.ts';

/** What a statement reader hands out, in the order of the text. */
export type SyntaxItem =
  | { readonly kind: 'statement'; readonly statement: Statement }
  | { readonly kind: 'prose'; readonly text: string }
  | { readonly kind: 'finding'; readonly finding: Finding; readonly taskId: number | undefined }
  /** A statement of this id stood here and could not be read; its finding came before. */
  | ({ readonly kind: 'refused'; readonly id: number } & Position)
  /** A stray `</think>`: all before it was thinking. */
  | { readonly kind: 'void' }
  /** The plan is over: at its terminal (good or bad), at its end marker, or at the length limit. */
  | {
      readonly kind: 'end';
      readonly at: 'terminal' | 'marker' | 'limit';
      readonly position: Position;
    };

/** The mutable state of a statement reader. */
export interface Reader {
  readonly context: BuildContext;
  readonly limits: PlanLimits;
  readonly line: LineReader;
  readonly scanner: CallScanner;
  items: SyntaxItem[];
  position: MovingPosition;
  length: number;
  /** A possible marker, held back. */
  tag: string;
  open: OpenText | undefined;
  mode: 'plan' | 'think' | 'over';
  thinkAt: Position;
  hasStatement: boolean;
  hasProse: boolean;
}

const START: Position = { line: 1, column: 1 };

export function createReader(context: BuildContext, limits: PlanLimits): Reader {
  const reader: Reader = {
    context,
    limits,
    line: createLineReader({
      findTool: context.findTool,
      onProse: (text, position) => addProse(reader, text, position),
      onFinding: (finding, id) => addFinding(reader, finding, id),
      onRefusal: (finding, id) => addRefusal(reader, finding, id),
    }),
    scanner: createCallScanner(),
    items: [],
    position: { ...START },
    length: 0,
    tag: '',
    open: undefined,
    mode: 'plan',
    thinkAt: START,
    hasStatement: false,
    hasProse: false,
  };
  return reader;
}

export function takeItems(reader: Reader): readonly SyntaxItem[] {
  const { items } = reader;
  if (items.length === 0) return items;
  reader.items = [];
  return items;
}

export function addFinding(reader: Reader, finding: Finding, id?: string): void {
  reader.items.push({ kind: 'finding', finding, taskId: readId(id) });
}

/** The error of a statement that could not be read. */
export function addRefusal(reader: Reader, finding: Finding, id: string | undefined): void {
  addFinding(reader, finding, id);
  addRefused(reader, finding, id);
}

/** A statement that could not be read stood here; its errors were added. */
export function addRefused(reader: Reader, at: Position, id: string | undefined): void {
  reader.hasStatement = true;
  const number = readId(id);
  const { line, column } = at;
  if (number !== undefined) reader.items.push({ kind: 'refused', id: number, line, column });
}

function readId(id: string | undefined): number | undefined {
  if (id === undefined || id.startsWith('-')) return undefined;
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Prose comes with a warning, once a plan. */
function addProse(reader: Reader, text: string, position: Position): void {
  reader.items.push({ kind: 'prose', text });
  if (reader.hasProse) return;
  reader.hasProse = true;
  const message = `ignored text that is no statement: ${JSON.stringify(text.trim().slice(0, 60))}`;
  addFinding(reader, warningAt('plan.prose-ignored', position, { message }));
}

export function endPlan(
  reader: Reader,
  at: 'terminal' | 'marker' | 'limit',
  position: Position,
): void {
  reader.items.push({ kind: 'end', at, position });
  reader.mode = 'over';
}

/** The text is longer than a plan may be; it is read no further. */
export function stopAtLimit(reader: Reader): void {
  const finding = errorAt('plan.too-long', reader.position, {
    message: `expected a plan of at most ${reader.limits.planLength} characters, got more`,
    hint: 'Write a shorter plan.',
  });
  addFinding(reader, finding);
  endPlan(reader, 'limit', { ...reader.position });
}

/** A stray `</think>`: whatever stood before it was thinking. */
export function voidAll(reader: Reader): void {
  reader.line.discard();
  reader.items.push({ kind: 'void' });
  reader.open = undefined;
  reader.hasStatement = false;
  reader.hasProse = false;
}
