import { isJsonList, isJsonObject, type Json } from '../core/json.ts';
import type { JsonSchema } from './tool.ts';

/**
 * The same schema without annotations, if `z.fromJSONSchema` validates it exactly as JSON Schema
 * says; else undefined. Zod deviates in much else: it ignores `required` names that are not listed
 * in `properties`, and keywords without a `type`; it finds inherited properties, asserts formats and
 * fills defaults. One difference
 * is left: an integer beyond 2^53 does not pass.
 */
export function toZodSubset(schema: Json): JsonSchema | undefined {
  if (schema === true) return {};
  if (!isJsonObject(schema)) return undefined;
  const rest = Object.fromEntries(Object.entries(schema).filter(([key]) => !annotations.has(key)));
  if (Object.keys(rest).length === 0) return {};
  if (isJsonList(rest.enum) || rest.const !== undefined) return scalarChoice(rest);
  if (isJsonList(rest.anyOf)) return union(rest);
  switch (typeof rest.type === 'string' ? rest.type : '') {
    case 'string':
      return only(rest, ['type', 'minLength', 'maxLength']);
    case 'number':
    case 'integer':
      return only(rest, ['type', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum']);
    case 'boolean':
    case 'null':
      return only(rest, ['type']);
    case 'array':
      return list(rest);
    case 'object':
      return object(rest);
    default:
      return undefined;
  }
}

/** They say something about the value, and nothing about which values pass. */
const annotations: ReadonlySet<string> = new Set([
  '$schema',
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'format',
]);

/** The schema, if it has no other keyword than these, and each but `type` holds a number. */
function only(schema: JsonSchema, keywords: readonly string[]): JsonSchema | undefined {
  const fits = Object.entries(schema).every(
    ([key, value]) => keywords.includes(key) && (key === 'type' || typeof value === 'number'),
  );
  return fits ? schema : undefined;
}

/** Zod compares lists and objects by identity; a type beside the choices would be ignored. */
function scalarChoice(schema: JsonSchema): JsonSchema | undefined {
  const { type, enum: listed, const: single, ...rest } = schema;
  const choices = isJsonList(listed) ? listed : [];
  const all = single === undefined ? choices : [single];
  const isClear =
    Object.keys(rest).length === 0 &&
    (listed === undefined) !== (single === undefined) &&
    all.length > 0 &&
    all.every((choice) => typeof choice !== 'object' || choice === null) &&
    (type === undefined ||
      (type === 'string' && all.every((choice) => typeof choice === 'string')));
  return isClear ? (single === undefined ? { enum: choices } : { const: single }) : undefined;
}

function union(schema: JsonSchema): JsonSchema | undefined {
  const { anyOf, ...rest } = schema;
  if (!isJsonList(anyOf) || anyOf.length === 0 || Object.keys(rest).length > 0) return undefined;
  const members = anyOf.map(toZodSubset);
  const known = members.filter((member) => member !== undefined);
  return known.length === members.length ? { anyOf: known } : undefined;
}

function list(schema: JsonSchema): JsonSchema | undefined {
  const { items = true, ...rest } = schema;
  const element = toZodSubset(items);
  const bounds = only(rest, ['type', 'minItems', 'maxItems']);
  return element === undefined || bounds === undefined ? undefined : { ...bounds, items: element };
}

function object(schema: JsonSchema): JsonSchema | undefined {
  const { type, properties = {}, required = [], additionalProperties = true, ...rest } = schema;
  if (Object.keys(rest).length > 0) return undefined;
  if (!isJsonObject(properties) || !isJsonList(required)) return undefined;
  const known: [string, JsonSchema][] = [];
  for (const [key, property] of Object.entries(properties)) {
    const converted = toZodSubset(property);
    if (converted === undefined || key in Object.prototype) return undefined;
    known.push([key, converted]);
  }
  const names: readonly Json[] = known.map(([key]) => key);
  if (!required.every((key) => names.includes(key))) return undefined;
  const others =
    typeof additionalProperties === 'boolean'
      ? additionalProperties
      : toZodSubset(additionalProperties);
  if (others === undefined) return undefined;
  return {
    type: type ?? 'object',
    properties: Object.fromEntries(known),
    required,
    additionalProperties: others,
  };
}
