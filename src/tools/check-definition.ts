import { ToolcError } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';
import { pacingProblem } from './check-pacing.ts';
import type { Tool } from './tool.ts';

/** What a caller gave: a caller need not be typed. */
export type UncheckedDefinition = Readonly<Partial<Record<keyof Tool, unknown>>>;

/** Throws `tool.definition` for the first property that is missing or wrong. */
export function checkDefinition(definition: UncheckedDefinition): void {
  requireRecord(definition);
  const name = checkName(definition.name);
  const check = (
    property: keyof Tool,
    isRight: (value: unknown) => boolean,
    wanted: string,
  ): void => {
    const value = definition[property];
    if (isRight(value)) return;
    refuse(name, property, `expected ${wanted}, got ${shown(value)}`);
  };
  check('description', isText, 'a text for the planner');
  check('effect', isEffect, `'read' or 'write' (may it change anything?)`);
  check('inputSchema', isSchema, schemaWanted);
  check('outputSchema', optional(isSchema), schemaWanted);
  check('execute', isFunction, 'a function');
  check('timeoutMs', optional(isPositive), 'a positive number of milliseconds');
  check('concurrency', optional(isPositiveInteger), 'a positive integer');
  check('onFailure', optional(isOnFailure), onFailureWanted);
  check('onClose', optional(isOnClose), `'cancel' or 'finish'`);
  check('gate', optional(isText), 'the name of a gate');
  check('cache', optional(isCache), cacheWanted);
  const pacing = pacingProblem(definition);
  if (pacing !== undefined) refuse(name, pacing.property, pacing.problem);
  check('runMany', optional(isFunction), 'a function');
  check('maxBatch', optional(isPositiveInteger), 'a positive integer');
  check('resource', optional(isFunction), 'a function from the input to a key');
  check('render', optional(isFunction), 'a function');
  check('examples', optional(isTextList), 'a list of texts, each a call as in a plan');
}

/** Throws `tool.definition` if there is a property that no tool has. */
export function refuseUnknownProperties(definition: object): void {
  requireRecord(definition);
  for (const property of Object.keys(definition)) {
    if (Object.hasOwn(propertyNames, property)) continue;
    const meant = Object.hasOwn(otherNames, property) ? otherNames[property] : undefined;
    const advice =
      meant === undefined
        ? didYouMean(property, Object.keys(propertyNames))
        : ` Here it is called "${meant}".`;
    const known = Object.keys(propertyNames).join(', ');
    throw new ToolcError(
      'tool.definition',
      `A tool has no property "${property}".${advice} It may have: ${known}.`,
      { details: { property } },
    );
  }
}

/** Throws `tool.definition` if a tool may not be called that; the name is returned. */
export function checkName(name: unknown): string {
  if (typeof name !== 'string' || !/^[A-Za-z0-9_][A-Za-z0-9_.:/-]*$/.test(name)) {
    const wanted = 'expected letters, digits and _ . : / - (the first a letter, a digit or _)';
    throw new ToolcError('tool.definition', `The name of a tool: ${wanted}, got ${shown(name)}.`, {
      details: { property: 'name' },
    });
  }
  if (reservedNames.has(name.toLowerCase())) {
    refuse(name, 'name', `"${name}" is a word of the plan language; choose another name`);
  }
  return name;
}

const reservedNames: ReadonlySet<string> = new Set(['join', 'finish', 'if']);

/** A record, so that a property added to `Tool` and not here is a type error. */
const propertyNames: Readonly<Record<keyof Tool, true>> = {
  name: true,
  description: true,
  effect: true,
  inputSchema: true,
  outputSchema: true,
  execute: true,
  timeoutMs: true,
  concurrency: true,
  onFailure: true,
  retry: true,
  onClose: true,
  rate: true,
  gate: true,
  cache: true,
  runMany: true,
  maxBatch: true,
  resource: true,
  render: true,
  examples: true,
};

/** What other packages call them. */
const otherNames: Readonly<Record<string, keyof Tool>> = {
  parameters: 'inputSchema',
  schema: 'inputSchema',
  input: 'inputSchema',
  args: 'inputSchema',
  output: 'outputSchema',
  handler: 'execute',
  func: 'execute',
  invoke: 'execute',
  run: 'execute',
  call: 'execute',
};

const schemaWanted =
  'a schema (zod, another Standard Schema or a JSON Schema object; wrap a plain record of schemas in z.object)';

function requireRecord(definition: unknown): void {
  if (isRecord(definition) && !Array.isArray(definition)) return;
  const message = `expected a tool: an object with name, description, …; got ${shown(definition)}`;
  throw new ToolcError('tool.definition', message);
}

function refuse(name: string, property: keyof Tool, problem: string): never {
  throw new ToolcError('tool.definition', `${property} of tool "${name}": ${problem}.`, {
    details: { tool: name, property },
  });
}

function optional(isRight: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || isRight(value);
}

/** A record of zod schemas would pass as a JSON Schema that means nothing. */
function isSchema(value: unknown): boolean {
  if (typeof value === 'function') return '~standard' in value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if ('~standard' in value) return true;
  return Object.values(value).every(
    (item) => typeof item !== 'function' && !(isRecord(item) && '~standard' in item),
  );
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isEffect(value: unknown): boolean {
  return value === 'read' || value === 'write';
}

const onFailureWanted = `'skip-dependents', 'abort-run', 'replan' or { fallback: value }`;

/** Also of the run's option of that name. */
export function isOnFailure(value: unknown): boolean {
  if (isRecord(value)) return 'fallback' in value;
  return value === 'skip-dependents' || value === 'abort-run' || value === 'replan';
}

function isOnClose(value: unknown): boolean {
  return value === 'cancel' || value === 'finish';
}

const cacheWanted = `'off' or { ttlMs, scope: 'run' or 'compiler', maxEntries }`;

function isCache(value: unknown): boolean {
  if (!isRecord(value)) return value === 'off';
  return Object.entries(value).every(([name, part]: [string, unknown]) => {
    if (part === undefined) return Object.hasOwn(cacheParts, name);
    return Object.hasOwn(cacheParts, name) && cacheParts[name]?.(part) === true;
  });
}

const cacheParts: Readonly<Record<string, (value: unknown) => boolean>> = {
  ttlMs: (value) => isPositive(value) || value === Infinity,
  scope: (value) => value === 'run' || value === 'compiler',
  maxEntries: isPositiveInteger,
};

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function isPositiveInteger(value: unknown): boolean {
  return isPositive(value) && Number.isSafeInteger(value);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  return value === null || value === undefined ? String(value) : `a value of type ${typeof value}`;
}
