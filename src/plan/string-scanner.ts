import { closersOf, isApostrophe, isQuote, isWordCharacter } from './characters.ts';

/** Follows strings through text that arrives one character at a time. */
export interface StringScanner {
  /** Takes a character; true if it belongs to a string, its quotes included. */
  push(character: string): boolean;
  /** The index, from `index` on, of the next character that may matter in the open string; `index` outside. */
  skip(text: string, index: number): number;
  readonly inside: boolean;
  /** Begins anew, outside strings. */
  reset(): void;
}

/**
 * Knows double and single quotes (also tripled), backticks and typographic quotes, escapes, and an
 * apostrophe between two word characters, which closes nothing. An apostrophe behind a word
 * character opens nothing, but behind a string's prefix (`r'…'`).
 */
export function createStringScanner(): StringScanner {
  let quote = '';
  let closers = '';
  let phase: 'opened' | 'empty' | 'body' | 'apostrophe' = 'body';
  let triple = false;
  let run = 0; // closing quotes in a row, in a tripled string
  let escaped = false;
  let last = ''; // the character before
  let beforeLast = '';

  const close = (): void => {
    quote = '';
    triple = false;
    run = 0;
  };

  /** The character behind an opening quote, or behind an apostrophe: true if that settles it. */
  const decide = (character: string): boolean => {
    if (phase === 'opened' && character === quote && (quote === '"' || quote === "'")) {
      phase = 'empty';
      return true;
    }
    if (phase === 'empty') {
      triple = character === quote;
      if (!triple) close();
    } else if (phase === 'apostrophe' && !isWordCharacter(character)) close();
    const settled = phase === 'empty' && triple;
    phase = 'body';
    return settled;
  };

  const stepBody = (character: string): void => {
    if (escaped) escaped = false;
    else if (character === '\\') {
      escaped = true;
      run = 0;
    } else if (!closers.includes(character)) run = 0;
    else if (triple) {
      run += 1;
      if (run === 3) close();
    } else if (isApostrophe(character) && isWordCharacter(last)) phase = 'apostrophe';
    else close();
  };

  const opens = (character: string): boolean => {
    if (!isQuote(character)) return false;
    if (!isApostrophe(character) || !isWordCharacter(last)) return true;
    return /[rRfFbBuU]/.test(last) && !isWordCharacter(beforeLast);
  };

  const step = (character: string): boolean => {
    if (quote !== '' && phase !== 'body' && decide(character)) return true;
    if (quote !== '') {
      stepBody(character);
      return true;
    }
    if (!opens(character)) return false;
    quote = character;
    closers = closersOf(character);
    phase = 'opened';
    return true;
  };

  return {
    push(character) {
      const belongs = step(character);
      beforeLast = last;
      last = character;
      return belongs;
    },
    skip(text, index) {
      if (quote === '' || phase !== 'body' || escaped) return index;
      let end = index;
      while (
        end < text.length &&
        !closers.includes(text.charAt(end)) &&
        text.charAt(end) !== '\\'
      ) {
        end += 1;
      }
      if (end === index) return index;
      run = 0;
      beforeLast = end - index > 1 ? text.charAt(end - 2) : last;
      last = text.charAt(end - 1);
      return end;
    },
    reset() {
      close();
      escaped = false;
      last = '';
      beforeLast = '';
    },
    get inside() {
      return quote !== '' && phase !== 'empty' && phase !== 'apostrophe';
    },
  };
}
