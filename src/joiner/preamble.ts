/** The word that decides, and how it was written. */
export interface Opening {
  readonly verb: 'finish' | 'replan';
  /** `Finish(` runs to the last `)`, `Finish:` to the end of the text. */
  readonly form: 'colon' | 'parenthesis';
  /** Emphasis that was opened before the word and is not closed yet: `**` in `**Finish:** …`. */
  readonly closer: string;
  /** A code fence was opened before the word. */
  readonly fenced: boolean;
  /** The text behind it that has been read already. */
  readonly rest: string;
}

interface Progress {
  readonly thoughts: string;
  readonly opening: Opening | undefined;
}

const DECORATION = '[ \\t>#*_`~-]{0,16}';
const ACTION = 'action[ \\t*_]{0,4}[:：][ \\t*_`]{0,4}';
const VERB = '(finish|replan)([*_`]{0,3})[ \\t]{0,2}';
const AT_LINE_START = new RegExp(`^(${DECORATION}(?:${ACTION})?)${VERB}([:：(])`, 'i');
const ALONE_ON_LINE = new RegExp(`^(${DECORATION}(?:${ACTION})?)${VERB}\\r?$`, 'i');
const IN_LINE = new RegExp(`(${ACTION})${VERB}([:：(])`, 'i');
/** No match of these patterns is longer, so older text need not be searched again. */
const LONGEST_MATCH = 64;
/** A longer line is handed out in pieces of this length, so that searching stays linear. */
const PIECE = 4_096;

const THINK = '<think>';
const THINK_END = '</think>';
const BREAK = /\n|<think>|<\/think>/;

/**
 * Reads what stands before the deciding word, line by line. A line is handed out as thought when it
 * is whole, without its `Thought:`; blank lines, fences and a bare `Action:` are dropped.
 */
export function createPreamble(): { push(text: string): Progress; end(): Progress } {
  let pending = '';
  let searched = 0;
  /** The line's beginning has been handed out. */
  let continued = false;
  let thinking = false;
  let fenced = false;

  const skipThinking = (): boolean => {
    const end = pending.indexOf(THINK_END);
    thinking = end < 0;
    pending = thinking
      ? pending.slice(-THINK_END.length + 1)
      : pending.slice(end + THINK_END.length);
    return !thinking;
  };

  /** Handles the next thing in `pending` that ends a line or decides; undefined: it needs more text. */
  const step = (final: boolean): Progress | undefined => {
    const from = Math.max(0, searched - LONGEST_MATCH);
    const found = BREAK.exec(pending.slice(from));
    const lineEnd = found === null ? pending.length : from + found.index;
    const whole = found !== null || final;
    const line = pending.slice(0, lineEnd);
    const match = findOpening(line, { from, whole, continued });
    const thought = (text: string): string => (continued ? `${text.trimEnd()}\n` : thoughtOf(text));
    if (match !== undefined && match.start < PIECE) {
      const rest = pending.slice(match.end);
      return { thoughts: thought(line.slice(0, match.start)), opening: { ...match, fenced, rest } };
    }
    if (match !== undefined || line.length >= PIECE + LONGEST_MATCH) return takePiece();
    searched = pending.length;
    if (!whole) return undefined;
    const progress = { thoughts: thought(line), opening: undefined };
    if (/^\s*(```|~~~)/.test(line)) fenced = true;
    thinking = found?.[0] === THINK;
    pending = pending.slice(lineEnd + (found?.[0].length ?? 0));
    searched = 0;
    continued = false;
    return progress;
  };

  const takePiece = (): Progress => {
    const thoughts = pending.slice(0, PIECE);
    pending = pending.slice(PIECE);
    searched = 0;
    continued = true;
    return { thoughts, opening: undefined };
  };

  const run = (final: boolean): Progress => {
    const thoughts: string[] = [];
    for (;;) {
      if (thinking && !skipThinking()) break;
      if (pending === '') break;
      const progress = step(final);
      if (progress === undefined) break;
      thoughts.push(progress.thoughts);
      if (progress.opening !== undefined) {
        return { thoughts: thoughts.join(''), opening: progress.opening };
      }
    }
    return { thoughts: thoughts.join(''), opening: undefined };
  };

  return {
    push(text) {
      pending += text;
      return run(false);
    },
    end: () => run(true),
  };
}

type Match = Pick<Opening, 'verb' | 'form' | 'closer'> & {
  readonly start: number;
  readonly end: number;
};

interface Place {
  readonly from: number;
  readonly whole: boolean;
  readonly continued: boolean;
}

function findOpening(line: string, { from, whole, continued }: Place): Match | undefined {
  if (!continued) {
    const atStart = AT_LINE_START.exec(line) ?? (whole ? ALONE_ON_LINE.exec(line) : null);
    if (atStart !== null) return matchOf(atStart, 0);
  }
  const inLine = IN_LINE.exec(line.slice(from));
  return inLine === null ? undefined : matchOf(inLine, from);
}

function matchOf(match: RegExpExecArray, from: number): Match {
  const [all, before = '', verb = '', after = '', sign] = match;
  const start = from + match.index;
  return {
    verb: verb.toLowerCase() === 'finish' ? 'finish' : 'replan',
    form: sign === '(' ? 'parenthesis' : 'colon',
    closer: after === '' ? openEmphasis(before) : '',
    start,
    end: start + all.length,
  };
}

/** The run of `*`, `_` or backticks that is still open behind `text`. */
function openEmphasis(text: string): string {
  let open = '';
  for (const { 0: run, index } of text.matchAll(/[*_`]+/g)) {
    if (open === run) open = '';
    else if (open === '' && !/[ \t]/.test(text[index + run.length] ?? '')) open = run;
  }
  return open;
}

function thoughtOf(line: string): string {
  const text = line.replace(/^[\s>#*_-]{0,16}thought[*_]{0,3}\s?[:：][*_]{0,3}/i, '').trim();
  const dropped =
    text === '' || /^(```|~~~)/.test(text) || /^[*_]{0,3}action[*_]{0,3}:[*_]{0,3}$/i.test(text);
  return dropped ? '' : `${text}\n`;
}
