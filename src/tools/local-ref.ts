import { isJsonList, isJsonObject, type Json } from '../core/json.ts';
import type { JsonSchema } from './tool.ts';

/**
 * What a schema's `$ref` points to inside its own document (`#`, `#/$defs/name`), followed to the end;
 * a schema without one is its own answer. Undefined where it leads nowhere, away or in a circle.
 */
export function followRef(schema: Json, root: JsonSchema): Json | undefined {
  let current: Json | undefined = schema;
  const seen = new Set<string>();
  while (isJsonObject(current) && typeof current.$ref === 'string') {
    if (seen.has(current.$ref)) return undefined;
    seen.add(current.$ref);
    current = resolvePointer(current.$ref, root);
  }
  return current;
}

function resolvePointer(ref: string, root: JsonSchema): Json | undefined {
  if (ref !== '#' && !ref.startsWith('#/')) return undefined;
  let current: Json | undefined = root;
  for (const step of ref.split('/').slice(1)) {
    const key = decodeStep(step);
    if (isJsonList(current)) current = current[Number(key)];
    else current = isJsonObject(current) && Object.hasOwn(current, key) ? current[key] : undefined;
  }
  return current;
}

function decodeStep(step: string): string {
  const plain = step.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
