import type { Reading } from './find-mentions.ts';
import { degreeOf, type Measure } from './measure.ts';
import { attributeOfQuantity, type Query, type Quantity } from './query.ts';
import { entityQuantity } from './read-quantity.ts';

/**
 * "And Kangchenjunga?" after a question: a lookup is asked of the new name, a comparison takes it
 * in, a difference or ratio is taken to it. Undefined where the text is a question of its own.
 */
export function readFollowUp(reading: Reading, before: Query): Query | undefined {
  const opening = FOLLOW_UPS.find((phrase) => reading.words.join(' ').startsWith(`${phrase} `));
  const names = reading.mentions.flatMap(({ named }) => (named === undefined ? [] : [named]));
  const named = reading.mentions.filter((mention) => mention.named !== undefined);
  const covered = named.reduce((sum, { start, end }) => sum + end - start, 0);
  const rest = reading.words.filter((word) => SMALL_WORDS.has(word)).length;
  const last = names.at(-1);
  if (opening === undefined || last === undefined) return undefined;
  if (covered + rest < reading.words.length) return undefined;
  const attribute = attributeOfQuery(before);
  if (attribute === undefined) return undefined;
  const measure: Measure = {
    attribute,
    attributeFor: (kind) => kind.attributes.find(({ name }) => name === attribute.name),
    degree: degreeOf(attribute, undefined),
  };
  const added = names.map((name) => entityQuantity(name, measure));
  return applyTo(before, added, entityQuantity(last, measure));
}

function applyTo(before: Query, added: readonly Quantity[], last: Quantity): Query | undefined {
  switch (before.kind) {
    case 'value':
      if (added.length === 1) return { kind: 'value', quantity: last };
      return undefined;
    case 'compare':
      return { ...before, quantities: [...before.quantities, ...added], yesNo: false };
    case 'difference':
    case 'ratio':
      return { ...before, right: last };
    case 'list':
    case 'count':
    case 'arithmetic':
    case 'about':
    case 'outside':
      return undefined;
  }
}

function attributeOfQuery(query: Query): ReturnType<typeof attributeOfQuantity> {
  if (query.kind === 'value') return attributeOfQuantity(query.quantity);
  if (query.kind === 'difference' || query.kind === 'ratio') return attributeOfQuantity(query.left);
  const first = query.kind === 'compare' ? query.quantities[0] : undefined;
  return first === undefined ? undefined : attributeOfQuantity(first);
}

const FOLLOW_UPS = ['and', 'what about', 'how about', 'and what about', 'or'];
const SMALL_WORDS: ReadonlySet<string> = new Set('and what about how or for of to the'.split(' '));
