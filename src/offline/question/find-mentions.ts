import type { Entity } from '../corpus.ts';
import type { Kind } from '../corpus/kind.ts';
import { indexOfPhrase, standsAt, wordsOf } from '../words.ts';
import type { AdjectiveUse, AttributeUse, Meaning, ValueUse, Vocabulary } from './vocabulary.ts';

/** A phrase of the question that means something; `start` and `end` count words. */
export interface Mention {
  readonly start: number;
  readonly end: number;
  readonly named: Named | undefined;
  readonly kind: Kind | undefined;
  readonly nouns: readonly AttributeUse[];
  readonly adjectives: readonly AdjectiveUse[];
  readonly values: readonly ValueUse[];
}

/** An entity, or a name that the corpus does not know. */
export interface Named {
  readonly name: string;
  readonly entity: Entity | undefined;
}

/** A question's words and what they mean. */
export interface Reading {
  readonly words: readonly string[];
  readonly mentions: readonly Mention[];
  readonly vocabulary: Vocabulary;
}

/**
 * Finds the phrases of a question, longest first. Nouns, adjectives and values count only where
 * they belong to a kind that the question speaks of, so that "mean depth" of a lake is a mean, and
 * of an ocean an attribute. Capitalised names that nothing knows become mentions too: looking them
 * up says that they are unknown.
 */
export function findMentions(question: string, vocabulary: Vocabulary): Reading {
  const words = plainWords(question);
  const everything = scan(words, vocabulary, () => true);
  const unknown = unknownNames(question, words, everything);
  const kinds = new Set<Kind>();
  for (const { named, kind } of everything) {
    if (named?.entity !== undefined) kinds.add(named.entity.kind);
    if (kind !== undefined) kinds.add(kind);
  }
  const known = kinds.size === 0 ? everything : scan(words, vocabulary, (kind) => kinds.has(kind));
  const free = unknown.filter(({ start, end }) =>
    known.every((mention) => mention.end <= start || mention.start >= end),
  );
  const mentions = [...known, ...free].sort((left, right) => left.start - right.start);
  return { words, mentions, vocabulary };
}

function scan(
  words: readonly string[],
  vocabulary: Vocabulary,
  spokenOf: (kind: Kind) => boolean,
): readonly Mention[] {
  const mentions: Mention[] = [];
  let index = 0;
  while (index < words.length) {
    const mention = longestAt(index);
    if (mention !== undefined) mentions.push(mention);
    index = mention === undefined ? index + 1 : mention.end;
  }
  return mentions;

  function longestAt(start: number): Mention | undefined {
    for (let length = Math.min(vocabulary.longest, words.length - start); length > 0; length -= 1) {
      const end = start + length;
      const meaning = vocabulary.meaning(words.slice(start, end).join(' '));
      const mention = meaning === undefined ? undefined : mentionOf(meaning, start, end);
      if (mention !== undefined) return mention;
    }
    return undefined;
  }

  function mentionOf(meaning: Meaning, start: number, end: number): Mention | undefined {
    const { entity, kind } = meaning;
    const nouns = meaning.nouns.filter((use) => spokenOf(use.kind));
    const adjectives = meaning.adjectives.filter(({ of }) => of === undefined || spokenOf(of.kind));
    const values = meaning.values.filter((use) => spokenOf(use.kind));
    const named = entity === undefined ? undefined : { name: entity.name, entity };
    const count = nouns.length + adjectives.length + values.length;
    if (named === undefined && kind === undefined && count === 0) return undefined;
    return { start, end, named, kind, nouns, adjectives, values };
  }
}

/** Capitalised runs of words outside every known mention; a question's first word is no name. */
function unknownNames(
  question: string,
  words: readonly string[],
  known: readonly Mention[],
): readonly Mention[] {
  const runs = question.matchAll(/\p{Lu}[\p{L}\d'-]*(?:\s+(?:of\s+)?[\p{Lu}\d][\p{L}\d'-]*)*/gu);
  return [...runs].flatMap((run) => {
    const name = stripQuestionWord(run[0], run.index === 0);
    if (!/^\p{Lu}/u.test(name)) return [];
    const phrase = wordsOf(name);
    const start = indexOfPhrase(words, phrase);
    if (start < 0 || phrase.length === 0) return [];
    const end = start + phrase.length;
    const taken = known.some(
      (mention) =>
        (mention.named !== undefined || mention.kind !== undefined || mention.values.length > 0) &&
        mention.start < end &&
        mention.end > start,
    );
    if (taken) return [];
    const named = { name, entity: undefined };
    return [{ start, end, named, kind: undefined, nouns: [], adjectives: [], values: [] }];
  });
}

function stripQuestionWord(run: string, first: boolean): string {
  const [opener = '', ...rest] = run.split(/\s+/);
  const plain = wordsOf(opener).join(' ');
  return first || OPENERS.has(plain) ? rest.join(' ') : run;
}

/** Words that begin a sentence or name a unit, not a thing. */
const OPENERS: ReadonlySet<string> = new Set(
  'what which who how where when is are does do was were list compare and the name give tell show rank add calculate compute if i c f km m'.split(
    ' ',
  ),
);

/** The words without what adds no meaning here, and with adjectives of places as the places. */
function plainWords(question: string): readonly string[] {
  const words = wordsOf(question).map((word) => PLACES.get(word) ?? word);
  const kept: string[] = [];
  let index = 0;
  while (index < words.length) {
    const filler = FILLERS.find((phrase) => standsAt(words, index, phrase));
    if (filler !== undefined) index += filler.length;
    else {
      const word = words[index] ?? '';
      const pronoun =
        CAPITALISED.has(word) && !new RegExp(`\\b${word}\\b`, 'i').test(capitals(question));
      if (!pronoun) kept.push(...(index === 0 && word === 'where' ? ['location'] : [word]));
      index += 1;
    }
  }
  return kept;
}

/** "us", "la" and "don" are words too; as names they are written with a capital. */
const CAPITALISED: ReadonlySet<string> = new Set(['us', 'la', 'don']);

function capitals(question: string): string {
  return (question.match(/\p{Lu}[\p{L}]*/gu) ?? []).join(' ');
}

const FILLERS: readonly (readonly string[])[] = [
  'in the world',
  'of the world',
  'on the planet',
  'on earth',
  'in the solar system',
  'of the solar system',
  'from the sun',
  'to the sun',
  'please',
  'worldwide',
].map((text) => text.split(' '));

const PLACES: ReadonlyMap<string, string> = new Map([
  ['african', 'africa'],
  ['asian', 'asia'],
  ['european', 'europe'],
  ['nepalese', 'nepal'],
  ['chinese', 'china'],
  ['japanese', 'japan'],
  ['canadian', 'canada'],
  ['russian', 'russia'],
  ['swiss', 'switzerland'],
  ['italian', 'italy'],
  ['american', 'america'],
]);
