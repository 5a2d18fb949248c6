import type { Corpus, Entity } from '../corpus.ts';
import type { Attribute, Kind } from '../corpus/kind.ts';
import { wordsOf } from '../words.ts';

/** Everything that a phrase of a question can mean. */
export interface Meaning {
  readonly entity: Entity | undefined;
  readonly kind: Kind | undefined;
  readonly nouns: readonly AttributeUse[];
  readonly adjectives: readonly AdjectiveUse[];
  /** Textual attributes that hold this phrase: `nepal` is the country of some mountains. */
  readonly values: readonly ValueUse[];
}

export interface AttributeUse {
  readonly kind: Kind;
  readonly attribute: Attribute;
}

export interface AdjectiveUse {
  /** Undefined: "more", "highest" of whatever noun stands beside it. */
  readonly of: AttributeUse | undefined;
  readonly direction: 'more' | 'less';
  readonly form: 'base' | 'comparative' | 'superlative';
  readonly comparative: string;
  readonly superlative: string;
}

export interface ValueUse extends AttributeUse {
  readonly value: string;
}

/** The phrases that the offline model knows. */
export interface Vocabulary {
  readonly corpus: Corpus;
  meaning(phrase: string): Meaning | undefined;
  /** Words of the longest phrase. */
  readonly longest: number;
}

/** Collects the phrases of a corpus: names, kinds, nouns, adjectives, textual values. */
export function createVocabulary(corpus: Corpus): Vocabulary {
  const entries = new Map<string, MutableMeaning>();
  let longest = 1;
  const entry = (phrase: string): MutableMeaning => {
    const words = wordsOf(phrase.replaceAll('_', ' '));
    longest = Math.max(longest, words.length);
    const key = words.join(' ');
    const known = entries.get(key);
    if (known !== undefined) return known;
    const fresh: MutableMeaning = {
      entity: undefined,
      kind: undefined,
      nouns: [],
      adjectives: [],
      values: [],
    };
    entries.set(key, fresh);
    return fresh;
  };
  for (const kind of corpus.kinds) {
    for (const name of [kind.name, kind.plural, ...kind.synonyms]) entry(name).kind = kind;
    for (const attribute of kind.attributes) addAttribute(entry, { kind, attribute });
  }
  for (const entity of corpus.entities) addEntity(entry, entity);
  for (const { phrase, use } of genericAdjectives()) entry(phrase).adjectives.push(use);
  return { corpus, meaning: (phrase) => entries.get(phrase), longest };
}

interface MutableMeaning {
  entity: Entity | undefined;
  kind: Kind | undefined;
  readonly nouns: AttributeUse[];
  readonly adjectives: AdjectiveUse[];
  readonly values: ValueUse[];
}

type Entry = (phrase: string) => MutableMeaning;

function addAttribute(entry: Entry, of: AttributeUse): void {
  const { attribute } = of;
  for (const noun of [attribute.name, ...attribute.nouns]) {
    for (const form of [noun, pluralOf(noun)]) entry(form).nouns.push(of);
  }
  const add = (triples: readonly string[] | undefined, direction: 'more' | 'less'): void => {
    for (const triple of triples ?? []) {
      const [base = '', comparative = '', superlative = ''] = triple.split('/');
      const use = { of, direction, comparative, superlative } as const;
      if (base !== '-') entry(base).adjectives.push({ ...use, form: 'base' });
      entry(comparative).adjectives.push({ ...use, form: 'comparative' });
      entry(superlative).adjectives.push({ ...use, form: 'superlative' });
    }
  };
  add(attribute.more, 'more');
  add(attribute.less, 'less');
}

function addEntity(entry: Entry, entity: Entity): void {
  for (const name of [entity.name, ...entity.aliases]) entry(name).entity = entity;
  for (const attribute of entity.kind.attributes) {
    const value = entity.values.get(attribute.name);
    if (typeof value !== 'string') continue;
    // Chemical symbols are words of their own ("I", "In", "As"), so no question filters by them.
    const parts = value.split(', ').filter((part) => part.length > 2);
    const forms = parts.flatMap((part) => [
      { form: part, part },
      { form: singularOf(part), part },
      { form: `${part}s`, part },
    ]);
    for (const { form, part } of forms) {
      const { values } = entry(form);
      const known = values.some((use) => use.kind === entity.kind && use.attribute === attribute);
      if (!known) values.push({ kind: entity.kind, attribute, value: part });
    }
  }
}

function pluralOf(noun: string): string {
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

function singularOf(text: string): string {
  return text.endsWith('es') && text.endsWith('gases') ? text.slice(0, -2) : text.replace(/s$/, '');
}

function genericAdjectives(): readonly { phrase: string; use: AdjectiveUse }[] {
  const more = [
    'more/most',
    'greater/greatest',
    'higher/highest',
    'larger/largest',
    'bigger/biggest',
    '-/maximum',
  ];
  const less = ['less/least', 'fewer/fewest', 'lower/lowest', 'smaller/smallest', '-/minimum'];
  const uses = (triples: readonly string[], direction: 'more' | 'less') =>
    triples.flatMap((pair) => {
      const [comparative = '', superlative = ''] = pair.split('/');
      const use = { of: undefined, direction, comparative, superlative } as const;
      return [
        { phrase: comparative, use: { ...use, form: 'comparative' as const } },
        { phrase: superlative, use: { ...use, form: 'superlative' as const } },
      ];
    });
  return [...uses(more, 'more'), ...uses(less, 'less')].filter(({ phrase }) => phrase !== '-');
}
