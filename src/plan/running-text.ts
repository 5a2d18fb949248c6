import type { PreparedTool } from '../tools/prepared-tool.ts';
import { createCallSpotter, type SpottedCall } from './call-spotter.ts';
import { errorAt, type Finding, warningAt } from './plan-problem.ts';
import { isDecoration } from './statement-head.ts';
import type { Position } from './syntax.ts';

/**
 * Takes the text that is no statement: prose, remarks behind a call, Thought and Observation lines.
 * A known call in it is reported and handed back, so that it can be read to its end.
 */
export interface RunningText {
  begin(kind: TextKind, position: Position): void;
  push(character: string): SpottedCall | undefined;
  /** The line is over. */
  end(): void;
  /** The Thought lines since the last call, one a line. */
  takeThought(): string | undefined;
}

/** `comment`: nothing counts. `skipped`: an error was reported, so no more of this line is. */
export type TextKind = 'prose' | 'remark' | 'thought' | 'observation' | 'comment' | 'skipped';

export interface RunningTextOptions {
  readonly findTool: (name: string) => PreparedTool | undefined;
  readonly onProse: (text: string, position: Position) => void;
  readonly onFinding: (finding: Finding) => void;
}

const LONGEST_PROSE = 4_096;
/** Of all Thought lines before one statement. */
const LONGEST_THOUGHT = 10_000;
/** Of a remark, in its warning. */
const SHOWN = 60;

export function createRunningText(options: RunningTextOptions): RunningText {
  const spotter = createCallSpotter(options.findTool);
  let kind: TextKind = 'comment';
  let start: Position = { line: 1, column: 1 };
  let spoken = '';
  let thoughts: string[] = [];
  let thoughtLength = 0;

  const flushProse = (): void => {
    if (!isDecoration(spoken)) options.onProse(spoken, start);
    spoken = '';
  };

  const flushRemark = (): void => {
    const message = `ignored the text behind the call: ${JSON.stringify(spoken.trim())}`;
    options.onFinding(warningAt('plan.trailing-text-ignored', start, { message }));
  };

  const flushThought = (): void => {
    const text = spoken.replace(/^[\s*_]+/, '').trimEnd();
    if (text === '' || thoughtLength >= LONGEST_THOUGHT) return;
    thoughts.push(text);
    thoughtLength += text.length;
  };

  const speak = (character: string): void => {
    const limit = kind === 'thought' ? LONGEST_THOUGHT : kind === 'remark' ? SHOWN : LONGEST_PROSE;
    if (spoken.length < limit) spoken += character;
    if (spoken.length === LONGEST_PROSE && kind === 'prose') flushProse();
  };

  const report = (call: SpottedCall): void => {
    if (kind === 'skipped') return;
    options.onFinding(misplacedCall(call, kind, start));
    kind = 'skipped';
  };

  return {
    begin(nextKind, position) {
      kind = nextKind;
      start = position;
      spoken = '';
      spotter.reset();
    },
    push(character) {
      if (kind === 'comment') return undefined;
      if (kind !== 'skipped') speak(character);
      const call = spotter.push(character);
      if (call === undefined) return undefined;
      if ((kind === 'thought' || kind === 'observation') && !call.withId) return undefined;
      report(call);
      return call;
    },
    end() {
      if (kind === 'prose' || kind === 'observation') flushProse();
      else if (kind === 'remark') flushRemark();
      else if (kind === 'thought') flushThought();
      kind = 'comment';
      spoken = '';
    },
    takeThought() {
      const text = thoughts.length === 0 ? undefined : thoughts.join('\n');
      thoughts = [];
      thoughtLength = 0;
      return text;
    },
  };
}

function misplacedCall(call: SpottedCall, kind: TextKind, position: Position): Finding {
  const example = `Write it on a line of its own: 1. ${call.name}(…).`;
  if (kind === 'thought' || kind === 'observation') {
    const message = `a ${kind} line holds the call ${call.name}(…) with an id`;
    return errorAt('plan.syntax', position, { message, hint: example });
  }
  if (call.withId) {
    const message = `expected the statement with ${call.name}(…) at the beginning of its line, got text before it`;
    return errorAt('plan.syntax', position, { message, hint: example });
  }
  const message = `expected an id in front of ${call.name}(…)`;
  return errorAt('plan.missing-id', position, { message, hint: example });
}
