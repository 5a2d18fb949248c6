import type { Json } from '../index.ts';

/**
 * A value as one line of JSON in which everything can be seen (`visibleText`). Reading it as JSON
 * gives the value again.
 */
export function visibleJson(value: Json): string {
  return visibleText(JSON.stringify(value));
}

/** The text with an escape (`\u202e`) for each character that a terminal obeys, hides or takes for a blank. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }).join(''),
  );
}

/**
 * Controls, format characters, private and unassigned ones, lone surrogates; line ends; every blank
 * but the space; what Unicode has to be ignored in display, as fillers; the braille blank.
 */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;
