import { isJsonList, isJsonObject, type Json } from '../core/json.ts';
import { clipText } from './clip-text.ts';
import { followRef } from './local-ref.ts';
import type { JsonSchema } from './tool.ts';

export interface TypeTextOptions {
  /** The document that `$ref` looks into. */
  readonly root: JsonSchema;
  /** Levels of lists and objects that are shown; what is deeper is `…`. */
  readonly depth: number;
  /** UTF-16 units of the whole text. */
  readonly length: number;
}

/**
 * A JSON Schema as a short type, the way TypeScript writes it: `string`, `"a" | "b"`,
 * `{title: string, year?: integer}[]`, `{[key]: number}`, `any`. Bounds and formats follow in
 * brackets: `integer(1..10)`, `string(date)`. Recursive and huge schemas are cut.
 */
export function typeText(schema: Json, options: TypeTextOptions): string {
  const writer: Writer = { root: options.root, left: MOST_PARTS };
  return clipText(write(schema, { writer, depth: options.depth, isInside: false }), options.length);
}

/** `name: type`, `name?: type`; a name that is no identifier is quoted. */
export function propertyText(
  property: { readonly name: string; readonly required: boolean },
  type: string,
): string {
  const { name, required } = property;
  const shown = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
  return `${shown}${required ? '' : '?'}: ${type}`;
}

/** Of one text: a schema whose `$ref`s branch could grow without end. */
const MOST_PARTS = 60;
const MOST_CHOICES = 12;

interface Writer {
  readonly root: JsonSchema;
  left: number;
}

interface Place {
  readonly writer: Writer;
  readonly depth: number;
  /** Something follows or stands beside: `A | B` needs brackets. */
  readonly isInside: boolean;
}

function write(schema: Json, place: Place): string {
  const { writer } = place;
  writer.left -= 1;
  if (writer.left < 0) return '…';
  const target = followRef(schema, writer.root);
  if (target === false) return 'never';
  if (!isJsonObject(target)) return 'any';
  if (isJsonList(target.enum)) return choices(target.enum, place);
  if (target.const !== undefined) return choices([target.const], place);
  const members = target.anyOf ?? target.oneOf;
  if (isJsonList(members) && target.properties === undefined) return union(members, place);
  if (isJsonList(target.allOf) && target.properties === undefined) return joined(target, place);
  if (isJsonList(target.type))
    return union(
      target.type.map((type) => ({ ...target, type })),
      place,
    );
  return writeKind(target, place);
}

function writeKind(schema: JsonSchema, place: Place): string {
  switch (typeof schema.type === 'string' ? schema.type : '') {
    case 'string':
      return typeof schema.format === 'string'
        ? `string(${clipText(schema.format, 20)})`
        : 'string';
    case 'integer':
    case 'number':
      return `${String(schema.type)}${range(schema)}`;
    case 'boolean':
    case 'null':
      return String(schema.type);
    case 'array':
      return list(schema, place);
    case 'object':
      return object(schema, place);
    default:
      return schema.properties === undefined ? 'any' : object(schema, place);
  }
}

function choices(values: readonly Json[], place: Place): string {
  const shown = values.slice(0, MOST_CHOICES).map((value) => clipText(JSON.stringify(value), 40));
  return combined([...shown, ...(values.length > MOST_CHOICES ? ['…'] : [])], ' | ', place);
}

function union(members: readonly Json[], place: Place): string {
  const inner = { ...place, isInside: false };
  const texts = members.slice(0, MOST_CHOICES).map((member) => write(member, inner));
  if (members.length > MOST_CHOICES) texts.push('…');
  return texts.includes('any') ? 'any' : combined([...new Set(texts)], ' | ', place);
}

/** What says nothing, beside what does, is left out. */
function joined(schema: JsonSchema, place: Place): string {
  const members = isJsonList(schema.allOf) ? schema.allOf.slice(0, MOST_CHOICES) : [];
  const inner = { ...place, isInside: members.length > 1 };
  const texts = members.map((member) => write(member, inner)).filter((text) => text !== 'any');
  return texts.length === 0 ? writeKind(schema, place) : combined(texts, ' & ', place);
}

function combined(texts: readonly string[], operator: ' | ' | ' & ', place: Place): string {
  const text = texts.join(operator);
  return place.isInside && texts.length > 1 ? `(${text})` : text;
}

function range({ minimum, maximum }: JsonSchema): string {
  const low = typeof minimum === 'number' ? String(minimum) : '';
  const high = typeof maximum === 'number' ? String(maximum) : '';
  return low === '' && high === '' ? '' : `(${low}..${high})`;
}

function list(schema: JsonSchema, place: Place): string {
  if (place.depth <= 0) return '…';
  const inner = { ...place, depth: place.depth - 1, isInside: false };
  const tuple = schema.prefixItems ?? schema.items;
  if (isJsonList(tuple)) {
    return `[${tuple
      .slice(0, MOST_CHOICES)
      .map((item) => write(item, inner))
      .join(', ')}]`;
  }
  return `${write(schema.items ?? true, { ...inner, isInside: true })}[]`;
}

function object(schema: JsonSchema, place: Place): string {
  if (place.depth <= 0) return '…';
  const inner = { ...place, depth: place.depth - 1, isInside: false };
  const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
  const required: readonly Json[] = isJsonList(schema.required) ? schema.required : [];
  const shown: string[] = [];
  for (const [name, property] of properties) {
    if (place.writer.left <= 0) break;
    shown.push(propertyText({ name, required: required.includes(name) }, write(property, inner)));
  }
  if (shown.length < properties.length) shown.push('…');
  if (isJsonObject(schema.additionalProperties)) {
    shown.push(`[key]: ${write(schema.additionalProperties, inner)}`);
  }
  return shown.length === 0 ? 'object' : `{${shown.join(', ')}}`;
}
