/** Any JSON value. Everything that crosses a task, an event or a prompt is one. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object: the input of every tool. */
export type JsonObject = { readonly [key: string]: Json };

/** True for a JSON object, false for a list, null and every scalar. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a JSON list; narrows the readonly list that `Array.isArray` does not. */
export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A deep copy of a JSON value, so that no two readers share one. Scalars are returned as they are. */
export function copyJson(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isJsonList(value)) return value.map(copyJson);
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(value)) {
    const item = copyJson(value[key] ?? null);
    // Assigned, this one key would change the copy's prototype instead of its data.
    if (key === '__proto__') Object.defineProperty(copy, key, { ...ownData, value: item });
    else copy[key] = item;
  }
  return copy;
}

/** The same of an object. */
export function copyJsonObject(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, copyJson(value)]));
}

const ownData = { enumerable: true, writable: true, configurable: true } as const;

/** Deep equality of JSON values; the order of an object's keys does not count. */
export function equalJson(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (isJsonList(left)) {
    return (
      isJsonList(right) &&
      left.length === right.length &&
      left.every((item, index) => equalJson(item, right[index] ?? null))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every(
    (key) => Object.hasOwn(right, key) && equalJson(left[key] ?? null, right[key] ?? null),
  );
}
