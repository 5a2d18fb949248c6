import type { Reading } from './find-mentions.ts';
import { readAmounts } from './read-amounts.ts';

/**
 * The words of a question that are neither understood nor without weight. A question that has one
 * is outside the family: guessing past it would answer another question ("population density" is no
 * population, "not in Nepal" is not in Nepal). A number must belong to an amount or a ranking, a
 * unit to an amount or to what is asked ("in feet" wants a conversion), and things are counted only
 * of one kind ("the fewest moons" wants a count for each planet).
 */
export function strangeWords(reading: Reading): readonly string[] {
  const { words, mentions } = reading;
  const amounts = readAmounts(words);
  const spans = [...mentions, ...amounts];
  const isCovered = (index: number): boolean =>
    spans.some(({ start, end }) => start <= index && index < end);
  return words.filter(
    (word, index) =>
      countsForEach(reading, index) ||
      (!isCovered(index) &&
        !LIGHT_WORDS.has(word) &&
        !counts(reading, index) &&
        !isUnitAsked(reading, word)),
  );
}

/** "most mountains", "fewer moons": a count of things for each of some others. */
function countsForEach({ words, mentions }: Reading, index: number): boolean {
  if (!DEGREES_OF_COUNT.has(words[index] ?? '')) return false;
  return mentions.some(({ start, kind }) => start === index + 1 && kind !== undefined);
}

/** "How many metres higher", "when was": the unit that the answer will have anyway. */
function isUnitAsked({ mentions }: Reading, word: string): boolean {
  const unit = UNIT_WORDS.get(word);
  if (unit === undefined) return false;
  const measured = mentions.flatMap(({ nouns, adjectives }) => [
    ...nouns.map(({ attribute }) => attribute),
    ...adjectives.flatMap(({ of }) => of?.attribute ?? []),
  ]);
  const ofKinds = mentions.flatMap(({ kind, named }) => [
    ...(kind?.attributes ?? []),
    ...(named?.entity?.kind.attributes ?? []),
  ]);
  return (measured.length > 0 ? measured : ofKinds).some((attribute) => attribute.unit === unit);
}

const DEGREES_OF_COUNT: ReadonlySet<string> = new Set(['most', 'more', 'fewest', 'fewer', 'least']);

const UNIT_WORDS: ReadonlyMap<string, string> = new Map([
  ...['metre', 'metres', 'meter', 'meters', 'm'].map((word) => [word, 'm'] as const),
  ...['kilometre', 'kilometres', 'kilometer', 'kilometers', 'km', 'kms'].map(
    (word) => [word, 'km'] as const,
  ),
  ['when', 'year'],
  ...['kg', 'kilogram', 'kilograms', 'kilos'].map((word) => [word, 'kg'] as const),
]);

/** "the three highest", "top 5", "the second largest", "which of the two". */
function counts({ words, mentions }: Reading, index: number): boolean {
  const word = words[index] ?? '';
  if (!/^\d+$/.test(word) && !COUNT_WORDS.has(word)) return false;
  if (words[index - 1] === 'top') return true;
  const severalNames = mentions.filter(({ named }) => named !== undefined).length > 1;
  if (severalNames && COUNT_WORDS.has(word)) return true;
  return mentions.some(
    ({ start, end, adjectives }) =>
      adjectives.some(({ form }) => form === 'superlative') &&
      (start - index === 1 || index - end === 0),
  );
}

const COUNT_WORDS: ReadonlySet<string> = new Set(
  'one two three four five six seven eight nine ten eleven twelve first second third fourth fifth sixth seventh eighth ninth tenth'.split(
    ' ',
  ),
);

const LIGHT_WORDS: ReadonlySet<string> = new Set(
  [
    'a an the and or of in on at to for from by with than as between among per is are was were be been',
    'do does did has have had can could would will it its their there this that these those they them me',
    'my i we you what which who whom whose how where so also too there',
    'compare comparison versus vs list rank order sort sorted name give tell show find get calculate compute',
    'about describe explain say know want like need let answer question',
    'many much more most less least fewer fewest greater higher lower larger bigger smaller highest lowest',
    'total sum combined together altogether add added up average mean difference differ ratio times gap',
    'minus subtract number count each all any every top',
    'year years days degrees celsius',
    'live lives living stand stands standing lie lies located rise rises reach reaches flow flows run runs',
    'carry carries cover covers hold holds exist exists belong belongs belonging lived see come comes',
    'great lakes thing things following thanks thank hello hi world',
  ].flatMap((line) => line.split(' ')),
);
