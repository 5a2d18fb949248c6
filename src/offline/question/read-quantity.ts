import type { Attribute, Kind } from '../corpus/kind.ts';
import type { Mention, Named, Reading } from './find-mentions.ts';
import { kindsOf, measureOf, type Measure } from './measure.ts';
import type { Operation, Quantity } from './query.ts';
import { readSelection, type ReadSelection } from './read-selection.ts';

/** The entities of a part of a question, filter values left out, and its selection. */
export interface Part {
  readonly reading: Reading;
  readonly names: readonly Named[];
  readonly selection: ReadSelection | undefined;
  readonly operation: Operation | undefined;
}

/** Splits what a part of a question names; `measure` of the whole question serves where it has none. */
export function readPart(reading: Reading): Part {
  const selection = readSelection(reading);
  const used = new Set<Mention>(selection?.used ?? []);
  const names = reading.mentions.flatMap((mention) =>
    mention.named === undefined || used.has(mention) ? [] : [mention.named],
  );
  return { reading, names: unique(names), selection, operation: readOperation(reading) };
}

/** The words from `start` up to `end` and their mentions, as a reading of its own. */
export function partOf(reading: Reading, start: number, end: number): Reading {
  return {
    vocabulary: reading.vocabulary,
    words: reading.words.slice(start, end),
    mentions: reading.mentions
      .filter((mention) => mention.start >= start && mention.end <= end)
      .map((mention) => ({ ...mention, start: mention.start - start, end: mention.end - start })),
  };
}

/** One value: an entity's, the best of a selection, or several made one by an operation. */
export function readQuantity(part: Part, measure: Measure): Quantity | undefined {
  const { names, selection, operation } = part;
  if (names.length > 1 || (operation !== undefined && names.length === 1)) {
    const of = names.map((named) => entityQuantity(named, measure));
    if (operation === undefined) return undefined;
    return { kind: 'aggregate', operation, of };
  }
  const [only] = names;
  if (only !== undefined) return entityQuantity(only, measure);
  if (selection === undefined) return undefined;
  const attribute = measure.attributeFor(selection.kind);
  return attribute === undefined ? undefined : selectionQuantity(selection, attribute, operation);
}

/** The value of an entity; where its kind has no such attribute, looking it up will say so. */
export function entityQuantity({ name, entity }: Named, measure: Measure): Quantity {
  const attribute = entity === undefined ? undefined : measure.attributeFor(entity.kind);
  return { kind: 'entity', name, attribute: attribute ?? measure.attribute };
}

/** The value of a selection: its best entity's, or all values made one. */
export function selectionQuantity(
  { selection, index }: ReadSelection,
  attribute: Attribute,
  operation: Operation | undefined,
): Quantity | undefined {
  if (operation !== undefined && selection.limit !== 1) {
    return { kind: 'group', operation, selection, attribute };
  }
  const single = index !== undefined || selection.limit === 1;
  return single ? { kind: 'ranked', selection, index: index ?? 0, attribute } : undefined;
}

/** "the population of the capital of France": an attribute of what another one names. */
export function readThrough(part: Part): Quantity | undefined {
  const [named] = part.names;
  const kind = named?.entity?.kind;
  if (named?.entity === undefined || kind === undefined || part.names.length > 1) return undefined;
  const nouns = part.reading.mentions.filter((mention) => mention.nouns.length > 0);
  const adjective = part.reading.mentions.some(({ adjectives }) => adjectives.length > 0);
  const last = nouns.at(-1);
  const via = last?.nouns.find((use) => use.kind === kind)?.attribute;
  if (via === undefined || via.unit !== undefined || (nouns.length < 2 && !adjective))
    return undefined;
  const target = part.reading.vocabulary.corpus.entity(String(named.entity.values.get(via.name)));
  const others = part.reading.words.filter((_, index) => index < (last?.start ?? 0)).join(' ');
  const measure =
    target === undefined ? undefined : measureOfWords(part.reading, others, target.kind);
  if (measure === undefined) return undefined;
  return { kind: 'through', name: named.name, via, attribute: measure };
}

/** The measures of the kinds that the names or the selection belong to. */
export function measureOfPart(part: Part): Measure | undefined {
  const kinds: readonly Kind[] =
    part.names.length === 0 && part.selection !== undefined
      ? [part.selection.kind]
      : kindsOf(part.names, part.reading);
  return measureOf(part.reading, kinds);
}

function measureOfWords(reading: Reading, words: string, kind: Kind): Attribute | undefined {
  const { vocabulary } = reading;
  const list = words.split(' ');
  for (let start = 0; start < list.length; start += 1) {
    for (let end = list.length; end > start; end -= 1) {
      const meaning = vocabulary.meaning(list.slice(start, end).join(' '));
      const noun = meaning?.nouns.find((use) => use.kind === kind)?.attribute;
      const adjective = meaning?.adjectives.find(({ of }) => of?.kind === kind)?.of?.attribute;
      const found = noun ?? adjective;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function readOperation({ words, mentions }: Reading): Operation | undefined {
  const covered = (index: number): boolean =>
    mentions.some(({ start, end, nouns }) => nouns.length > 0 && start <= index && index < end);
  for (const [index, word] of words.entries()) {
    const operation = OPERATIONS.get(word);
    if (operation !== undefined && !covered(index)) return operation;
  }
  return undefined;
}

/** Words that make several values one. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ...['total', 'sum', 'combined', 'together', 'altogether', 'added', 'add'].map(
    (word) => [word, 'sum'] as const,
  ),
  ...['average', 'mean'].map((word) => [word, 'mean'] as const),
]);

function unique(names: readonly Named[]): readonly Named[] {
  return names.filter(
    (named, index) => names.findIndex(({ name }) => name === named.name) === index,
  );
}
