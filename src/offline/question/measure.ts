import type { Attribute, Kind } from '../corpus/kind.ts';
import { attributeOf } from '../corpus.ts';
import type { Mention, Named, Reading } from './find-mentions.ts';
import type { Degree } from './query.ts';
import type { AdjectiveUse, AttributeUse } from './vocabulary.ts';

/** What a part of a question measures: an attribute by kind, and which end of the scale counts. */
export interface Measure {
  /** Undefined where the kind has no such attribute. */
  attributeFor(kind: Kind): Attribute | undefined;
  /** For a name that the corpus does not know. */
  readonly attribute: Attribute;
  readonly degree: Degree;
}

/**
 * What the mentions measure. A noun names the attribute and an adjective the direction; without a
 * noun the adjective names both; without either it is the first number of the kind.
 */
export function measureOf(reading: Reading, kinds: readonly Kind[]): Measure | undefined {
  const nouns = reading.mentions.filter((mention) => mention.nouns.length > 0);
  const adjectives = reading.mentions.filter(({ adjectives: uses }) => uses.length > 0);
  const noun = nouns.find((mention) => usesOf(mention.nouns, kinds).length > 0);
  const adjective =
    adjectives.find((mention) => fitting(mention, kinds) !== undefined) ??
    adjectives.find(({ adjectives: uses }) => uses.some(({ of }) => of === undefined));
  const use =
    adjective === undefined ? undefined : (fitting(adjective, kinds) ?? generic(adjective));
  const attribute =
    usesOf(noun?.nouns ?? [], kinds)[0]?.attribute ??
    use?.of?.attribute ??
    (use === undefined ? firstNumber(kinds) : undefined);
  if (attribute === undefined) return undefined;
  const uses = noun === undefined ? adjectiveUses(adjective, use) : noun.nouns;
  return {
    attributeFor: (kind) =>
      uses.find((candidate) => candidate.kind.name === kind.name)?.attribute ??
      attributeOf(kind, attribute.name),
    attribute,
    degree: degreeOf(attribute, use),
  };
}

/** The words for an end of an attribute's scale; without an adjective it is the upper one, unstated. */
export function degreeOf(attribute: Attribute, use: AdjectiveUse | undefined): Degree {
  const direction = use?.direction ?? 'more';
  const stated = use !== undefined;
  if (use?.of?.attribute.name === attribute.name) {
    const { comparative, superlative } = use;
    if (!/people|inhabitants/.test(comparative))
      return { direction, comparative, superlative, stated };
  }
  const [canonical] = (direction === 'more' ? attribute.more : attribute.less) ?? [];
  const [, comparative = '', superlative = ''] = canonical?.split('/') ?? [];
  return { direction, comparative, superlative, stated };
}

/** The kinds of the named things, or every kind where none is known. */
export function kindsOf(names: readonly Named[], reading: Reading): readonly Kind[] {
  const kinds = names.flatMap(({ entity }) => (entity === undefined ? [] : [entity.kind]));
  return kinds.length > 0 ? [...new Set(kinds)] : reading.vocabulary.corpus.kinds;
}

/** The adjective of a mention that belongs to one of the kinds. */
export function fitting(mention: Mention, kinds: readonly Kind[]): AdjectiveUse | undefined {
  return mention.adjectives.find(({ of }) => of !== undefined && includes(kinds, of.kind));
}

function generic(mention: Mention): AdjectiveUse | undefined {
  return mention.adjectives.find(({ of }) => of === undefined);
}

function adjectiveUses(
  mention: Mention | undefined,
  use: AdjectiveUse | undefined,
): readonly AttributeUse[] {
  if (mention === undefined || use?.of === undefined) return [];
  return mention.adjectives.flatMap(({ of }) => (of === undefined ? [] : [of]));
}

function usesOf(uses: readonly AttributeUse[], kinds: readonly Kind[]): readonly AttributeUse[] {
  return uses.filter(({ kind }) => includes(kinds, kind));
}

function includes(kinds: readonly Kind[], wanted: Kind): boolean {
  return kinds.some(({ name }) => name === wanted.name);
}

function firstNumber(kinds: readonly Kind[]): Attribute | undefined {
  return kinds.length > 3 ? undefined : kinds[0]?.attributes.find(({ unit }) => unit !== undefined);
}
