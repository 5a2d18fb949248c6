import type { Entity } from './corpus.ts';
import type { Attribute } from './corpus/kind.ts';
import { wordsOf } from './words.ts';

/** What to keep of a kind, in which order, and how many. */
export interface EntitySelection {
  readonly where: readonly EntityCondition[];
  /** Entities without a number for it are left out. */
  readonly sortBy?: Attribute | undefined;
  /** Default: descending. */
  readonly order?: 'descending' | 'ascending' | undefined;
  readonly limit?: number | undefined;
}

/** `is` compares words (any of several values may match) or numbers; the others compare numbers. */
export interface EntityCondition {
  readonly attribute: Attribute;
  readonly operator: 'is' | '>' | '>=' | '<' | '<=';
  readonly value: number | string;
}

/** The entities that meet every condition; without `sortBy` in their given order. */
export function selectEntities(
  entities: readonly Entity[],
  { where, sortBy, order = 'descending', limit }: EntitySelection,
): readonly Entity[] {
  const kept = entities.filter((entity) => where.every((condition) => meets(entity, condition)));
  if (sortBy === undefined) return kept.slice(0, limit);
  const sign = order === 'descending' ? -1 : 1;
  return kept
    .flatMap((entity) => {
      const key = entity.values.get(sortBy.name);
      return typeof key === 'number' ? [{ entity, key }] : [];
    })
    .sort((left, right) => sign * (left.key - right.key))
    .slice(0, limit)
    .map(({ entity }) => entity);
}

function meets(entity: Entity, { attribute, operator, value }: EntityCondition): boolean {
  const actual = entity.values.get(attribute.name) ?? null;
  if (operator === 'is') return sameValue(actual, value);
  const wanted = Number(value);
  if (typeof actual !== 'number' || Number.isNaN(wanted)) return false;
  switch (operator) {
    case '>':
      return actual > wanted;
    case '>=':
      return actual >= wanted;
    case '<':
      return actual < wanted;
    case '<=':
      return actual <= wanted;
  }
}

function sameValue(actual: number | string | null, wanted: number | string): boolean {
  if (actual === null) return false;
  if (typeof actual === 'number') return actual === Number(wanted);
  const key = wordsOf(String(wanted)).join(' ');
  return actual.split(', ').some((part) => wordsOf(part).join(' ') === key);
}
