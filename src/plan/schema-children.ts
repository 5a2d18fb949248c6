import type { Json, JsonObject } from '../core/json.ts';
import { isJsonList, isJsonObject } from '../core/json.ts';
import { objectKeyword, resolveLocal } from './schema-types.ts';

/** How many `$ref`s in a row are followed before a schema counts as open. */
const MAX_HOPS = 8;

/** The schema of a list's element; true (anything) where it says nothing of it. */
export function elementSchema(schema: Json, index: number, root: Json): Json {
  const target = followRefs(schema, root);
  if (target === undefined) return true;
  const prefix = target['prefixItems'] ?? target['items'];
  const rest = target['prefixItems'] === undefined ? target['additionalItems'] : target['items'];
  if (!isJsonList(prefix)) return target['items'] ?? true;
  return prefix[index] ?? rest ?? true;
}

/** The schema of an object's property; true (anything) where it says nothing of it. */
export function propertySchema(schema: Json, key: string, root: Json): Json {
  const target = followRefs(schema, root);
  if (target === undefined) return true;
  const properties = objectKeyword(target, 'properties');
  if (Object.hasOwn(properties, key)) return properties[key] ?? true;
  return target['patternProperties'] === undefined
    ? (target['additionalProperties'] ?? true)
    : true;
}

/** The schema behind its `$ref`s; undefined where it is open or points in a circle. */
export function followRefs(schema: Json, root: Json): JsonObject | undefined {
  let target = schema;
  for (let hops = 0; hops < MAX_HOPS; hops += 1) {
    if (!isJsonObject(target)) return undefined;
    const ref = target['$ref'];
    if (typeof ref !== 'string') return target;
    target = resolveLocal(ref, root);
  }
  return undefined;
}
