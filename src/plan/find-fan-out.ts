import type { PreparedTool } from '../tools/prepared-tool.ts';
import type { Finding } from './plan-problem.ts';
import { errorAt } from './plan-problem.ts';
import { propertySchema } from './schema-children.ts';
import { typeBit, typesOf } from './schema-types.ts';
import { spellReference } from './spell-reference.ts';
import type { ObjectEntry, RawReference } from './syntax.ts';

/** What a call is mapped over, before ids are settled. */
export interface RawFanOut {
  /** The first of `references`, cut behind its last `[*]`. */
  readonly over: RawReference;
  readonly references: readonly RawReference[];
  readonly parameters: readonly string[];
}

/**
 * A whole-argument reference with `[*]` fans the call out where its parameter does not admit a list.
 * References that are equal up to their last `[*]` walk together; two sources are an error. The walk
 * is optional only if every reference is.
 */
export function findFanOut(
  entries: readonly ObjectEntry[],
  tool: PreparedTool,
): { readonly fanOut: RawFanOut | undefined; readonly finding: Finding | undefined } {
  const parameters: string[] = [];
  const references: RawReference[] = [];
  for (const { key, value } of entries) {
    if (value.kind !== 'reference' || !hasEach(value.reference)) continue;
    const parameter = tool.parameters.find(({ name }) => name === key);
    const schema = parameter?.schema ?? propertySchema(tool.input.json, key, tool.input.json);
    if ((typesOf(schema, tool.input.json) & typeBit.list) !== 0) continue;
    parameters.push(key);
    references.push(value.reference);
  }
  const [first] = references;
  if (first === undefined) return { fanOut: undefined, finding: undefined };
  const source = spellWalk(first);
  const other = references.find((reference) => spellWalk(reference) !== source);
  const optional = references.every((reference) => reference.optional);
  return {
    fanOut: { over: { ...cutToWalk(first), optional }, references, parameters },
    finding: other === undefined ? undefined : twoSources(first, other),
  };
}

function hasEach(reference: RawReference): boolean {
  return reference.path.some((step) => step.kind === 'each');
}

function cutToWalk(reference: RawReference): RawReference {
  const last = reference.path.findLastIndex((step) => step.kind === 'each');
  return { ...reference, path: reference.path.slice(0, last + 1) };
}

function spellWalk(reference: RawReference): string {
  return spellReference({ ...cutToWalk(reference), optional: false });
}

function twoSources(first: RawReference, other: RawReference): Finding {
  return errorAt('plan.fan-out', other, {
    message: `one call cannot walk over two lists: ${spellWalk(first)} and ${spellWalk(other)}`,
    hint: 'Walk over one list and take one element, [0], of the other, or plan two calls.',
  });
}
