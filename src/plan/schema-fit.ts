import type { Json, JsonObject } from '../core/json.ts';
import { equalJson, isJsonList, isJsonObject } from '../core/json.ts';
import { didYouMean } from '../core/suggest.ts';
import { describeSchema } from './describe-schema.ts';
import type { Measured } from './fit-constraints.ts';
import { constraintIssue } from './fit-constraints.ts';
import { isHole, literalOf, nameOfRaw, typeOfRaw } from './raw-value.ts';
import { elementSchema, propertySchema } from './schema-children.ts';
import { namedTypes, objectKeyword, resolveLocal, typeBit } from './schema-types.ts';
import type { ObjectEntry, Position, RawExpression, RawReference } from './syntax.ts';

/** What fitting a value found. */
export interface Fit {
  /** The value; numbers that became text are replaced. */
  readonly value: RawExpression;
  readonly issues: readonly FitIssue[];
  /** Conversions, in words. */
  readonly conversions: readonly FitIssue[];
  /** What each reference that is a whole value must give; those behind a union are left out. */
  readonly wanted: ReadonlyMap<RawReference, Json>;
}

export interface FitIssue extends Position {
  /** Names and indices, from the fitted value down: `context[0].name`. */
  readonly path: string;
  readonly message: string;
}

export interface FitOptions {
  /** The document that `$ref`s point into. */
  readonly root: Json;
  /** `'convert'`: a number where only text fits is taken as it is spelled. */
  readonly numbers: 'convert' | 'keep';
}

/** Steps after which the rest of a value counts as fitting: a union may name itself without end. */
const MAX_STEPS = 100_000;
const MAX_DEPTH = 200;

/**
 * Fits a written value to a JSON Schema, with references and text that holds any as holes that fit.
 * Reads type, enum, const, properties, required, additionalProperties, items, prefixItems, anyOf,
 * oneOf, allOf, local $ref, the bounds on length, size and number, and pattern. What it does not
 * know fits: the tool's own validation sees every input again.
 */
export function fitSchema(value: RawExpression, schema: Json, options: FitOptions): Fit {
  const { root, numbers } = options;
  const state = newState({ root, numbers, budget: { steps: MAX_STEPS } });
  const fitted = fitValue(value, schema, { state, path: '', depth: 0 });
  const { issues, conversions, wanted } = state;
  return { value: fitted, issues, conversions, wanted };
}

interface State extends FitOptions {
  readonly issues: FitIssue[];
  readonly conversions: FitIssue[];
  readonly wanted: Map<RawReference, Json>;
  readonly budget: { steps: number };
}

interface At {
  readonly state: State;
  readonly path: string;
  readonly depth: number;
}

function newState({ root, numbers, budget }: Pick<State, 'root' | 'numbers' | 'budget'>): State {
  return { root, numbers, budget, issues: [], conversions: [], wanted: new Map() };
}

function fitValue(value: RawExpression, schema: Json, at: At): RawExpression {
  if (schema === false) report(value, 'nothing fits here', at);
  if (!isJsonObject(schema)) return value;
  if (value.kind === 'reference') {
    at.state.wanted.set(value.reference, schema);
    return value;
  }
  at.state.budget.steps -= 1;
  if (at.state.budget.steps < 0 || at.depth > MAX_DEPTH) return value;
  const deeper: At = { state: at.state, path: at.path, depth: at.depth + 1 };
  let fitted: RawExpression | undefined = fitType(value, schema, at);
  if (fitted === undefined) return value;
  if (typeof schema['$ref'] === 'string') {
    fitted = fitValue(fitted, resolveLocal(schema['$ref'], at.state.root), deeper);
  }
  if (isJsonList(schema['allOf'])) {
    for (const part of schema['allOf']) fitted = fitValue(fitted, part, deeper);
  }
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const branches = schema[keyword];
    if (isJsonList(branches)) fitted = fitAny(fitted, { schema, branches }, deeper);
  }
  if (!fitChoices(fitted, schema, at)) return fitted;
  if (fitted.kind === 'list') return fitList(fitted, schema, deeper);
  if (fitted.kind === 'object') return fitObject(fitted, schema, deeper);
  return fitted;
}

/** A value that is not a reference. */
type Whole = Exclude<RawExpression, { kind: 'reference' }>;

/** Undefined: the wrong type, reported. */
function fitType(value: Whole, schema: JsonObject, at: At): Whole | undefined {
  if (schema['type'] === undefined || isHole(value)) return value;
  let types = namedTypes(schema['type']);
  if (schema['nullable'] === true) types |= typeBit.null;
  const type = typeOfRaw(value);
  if ((types & type) !== 0) return value;
  const isNumber = value.kind === 'literal' && typeof value.value === 'number';
  if (isNumber && (types & typeBit.string) !== 0 && at.state.numbers === 'convert') {
    const spelled = value.spelled ?? String(value.value);
    const message = `the number ${spelled} was taken as text`;
    at.state.conversions.push({ line: value.line, column: value.column, path: at.path, message });
    return { kind: 'text', parts: [spelled], money: [], line: value.line, column: value.column };
  }
  report(value, `should be ${describeSchema(schema, at.state.root)}, got ${nameOfRaw(value)}`, at);
  return undefined;
}

