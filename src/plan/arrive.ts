import type { Json } from '../core/json.ts';
import { isJsonList, isJsonObject } from '../core/json.ts';
import { elementSchema } from './schema-children.ts';
import { nameTypes, typeBit, typeOfValue, typesOf } from './schema-types.ts';

/** How values are fitted to schemas when they arrive by reference. */
export interface Arrival {
  /** The document that the schema's `$ref`s point into. */
  readonly root: Json;
  /** Takes a conversion in words. */
  note(text: string): void;
}

/**
 * Fits an arrived value to the type that a schema wants, where that loses nothing: anything but null
 * becomes compact JSON text where only text fits; text that parses as JSON to a wanted type becomes
 * that value, if no number in it is infinite or an integer beyond the safe ones: a long id stays
 * text. The elements of an arrived list are fitted to `items` in the same way. A value that cannot be
 * fitted is returned as it is: the tool's own validation speaks then.
 */
export function arrive(value: Json, schema: Json, arrival: Arrival): Json {
  if (!isJsonObject(schema)) return value;
  if (typeof value === 'string' && schema['type'] === 'string') return value;
  const types = typesOf(schema, arrival.root);
  const type = typeOfValue(value);
  if ((types & type) !== 0) {
    return isJsonList(value) ? arriveItems(value, schema, arrival) : value;
  }
  if (typeof value === 'string') return parseText(value, types, arrival);
  if ((types & typeBit.string) === 0 || value === null) return value;
  arrival.note(`${nameTypes(type)} was written as text`);
  return JSON.stringify(value);
}

function arriveItems(list: readonly Json[], schema: Json, arrival: Arrival): Json {
  return list.map((item, index) =>
    arrive(item, elementSchema(schema, index, arrival.root), arrival),
  );
}

function parseText(text: string, types: number, arrival: Arrival): Json {
  const parsed = parseJson(text);
  if (parsed === undefined || parsed === null || (typeOfValue(parsed) & types) === 0) return text;
  if (!isExact(parsed)) return text;
  arrival.note(`text was read as ${nameTypes(typeOfValue(parsed))}`);
  return parsed;
}

function parseJson(text: string): Json | undefined {
  try {
    const parsed: Json = JSON.parse(text);
    return parsed;
  } catch {
    return undefined;
  }
}

/** False where a number is infinite, or an integer too great to be told from its neighbours. */
function isExact(value: Json): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (isJsonList(value)) return value.every(isExact);
  return !isJsonObject(value) || Object.values(value).every(isExact);
}
