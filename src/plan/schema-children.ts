import type { Json, JsonObject } from '../core/json.ts';
import { isJsonList, isJsonObject } from '../core/json.ts';
import { objectKeyword, resolveLocal } from './schema-types.ts';

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
  if (!isJsonObject(schema)) return undefined;
  const ref = schema['$ref'];
  const target = typeof ref === 'string' ? resolveLocal(ref, root) : schema;
  return isJsonObject(target) ? target : undefined;
}
