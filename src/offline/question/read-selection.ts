import type { Attribute, Kind } from '../corpus/kind.ts';
import type { Mention, Reading } from './find-mentions.ts';
import { degreeOf, fitting } from './measure.ts';
import { attributeByUnit, convertAmount, readAmounts, type Amount } from './read-amounts.ts';
import type { Condition, Degree, Selection } from './query.ts';
import type { AdjectiveUse } from './vocabulary.ts';

/** A selection with what the question says beside it. */
export interface ReadSelection {
  readonly selection: Selection;
  readonly kind: Kind;
  /** The mentions that are filter values, so that they are not taken for entities. */
  readonly used: readonly Mention[];
  /** "the third highest": 2. */
  readonly index: number | undefined;
  /** The first word of it. */
  readonly start: number;
}

/** "the three highest mountains in Nepal", "rivers longer than 5,000 km"; undefined without a kind. */
export function readSelection(reading: Reading): ReadSelection | undefined {
  const named = findKind(reading);
  const value = reading.mentions.find(
    (mention) => mention.named === undefined && mention.values.length > 0,
  );
  const kind = named?.kind ?? value?.values[0]?.kind;
  const anchor = named ?? value;
  if (kind === undefined || anchor === undefined) return undefined;
  const superlative = findSuperlative(reading, kind);
  const { where, used } = readConditions(reading, kind);
  const ordinal =
    superlative === undefined ? undefined : ordinalBefore(reading, superlative.mention);
  const degree: Degree = superlative?.degree ?? {
    direction: 'more',
    comparative: '',
    superlative: '',
    stated: false,
  };
  return {
    kind,
    used,
    index: ordinal,
    start: Math.min(anchor.start, superlative?.mention.start ?? anchor.start),
    selection: {
      kindName: kind.name,
      plural: kind.plural,
      where,
      sortBy: superlative?.attribute,
      degree,
      limit:
        superlative === undefined
          ? undefined
          : ordinal === undefined
            ? limitOf(reading, anchor, superlative.mention)
            : ordinal + 1,
    },
  };
}

/** Of several kinds the one that a superlative stands before: "in which country is the highest mountain". */
function findKind({ mentions }: Reading): Mention | undefined {
  const kinds = mentions.filter(({ kind }) => kind !== undefined);
  const ranked = kinds.find(({ start }) =>
    mentions.some(
      ({ end, adjectives }) =>
        end === start && adjectives.some(({ form }) => form === 'superlative'),
    ),
  );
  return ranked ?? kinds[0];
}

interface Superlative {
  readonly mention: Mention;
  readonly attribute: Attribute;
  readonly degree: Degree;
}

/** "The largest population" and "the largest by population" are about the noun. */
function findSuperlative(reading: Reading, kind: Kind): Superlative | undefined {
  for (const mention of reading.mentions) {
    const use = superlativeOf(mention, kind);
    if (use === undefined) continue;
    const by = reading.words.lastIndexOf('by') + 1;
    const noun = reading.mentions.find(
      ({ start, nouns }) => nouns.length > 0 && (start === mention.end || start === by),
    );
    const anyNoun = reading.mentions.find(({ nouns }) =>
      nouns.some((candidate) => candidate.kind === kind),
    );
    const nouns = (noun ?? (use.of === undefined ? anyNoun : undefined))?.nouns;
    const attribute =
      nouns?.find((candidate) => candidate.kind === kind)?.attribute ?? use.of?.attribute;
    if (attribute?.unit !== undefined)
      return { mention, attribute, degree: degreeOf(attribute, use) };
  }
  return undefined;
}

function superlativeOf(mention: Mention, kind: Kind): AdjectiveUse | undefined {
  const own = fitting(mention, [kind]);
  if (own?.form === 'superlative') return own;
  return mention.adjectives.find(({ of, form }) => of === undefined && form === 'superlative');
}

function readConditions(
  reading: Reading,
  kind: Kind,
): { readonly where: readonly Condition[]; readonly used: readonly Mention[] } {
  const where: Condition[] = [];
  const used: Mention[] = [];
  for (const mention of reading.mentions) {
    const use = mention.values.find((candidate) => candidate.kind === kind);
    if (use === undefined || mention.named?.entity?.kind === kind) continue;
    where.push({ attribute: use.attribute, operator: 'is', value: use.value });
    used.push(mention);
  }
  for (const amount of readAmounts(reading.words)) {
    const attribute = attributeOfAmount(reading, kind, amount);
    const value = attribute === undefined ? undefined : convertAmount(amount, attribute);
    if (attribute === undefined || value === undefined) continue;
    where.push({ attribute, operator: amount.operator, value });
  }
  return { where, used };
}

/** By the adjective or noun nearest before the amount, else by its unit. */
function attributeOfAmount(reading: Reading, kind: Kind, amount: Amount): Attribute | undefined {
  const spoken = reading.mentions
    .filter(({ start }) => start <= amount.start)
    .reverse()
    .flatMap((mention) => [
      ...[fitting(mention, [kind])?.of?.attribute],
      mention.nouns.find((use) => use.kind === kind)?.attribute,
    ])
    .find((attribute) => attribute !== undefined && convertAmount(amount, attribute) !== undefined);
  const bare = kind.attributes.find(({ unit }) => unit !== undefined);
  return spoken ?? attributeByUnit(kind, amount) ?? (amount.unit === undefined ? bare : undefined);
}

/** "three highest", "highest three", "top 5"; a plural alone means five, a singular one. */
function limitOf(reading: Reading, anchor: Mention, superlative: Mention): number {
  const { words } = reading;
  const near = [words[superlative.start - 1], words[superlative.end], words[anchor.start - 1]];
  for (const word of near) {
    const number = NUMBERS.get(word ?? '') ?? Number(word ?? 'none');
    if (Number.isInteger(number) && number > 0 && number <= 100) return number;
  }
  const kindWords = words.slice(anchor.start, anchor.end).join(' ');
  return kindWords.endsWith('s') && !kindWords.endsWith('gas') ? 5 : 1;
}

function ordinalBefore(reading: Reading, superlative: Mention): number | undefined {
  const at = ORDINALS.indexOf(reading.words[superlative.start - 1] ?? '');
  return at < 0 ? undefined : at;
}

const ORDINALS: readonly string[] =
  'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');

const NUMBERS: ReadonlyMap<string, number> = new Map(
  'one two three four five six seven eight nine ten eleven twelve'
    .split(' ')
    .map((word, index) => [word, index + 1]),
);