/** Enum, const and the bounds on scalars; false if one was broken. */
function fitChoices(value: RawExpression, schema: JsonObject, at: At): boolean {
  const choices = isJsonList(schema['enum']) ? schema['enum'] : undefined;
  const only = schema['const'] === undefined ? choices : [schema['const']];
  if (only !== undefined) {
    const json = literalOf(value);
    if (json === undefined || only.some((choice) => equalJson(choice, json))) return true;
    const texts = only.filter((choice) => typeof choice === 'string');
    const near = typeof json === 'string' ? didYouMean(json, texts) : '';
    const expected = describeSchema(schema, at.state.root);
    report(value, `should be ${expected}, got ${nameOfRaw(value)}.${near}`, at);
    return false;
  }
  const issue = constraintIssue(measure(value), schema);
  if (issue === undefined) return true;
  report(value, `${issue}, got ${nameOfRaw(value)}`, at);
  return false;
}

/** A value fits a union if it fits a branch; a number becomes text only where no branch fits without. */
function fitAny(
  value: RawExpression,
  union: { readonly schema: JsonObject; readonly branches: readonly Json[] },
  at: At,
): RawExpression {
  if (isHole(value)) return value;
  const { state } = at;
  const ways = state.numbers === 'convert' ? (['keep', 'convert'] as const) : (['keep'] as const);
  let best: State | undefined;
  for (const numbers of ways) {
    for (const branch of union.branches) {
      const attempt = newState({ root: state.root, budget: state.budget, numbers });
      const fitted = fitValue(value, branch, { ...at, state: attempt });
      if (attempt.issues.length === 0) {
        state.conversions.push(...attempt.conversions);
        return fitted;
      }
      const isInside = attempt.issues.every((issue) => issue.path !== at.path);
      if (isInside && attempt.issues.length < (best?.issues.length ?? Infinity)) best = attempt;
    }
  }
  // A branch of the right shape with something wrong inside says more than the list of branches.
  if (best !== undefined) state.issues.push(...best.issues);
  else {
    const expected = describeSchema(union.schema, state.root);
    report(value, `should be ${expected}, got ${nameOfRaw(value)}`, at);
  }
  return value;
}

function fitList(
  list: Extract<RawExpression, { kind: 'list' }>,
  schema: JsonObject,
  at: At,
): RawExpression {
  const items = list.items.map((item, index) => {
    const wanted = elementSchema(withoutRef(schema), index, at.state.root);
    return fitValue(item, wanted, { ...at, path: `${at.path}[${index}]` });
  });
  return items.every((item, index) => item === list.items[index]) ? list : { ...list, items };
}

function fitObject(
  object: Extract<RawExpression, { kind: 'object' }>,
  schema: JsonObject,
  at: At,
): RawExpression {
  for (const name of isJsonList(schema['required']) ? schema['required'] : []) {
    if (typeof name !== 'string' || object.entries.some(({ key }) => key === name)) continue;
    const wanted = describeSchema(propertySchema(schema, name, at.state.root), at.state.root);
    report(object, `is missing (${wanted})`, { ...at, path: childPath(at.path, name) });
  }
  const closed = schema['additionalProperties'] === false && !('patternProperties' in schema);
  const properties = closed ? Object.keys(objectKeyword(schema, 'properties')) : [];
  const entries = object.entries.map((entry): ObjectEntry => {
    const inside = { ...at, path: childPath(at.path, entry.key) };
    if (closed && !properties.includes(entry.key)) {
      const known = properties.length === 0 ? 'none' : properties.join(', ');
      const near = didYouMean(entry.key, properties);
      report(entry, `is not known; known here: ${known}.${near}`, inside);
      return entry;
    }
    const wanted = propertySchema(withoutRef(schema), entry.key, at.state.root);
    const value = fitValue(entry.value, wanted, inside);
    return value === entry.value ? entry : { ...entry, value };
  });
  const same = entries.every((entry, index) => entry === object.entries[index]);
  return same ? object : { ...object, entries };
}

/** The keywords beside a `$ref`: what it points at was fitted before. */
function withoutRef(schema: JsonObject): JsonObject {
  if (!('$ref' in schema)) return schema;
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$ref'));
}

function measure(value: RawExpression): Measured {
  if (value.kind === 'list') return { kind: 'list', length: value.items.length };
  if (value.kind === 'literal' && typeof value.value === 'number') {
    return { kind: 'number', number: value.value };
  }
  if (value.kind !== 'text' || isHole(value)) return { kind: 'other' };
  return { kind: 'text', text: value.parts.join('') };
}

function childPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function report({ line, column }: Position, message: string, { state, path }: At): void {
  state.issues.push({ line, column, path, message });
}
