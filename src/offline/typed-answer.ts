import { isJsonList, isJsonObject } from '../adapter.ts';
import type { Json, JsonObject } from '../index.ts';
import { factOf, factsOf, knownValue, numberOf, valueOf, type Told } from './outcome-facts.ts';
import type { QueryPlan } from './plan-query.ts';
import type { Query } from './question/query.ts';

/** What a typed answer is filled from. */
export interface AnswerParts {
  readonly query: Query;
  readonly plan: QueryPlan;
  readonly told: Told;
  /** The answer in words. */
  readonly sentence: string;
}

/**
 * The answer as JSON of a schema: numbers are the answer's number, `name`-like texts the winner's
 * name, `unit` its unit, lists the names, other texts the sentence; objects are filled one level
 * deep. Undefined where the outcomes do not hold what the schema wants.
 */
export function typedAnswer(schema: JsonObject, parts: AnswerParts): Json | undefined {
  const { properties } = schema;
  if (schema['type'] !== 'object' || !isJsonObject(properties)) return scalar('', schema, parts);
  const entries = Object.entries(properties).map(
    ([name, property]) =>
      [name, isJsonObject(property) ? scalar(name, property, parts) : undefined] as const,
  );
  const required = isJsonList(schema['required']) ? schema['required'] : [];
  if (entries.some(([name, value]) => value === undefined && required.includes(name)))
    return undefined;
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function scalar(name: string, schema: JsonObject, parts: AnswerParts): Json | undefined {
  const type = String(schema['type']);
  switch (type) {
    case 'number':
      return mainNumber(parts);
    case 'integer': {
      const number = mainNumber(parts);
      return number === undefined ? undefined : Math.round(number);
    }
    case 'boolean':
      return parts.query.kind === 'compare' ? parts.sentence.startsWith('Yes') : undefined;
    case 'array':
      return names(parts);
    case 'string':
      if (/^unit/i.test(name)) return unitOf(parts);
      return /name|winner|entity|which/i.test(name) ? names(parts)[0] : parts.sentence;
    default:
      return undefined;
  }
}

function mainNumber({ plan, told }: AnswerParts): number | undefined {
  const result = numberOf(told, plan.result);
  if (result !== undefined) return result;
  const [first] = plan.values;
  const known = first === undefined ? undefined : knownValue(told, first);
  if (typeof known?.value === 'number') return known.value;
  const listed = valueOf(told, plan.listed);
  return isJsonList(listed) ? listed.length : undefined;
}

/** The best first, where the question ranks. */
function names({ query, plan, told }: AnswerParts): readonly string[] {
  if (plan.listed !== undefined) {
    const listed = valueOf(told, plan.listed);
    const facts = factsOf(told, plan.listed).map(({ entity }) => entity);
    if (facts.length > 0 || !isJsonList(listed)) return facts;
    return listed.flatMap((item) =>
      isJsonObject(item) && typeof item['name'] === 'string' ? [item['name']] : [],
    );
  }
  const known = plan.values.flatMap((planned) => knownValue(told, planned) ?? []);
  if (query.kind !== 'compare') return known.map(({ name }) => name);
  const sign = query.degree.direction === 'more' ? -1 : 1;
  return [...known]
    .sort((left, right) => sign * (Number(left.value) - Number(right.value)))
    .map(({ name }) => name);
}

function unitOf({ plan, told }: AnswerParts): string | undefined {
  const [first] = plan.values;
  if (first === undefined) return undefined;
  return (factOf(told, first.id) ?? knownValue(told, first))?.unit;
}
