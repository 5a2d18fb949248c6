import type { PreparedTool } from '../tools/prepared-tool.ts';
import { isQuote, isSpace, isToolNameCharacter } from './characters.ts';

/** A known call that stands in running text. */
export interface SpottedCall {
  readonly name: string;
  /** `2. search(`: an id stands before it. */
  readonly withId: boolean;
  /** What was read behind its parenthesis. */
  readonly opening: string;
}

/**
 * Watches running text for a tool's whole name, `(`, and then a quote, `$`, `[`, `{`, `)` or one of
 * its parameters with `=` or `:`. Linear, in bounded memory.
 */
export interface CallSpotter {
  push(character: string): SpottedCall | undefined;
  /** Begins anew, at the beginning of a text. */
  reset(): void;
}

/** Longer, and a word or an opening is none. */
const LONGEST = 200;

export function createCallSpotter(
  findTool: (name: string) => PreparedTool | undefined,
): CallSpotter {
  let word = '';
  let isWordOver = false;
  let isIdBefore = false;
  let candidate: Candidate | undefined;

  /** A character that is part of no candidate. */
  const pushText = (character: string): void => {
    if (isToolNameCharacter(character)) {
      if (isWordOver) startWord(/^\d+\.$/.test(word));
      if (word.length < LONGEST) word += character;
    } else if (isSpace(character) || character === '*' || character === '`') {
      if (word !== '') isWordOver = true;
    } else if (character === ')' && /^\d+$/.test(word)) {
      startWord(true);
    } else if (character === '(' && word !== '') {
      candidate = candidateOf(word, isIdBefore);
      startWord(false);
    } else startWord(false);
  };

  const startWord = (idBefore: boolean): void => {
    isIdBefore = idBefore;
    word = '';
    isWordOver = false;
  };

  const candidateOf = (text: string, idBefore: boolean): Candidate | undefined => {
    const glued = /^\d+\.(?=\w)/.exec(text)?.[0] ?? '';
    const name = text.slice(glued.length);
    const tool = findTool(name) ?? findTool(name.slice(name.lastIndexOf(':') + 1));
    if (tool === undefined) return undefined;
    return { tool, withId: idBefore || glued !== '', opening: '' };
  };

  return {
    reset() {
      startWord(false);
      candidate = undefined;
    },
    push(character) {
      if (candidate === undefined) {
        pushText(character);
        return undefined;
      }
      const { tool, withId } = candidate;
      const opening = candidate.opening + character;
      const verdict = judge(opening, tool);
      candidate = verdict === 'open' ? { tool, withId, opening } : undefined;
      if (verdict === 'call') return { name: tool.name, withId, opening };
      if (verdict === 'text') for (const held of opening) pushText(held);
      return undefined;
    },
  };
}

interface Candidate {
  readonly tool: PreparedTool;
  readonly withId: boolean;
  readonly opening: string;
}

function judge(opening: string, tool: PreparedTool): 'call' | 'text' | 'open' {
  const text = opening.trimStart();
  if (text === '') return opening.length < LONGEST ? 'open' : 'text';
  if (text.length === 1 && (isQuote(text) || '$[{)'.includes(text))) return 'call';
  if (/^[A-Za-z_]\w*\s*$/.test(text)) return text.length < LONGEST ? 'open' : 'text';
  const name = /^([A-Za-z_]\w*)\s*[=:]$/.exec(text)?.[1];
  return tool.parameters.some((parameter) => parameter.name === name) ? 'call' : 'text';
}
