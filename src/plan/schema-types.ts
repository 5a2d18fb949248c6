import type { Json, JsonObject } from '../core/json.ts';
import { isJsonList, isJsonObject } from '../core/json.ts';
import { followRef } from '../tools/local-ref.ts';

/**
 * The JSON types as bits, so that a set of types is one number. `number` in a schema is both bits,
 * `integer` is one: a value of 3 then fits either, and 3.5 fits `number` only.
 */
export const typeBit = {
  null: 1,
  boolean: 2,
  fraction: 4,
  integer: 8,
  string: 16,
  list: 32,
  object: 64,
} as const;

export const anyType = 127;

/** How many `$ref`s, unions and intersections are followed into one another before a schema counts as open. */
const MAX_HOPS = 8;

/** The types that a schema may admit. Never too few: what is not understood admits everything. */
export function typesOf(schema: Json, root: Json, hops: number = MAX_HOPS): number {
  if (schema === false) return 0;
  if (!isJsonObject(schema) || hops === 0) return anyType;
  let types = namedTypes(schema['type']);
  if (schema['nullable'] === true) types |= typeBit.null;
  if (schema['const'] !== undefined) types &= typeOfValue(schema['const']);
  if (isJsonList(schema['enum'])) types &= unionOf(schema['enum'], typeOfValue);
  if (typeof schema['$ref'] === 'string') {
    types &= typesOf(resolveLocal(schema['$ref'], root), root, hops - 1);
  }
  for (const key of ['anyOf', 'oneOf'] as const) {
    const branches = schema[key];
    if (isJsonList(branches)) {
      types &= unionOf(branches, (branch) => typesOf(branch, root, hops - 1));
    }
  }
  if (isJsonList(schema['allOf'])) {
    for (const part of schema['allOf']) types &= typesOf(part, root, hops - 1);
  }
  return types;
}

/** The one type that a value has. */
export function typeOfValue(value: Json): number {
  if (value === null) return typeBit.null;
  if (typeof value === 'string') return typeBit.string;
  if (typeof value === 'boolean') return typeBit.boolean;
  if (typeof value === 'number') {
    return Number.isInteger(value) ? typeBit.integer : typeBit.fraction;
  }
  return isJsonList(value) ? typeBit.list : typeBit.object;
}

/** The set that a schema's `type` keyword names; everything where there is none. */
export function namedTypes(type: Json | undefined): number {
  if (typeof type === 'string') return namedType(type);
  if (isJsonList(type)) {
    return unionOf(type, (name) => (typeof name === 'string' ? namedType(name) : anyType));
  }
  return anyType;
}

/**
 * False only where no value of the types `from` can arrive in a parameter of the types `to`: any
 * value but null becomes text, text may parse to anything but null, all else must match.
 */
export function mayArrive(from: number, to: number): boolean {
  if (from === 0 || to === 0 || (from & to) !== 0) return true;
  if ((to & typeBit.string) !== 0) return (from & ~typeBit.null) !== 0;
  return (from & typeBit.string) !== 0 && (to & ~typeBit.null) !== 0;
}

/** A set of types in words: `a string`, `a number or null`, `any value`. */
export function nameTypes(types: number): string {
  if (types === anyType) return 'any value';
  const names: string[] = [];
  if ((types & typeBit.string) !== 0) names.push('a string');
  if ((types & typeBit.fraction) !== 0) names.push('a number');
  else if ((types & typeBit.integer) !== 0) names.push('an integer');
  if ((types & typeBit.boolean) !== 0) names.push('true or false');
  if ((types & typeBit.list) !== 0) names.push('a list');
  if ((types & typeBit.object) !== 0) names.push('an object');
  if ((types & typeBit.null) !== 0) names.push('null');
  return names.length === 0 ? 'nothing at all' : names.join(' or ');
}

/** What `#`, `#/$defs/name` or `#/definitions/name` points at in the end; true (anything) where it points nowhere. */
export function resolveLocal(ref: string, root: Json): Json {
  return isJsonObject(root) ? (followRef({ $ref: ref }, root) ?? true) : true;
}

/** A schema's own keyword that holds an object, such as `properties`; an empty one where it is absent. */
export function objectKeyword(schema: JsonObject, keyword: string): JsonObject {
  const value = schema[keyword];
  return isJsonObject(value) ? value : {};
}

function namedType(name: string): number {
  switch (name) {
    case 'null':
      return typeBit.null;
    case 'boolean':
      return typeBit.boolean;
    case 'number':
      return typeBit.fraction | typeBit.integer;
    case 'integer':
      return typeBit.integer;
    case 'string':
      return typeBit.string;
    case 'array':
      return typeBit.list;
    case 'object':
      return typeBit.object;
    default:
      return anyType;
  }
}

function unionOf(items: readonly Json[], types: (item: Json) => number): number {
  let union = 0;
  for (const item of items) union |= types(item);
  return union;
}
