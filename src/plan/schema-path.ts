import type { Json, JsonObject } from '../core/json.ts';
import { isJsonList, isJsonObject } from '../core/json.ts';
import { didYouMean } from '../core/suggest.ts';
import { elementSchema, followRefs, propertySchema } from './schema-children.ts';
import { anyType, nameTypes, objectKeyword, typeBit, typesOf } from './schema-types.ts';
import { spellStep } from './spell-reference.ts';
import type { Step } from './task.ts';

/** What a schema says of the place that a path leads to. */
export type SchemaAt =
  | { readonly kind: 'types'; readonly types: number }
  /** The path leads nowhere in any value of the schema; `index` is the step that fails. */
  | {
      readonly kind: 'missing';
      readonly index: number;
      readonly message: string;
      readonly hint: string | undefined;
    };

/** A schema that branches wider than this says nothing any more. */
const MAX_ALTERNATIVES = 64;
/** How many keys a message names. */
const KEYS_SHOWN = 20;

/**
 * The types that a path may lead to. `alternatives` are the schemas that the value may have, all of
 * the document `root`. A step leads nowhere only if it does in each of them: an unlisted property of
 * a closed object, a key of a list, an index of an object, any step into text or a number.
 */
export function schemaAt(
  alternatives: readonly Json[],
  path: readonly Step[],
  root: Json,
): SchemaAt {
  let current = spread(alternatives, root);
  for (const [index, step] of path.entries()) {
    if (current === undefined) return { kind: 'types', types: anyType };
    const next = current.flatMap((schema) => enter(schema, step, root));
    if (next.length === 0) return { kind: 'missing', index, ...explain(current, step, root) };
    current = spread(next, root);
  }
  let types = current === undefined ? anyType : 0;
  for (const schema of current ?? []) types |= typesOf(schema, root);
  return { kind: 'types', types };
}

/** Unions as their branches; undefined where there are too many, or one that is not understood. */
function spread(schemas: readonly Json[], root: Json): readonly JsonObject[] | undefined {
  const flat: JsonObject[] = [];
  const queue = [...schemas];
  for (let taken = 0; taken < queue.length; taken += 1) {
    if (taken >= MAX_ALTERNATIVES) return undefined;
    const target = followRefs(queue[taken] ?? true, root);
    if (target === undefined || isJsonList(target['allOf'])) return undefined;
    const branches = target['anyOf'] ?? target['oneOf'];
    if (isJsonList(branches)) queue.push(...branches);
    else flat.push(target);
  }
  return flat;
}

/** The schemas behind one step; none where it leads nowhere. */
function enter(schema: JsonObject, step: Step, root: Json): readonly Json[] {
  const types = typesOf(schema, root);
  if (step.kind !== 'key') {
    if ((types & typeBit.list) === 0) return [];
    const index = step.kind === 'index' ? step.index : 0;
    if (step.kind === 'each' && schema['prefixItems'] !== undefined) return [true];
    const element = elementSchema(schema, index, root);
    return element === false ? [] : [element];
  }
  if ((types & typeBit.object) === 0) return [];
  const property = propertySchema(schema, step.key, root);
  return property === false ? [] : [property];
}

function explain(
  schemas: readonly JsonObject[],
  step: Step,
  root: Json,
): { readonly message: string; readonly hint: string | undefined } {
  const keys = [
    ...new Set(schemas.flatMap((schema) => Object.keys(objectKeyword(schema, 'properties')))),
  ];
  let types = 0;
  for (const schema of schemas) types |= typesOf(schema, root);
  const spelled = spellStep(step);
  if (step.kind === 'key' && (types & typeBit.object) !== 0) {
    const shown = keys.length === 0 ? 'there are none' : keys.slice(0, KEYS_SHOWN).join(', ');
    const message = `there is no ${spelled}; the keys are: ${shown}.${didYouMean(step.key, keys)}`;
    return { message, hint: undefined };
  }
  const hint =
    step.kind === 'key' && (types & typeBit.list) !== 0
      ? `Take one element first, [0]${spelled}, or all of them, [*]${spelled}.`
      : undefined;
  return { message: `${spelled} leads nowhere in ${nameTypes(types)}`, hint };
}

/** The schema of a list of `items`. */
export function listOf(items: Json): Json {
  return isJsonObject(items) ? { type: 'array', items } : { type: 'array' };
}
