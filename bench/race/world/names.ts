import type { Random } from './random.ts';

const SYLLABLES =
  'bar cel dor fen gal hul jor kel lim mar nor pel quin ros sel tar ul ven wys zan'.split(' ');

/** Invented names of two words, all different: what no model can know by heart, so that it must call. */
export function inventNames(random: Random, count: number): readonly string[] {
  const names = new Set<string>();
  while (names.size < count) names.add(`${inventWord(random, 3)} ${inventWord(random, 2)}`);
  return [...names];
}

function inventWord(random: Random, syllables: number): string {
  const word = Array.from({ length: syllables }, () => random.pick(SYLLABLES)).join('');
  return word.charAt(0).toUpperCase() + word.slice(1);
}
