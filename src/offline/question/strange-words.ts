import type { Reading } from './find-mentions.ts';

/**
 * The words of a question that are neither understood nor without weight. A question that has one
 * is outside the family: guessing past it would answer another question ("population density" is no
 * population).
 */
export function strangeWords({ words, mentions }: Reading): readonly string[] {
  return words.filter(
    (word, index) =>
      !/^\d/.test(word) &&
      !LIGHT_WORDS.has(word) &&
      mentions.every(({ start, end }) => index < start || index >= end),
  );
}

const LIGHT_WORDS: ReadonlySet<string> = new Set(
  [
    'a an the and or of in on at to for from by with than as between among per is are was were be been',
    'do does did has have had can could would will it its their there this that these those they them me',
    'my i we you what which who whom whose how when where why if then not no so just only also too',
    'compare comparison versus vs list rank order sort sorted name give tell show find get calculate compute',
    'about say know want like need let answer question',
    'many much more most less least fewer fewest greater higher lower larger bigger smaller highest lowest',
    'total sum combined together altogether add added up average mean difference differ ratio times gap',
    'minus subtract number count each all any both other every single',
    'over above under below exceeding after before since up least most',
    'one two three four five six seven eight nine ten eleven twelve top bottom first second third fourth',
    'fifth sixth seventh eighth ninth tenth million billion thousand percent',
    'metre metres meter meters m km kilometre kilometres kilometer kilometers kms ft foot feet mile miles',
    'km2 square sq kg kilogram kilograms kilos tonne tonnes tons h kmh kph hour year years days degrees',
    'celsius residents floors',
    'live lives living stand stands standing lie lies located rise rises reach reaches flow flows run runs',
    'carry carries cover covers hold holds exist exists found see sea level world earth go goes come comes',
    'great lakes thing things ones following please thanks thank hello hi',
  ].flatMap((line) => line.split(' ')),
);
