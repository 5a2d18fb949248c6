import type { GuardHead, Opening } from './opening.ts';
import type { Finding } from './plan-problem.ts';
import type { RunningText, RunningTextOptions, TextKind } from './running-text.ts';
import type { Position } from './syntax.ts';
import type { Previous } from './trailing-text.ts';

export interface LineReaderOptions extends RunningTextOptions {
  readonly onFinding: (finding: Finding, id?: string) => void;
  /** The error of a statement that could not be read. */
  readonly onRefusal: (finding: Finding, id: string | undefined) => void;
}

/** The mutable state of a line reader. */
export interface Line {
  readonly options: LineReaderOptions;
  readonly running: RunningText;
  head: string;
  /** Where the head begins. */
  at: Position;
  /** The head is over: the rest of the line is running text. */
  isText: boolean;
  previous: Previous | undefined;
  guard: GuardHead | undefined;
}

/** A new line begins; what the last one was comes out. */
export function startLine(line: Line): undefined {
  line.running.end();
  line.head = '';
  line.isText = false;
  line.previous = undefined;
  line.guard = undefined;
}

/** The head was none: from its beginning on the line is running text. */
export function enterText(line: Line, kind: TextKind): void {
  line.isText = true;
  line.running.begin(kind, line.at);
  // Without a parenthesis no call can begin in it.
  for (const character of line.head) line.running.push(character);
  line.head = '';
}

/** One character of running text. */
export function pushText(line: Line, character: string): Opening | undefined {
  if (character === '\n') return startLine(line);
  const call = line.running.push(character);
  return call === undefined ? undefined : { kind: 'discard', read: call.opening };
}
