/**
 * The words of a text, ready to be compared: lower case, no accents, no punctuation, no possessive
 * `'s`; `8,000` is the word `8000`, `20%` the words `20` and `percent`.
 */
export function wordsOf(text: string): readonly string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[’‘ʼ]/g, "'")
    .replace(/'s\b/g, '')
    .replace(/(?<=s)'(?=\s|$)/g, '')
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
    .replace(/%/g, ' percent ');
  return plain.match(/\d+(?:\.\d+)?(?:e[+-]?\d+\b)?|[\p{Letter}\d]+/gu) ?? [];
}

/** True where `phrase` stands in `words` at `index`. */
export function standsAt(
  words: readonly string[],
  index: number,
  phrase: readonly string[],
): boolean {
  return phrase.length > 0 && phrase.every((word, offset) => words[index + offset] === word);
}

/** Where `phrase` stands in `words` first, or -1. */
export function indexOfPhrase(words: readonly string[], phrase: readonly string[]): number {
  return words.findIndex((_, index) => standsAt(words, index, phrase));
}
