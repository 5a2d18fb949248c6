import { equalJson, isJsonList, isJsonObject, type Json } from '../core/json.ts';
import { followRef } from './local-ref.ts';
import type { Parameter } from './prepared-tool.ts';
import type { JsonSchema } from './tool.ts';

/** How deep combinations may lead before the rest is taken as open. */
const DEEPEST = 8;

/** False if no object can pass the schema; true if one can or nobody can tell. */
export function admitsObject(schema: JsonSchema): boolean {
  return admits(schema, { root: schema, around: [] });
}

/**
 * The signature of an input schema: required properties first, then optional, each in schema order.
 * The properties of `allOf` come together; of `anyOf` and `oneOf` all are there, and those are
 * required that each alternative requires.
 */
export function parametersOf(schema: JsonSchema): readonly Parameter[] {
  const shape = shapeOf(schema, { root: schema, around: [] });
  const names = [...shape.properties.keys(), ...shape.required].filter(isFirst);
  const parameters = names.map((name) => ({
    name,
    required: shape.required.has(name),
    schema: shape.properties.get(name) ?? true,
  }));
  return [
    ...parameters.filter((parameter) => parameter.required),
    ...parameters.filter((parameter) => !parameter.required),
  ];
}

interface Place {
  readonly root: JsonSchema;
  /** The schemas on the way here: one that comes again says nothing new. */
  readonly around: readonly Json[];
}

interface Shape {
  readonly properties: ReadonlyMap<string, JsonSchema | true>;
  readonly required: ReadonlySet<string>;
}

function admits(schema: Json, place: Place): boolean {
  const target = followRef(schema, place.root);
  if (target === false) return false;
  if (!isJsonObject(target) || isTooFar(target, place)) return true;
  const inner = { root: place.root, around: [...place.around, target] };
  const { type, allOf, enum: listed } = target;
  const types = isJsonList(type) ? type : type === undefined ? ['object'] : [type];
  const alternatives = [target.anyOf, target.oneOf].filter(isJsonList);
  return (
    types.includes('object') &&
    (!isJsonList(listed) || listed.some(isJsonObject)) &&
    (target.const === undefined || isJsonObject(target.const)) &&
    (!isJsonList(allOf) || allOf.every((member) => admits(member, inner))) &&
    alternatives.every((members) => members.some((member) => admits(member, inner)))
  );
}

function isTooFar(schema: JsonSchema, place: Place): boolean {
  return place.around.length > DEEPEST || place.around.includes(schema);
}

function shapeOf(schema: Json, place: Place): Shape {
  const target = followRef(schema, place.root);
  if (!isJsonObject(target) || isTooFar(target, place)) return ownShape({});
  const inner = { root: place.root, around: [...place.around, target] };
  const shapes = [ownShape(target)];
  if (isJsonList(target.allOf))
    shapes.push(...target.allOf.map((member) => shapeOf(member, inner)));
  for (const members of [target.anyOf, target.oneOf].filter(isJsonList)) {
    const objects = members.filter((member) => admits(member, inner));
    shapes.push(eitherOf(objects.map((member) => shapeOf(member, inner))));
  }
  return {
    properties: mergeProperties(shapes, 'allOf'),
    required: new Set(shapes.flatMap((shape) => [...shape.required])),
  };
}

function ownShape(schema: JsonSchema): Shape {
  const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
  const required = isJsonList(schema.required) ? schema.required : [];
  return {
    properties: new Map(
      properties.map(([name, property]) => [name, isJsonObject(property) ? property : true]),
    ),
    required: new Set(required.filter((name) => typeof name === 'string')),
  };
}

function eitherOf(shapes: readonly Shape[]): Shape {
  const [first, ...others] = shapes;
  const required = [...(first?.required ?? [])].filter((name) =>
    others.every((shape) => shape.required.has(name)),
  );
  return { properties: mergeProperties(shapes, 'anyOf'), required: new Set(required) };
}

/** A property that differs between them must be, or may be, each of its kinds. */
function mergeProperties(
  shapes: readonly Shape[],
  keyword: 'allOf' | 'anyOf',
): Shape['properties'] {
  const merged = new Map<string, JsonSchema | true>();
  for (const [name, property] of shapes.flatMap((shape) => [...shape.properties])) {
    const known = merged.get(name);
    const isSame = known === undefined || equalJson(known, property);
    merged.set(name, isSame ? property : { [keyword]: [known, property] });
  }
  return merged;
}

function isFirst(name: string, index: number, names: readonly string[]): boolean {
  return names.indexOf(name) === index;
}
