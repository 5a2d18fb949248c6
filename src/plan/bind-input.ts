import type { Json, JsonObject } from '../core/json.ts';
import { copyJson, isJsonList } from '../core/json.ts';
import type { Failure } from '../core/outcome.ts';
import { unreachable } from '../core/unreachable.ts';
import type { Parameter, PreparedTool } from '../tools/prepared-tool.ts';
import { arrive } from './arrive.ts';
import { followPath } from './follow-path.ts';
import type { Evaluated, Lookup } from './resolve.ts';
import { evaluate, viewReference } from './resolve.ts';
import { elementSchema, propertySchema } from './schema-children.ts';
import { typeBit, typesOf } from './schema-types.ts';
import { spellReference } from './spell-reference.ts';
import type { Expression, FanOut, ObjectExpression, Reference, Task } from './task.ts';

/** What a task's tool is called with: once, once per element of a list, or not at all. */
export type BoundInput =
  | { readonly kind: 'single'; readonly input: JsonObject; readonly notes: readonly string[] }
  | {
      readonly kind: 'fan-out';
      readonly elements: readonly BoundElement[];
      readonly notes: readonly string[];
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The input of one element, or why it has none. */
export type BoundElement =
  | { readonly ok: true; readonly input: JsonObject }
  | { readonly ok: false; readonly failure: Failure };

/** Where the values come from, and the bound on a fan-out. */
export interface BindOptions {
  readonly lookup: Lookup;
  /** Of one fan-out; `defaultMaxElements` where absent. */
  readonly maxElements?: number;
}

const defaultMaxElements = 10_000;

/**
 * The input of a task whose references have settled, as fresh copies. Arrived values are fitted to
 * their parameters as in `arrive`, each conversion is noted. An optional parameter that gets null
 * from a `?` reference and does not admit null is left out.
 *
 * A fanned-out task gets one input an element; an optional list that is not there has no elements. An
 * element that lacks what its reference wants has a failure in place of an input.
 * Fails with `reference.missing-path`, `reference.not-a-list` or `reference.too-many-elements`.
 */
export function bindInput(task: Task, tool: PreparedTool, options: BindOptions): BoundInput {
  if (task.fanOut !== undefined) return bindFanOut(task, task.fanOut, { tool, ...options });
  const notes: Notes = { list: none };
  const { lookup } = options;
  const bound = bindOne(task, { tool, notes, lookup, element: undefined });
  return bound.ok
    ? { kind: 'single', input: bound.input, notes: notes.list }
    : { kind: 'failed', failure: bound.failure };
}

const none: readonly string[] = [];

/** Most calls note nothing: the list is made with the first note. */
interface Notes {
  list: readonly string[];
}

/** What one input is made from. */
interface Scope {
  readonly tool: PreparedTool;
  readonly notes: Notes;
  readonly lookup: Lookup;
  readonly element: Element | undefined;
}

/** The element of a fan-out that stands in for the start of some parameters' references. */
interface Element {
  readonly value: Json;
  readonly fanOut: FanOut;
}

type Bound =
  | { readonly ok: true; readonly input: JsonObject }
  /** `name`: of the parameter that got no value. */
  | { readonly ok: false; readonly failure: Failure; readonly name: string };

function bindFanOut(
  task: Task,
  fanOut: FanOut,
  { tool, lookup, maxElements = defaultMaxElements }: BindOptions & { readonly tool: PreparedTool },
): BoundInput {
  const over = viewReference(fanOut.over, lookup);
  if (!over.ok) return { kind: 'failed', failure: over.failure };
  const elements = isJsonList(over.value) ? over.value : [];
  if (elements.length > maxElements) return tooMany(fanOut, elements.length, maxElements);
  const notes: Notes = { list: none };
  const inputs: BoundElement[] = [];
  for (const [index, value] of elements.entries()) {
    const bound = bindOne(task, { tool, notes, lookup, element: { value, fanOut } });
    if (bound.ok) inputs.push(bound);
    // What all elements share is missing in each of them.
    else if (!fanOut.parameters.includes(bound.name))
      return { kind: 'failed', failure: bound.failure };
    else inputs.push({ ok: false, failure: inElement(bound.failure, index) });
  }
  return { kind: 'fan-out', elements: inputs, notes: notes.list };
}

function bindOne(task: Task, scope: Scope): Bound {
  const input: Record<string, Json> = {};
  const { entries } = task.args;
  for (let index = 0; index < entries.length; index += 1) {
    const entry = entries[index];
    if (entry === undefined) break;
    const [name, expression] = entry;
    if (expression.kind === 'literal') {
      setOwn(input, name, copyJson(expression.value));
      continue;
    }
    const parameter = parameterOf(scope.tool, name, index);
    const { tool, notes, lookup, element } = scope;
    const value = bindValue(expression, parameter?.schema ?? true, {
      tool,
      notes,
      lookup,
      element,
      name,
    });
    if (!value.ok) return { ok: false, failure: value.failure, name };
    if (value.value === null && isLeftOut(expression, parameter, scope)) {
      note(scope.notes, `${name}: left out, its optional reference gave nothing`);
    } else {
      setOwn(input, name, value.value);
    }
  }
  return { ok: true, input };
}

/** Arguments stand in signature order, so that the first look nearly always finds it. */
function parameterOf(tool: PreparedTool, name: string, index: number): Parameter | undefined {
  const likely = tool.parameters[index];
  if (likely?.name === name) return likely;
  return tool.parameters.find((parameter) => parameter.name === name);
}

function isLeftOut(
  expression: Expression,
  parameter: Parameter | undefined,
  { tool }: Scope,
): boolean {
  if (expression.kind !== 'reference' || !expression.reference.optional) return false;
  if (parameter === undefined || parameter.required) return false;
  return (typesOf(parameter.schema, tool.input.json) & typeBit.null) === 0;
}

/** Lists and objects written in the plan keep their shape: only what arrives inside them is fitted. */
function bindValue(expression: Expression, schema: Json, scope: NamedScope): Evaluated {
  switch (expression.kind) {
    case 'literal':
      return { ok: true, value: copyJson(expression.value) };
    case 'reference': {
      const found = readReference(expression.reference, scope);
      return found.ok ? { ok: true, value: copyJson(fit(found.value, schema, scope)) } : found;
    }
    case 'template': {
      const text = evaluate(expression, scope.lookup);
      return text.ok ? { ok: true, value: fit(text.value, schema, scope) } : text;
    }
    case 'list':
      return bindList(expression.items, schema, scope);
    case 'object':
      return bindObject(expression, schema, scope);
    default:
      return unreachable(expression);
  }
}

interface NamedScope extends Scope {
  readonly name: string;
}

function readReference(reference: Reference, { name, lookup, element }: NamedScope): Evaluated {
  if (element === undefined || !element.fanOut.parameters.includes(name)) {
    return viewReference(reference, lookup);
  }
  return followPath(element.value, reference, element.fanOut.over.path.length);
}

function fit(value: Json, schema: Json, { tool, notes, name }: NamedScope): Json {
  if (schema === true) return value;
  return arrive(value, schema, {
    root: tool.input.json,
    note: (text) => note(notes, `${name}: ${text}`),
  });
}

function bindList(items: readonly Expression[], schema: Json, scope: NamedScope): Evaluated {
  const list: Json[] = [];
  for (const item of items) {
    const wanted = elementSchema(schema, list.length, scope.tool.input.json);
    const value = bindValue(item, wanted, scope);
    if (!value.ok) return value;
    list.push(value.value);
  }
  return { ok: true, value: list };
}

function bindObject(expression: ObjectExpression, schema: Json, scope: NamedScope): Evaluated {
  const object: Record<string, Json> = {};
  for (const [key, item] of expression.entries) {
    const value = bindValue(item, propertySchema(schema, key, scope.tool.input.json), scope);
    if (!value.ok) return value;
    setOwn(object, key, value.value);
  }
  return { ok: true, value: object };
}

/** A plain assignment to `__proto__` would change the object's prototype instead of its data. */
function setOwn(object: Record<string, Json>, key: string, value: Json): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, writable: true });
}

function note(notes: Notes, text: string): void {
  if (!notes.list.includes(text)) notes.list = [...notes.list, text];
}

function inElement(failure: Failure, index: number): Failure {
  return { ...failure, message: `element ${index} of the fan-out: ${failure.message}` };
}

function tooMany(fanOut: FanOut, length: number, maxElements: number): BoundInput {
  const spelled = spellReference(fanOut.over);
  const failure: Failure = {
    code: 'reference.too-many-elements',
    message: `${spelled} has ${length} elements; one task may fan out over at most ${maxElements}`,
    details: { reference: spelled, length, maxElements },
  };
  return { kind: 'failed', failure };
}
