import type { Json } from '../core/json.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import type { CallReference } from './compile-call.ts';
import type { Finding } from './plan-problem.ts';
import { errorAt } from './plan-problem.ts';
import { listOf, schemaAt } from './schema-path.ts';
import { mayArrive, nameTypes, typeBit, typesOf } from './schema-types.ts';
import { spellReference } from './spell-reference.ts';

/** The task that a reference names. */
export interface Producer {
  readonly tool: PreparedTool;
  /** A fanned-out task gives a list of what its tool gives; of an earlier round it is not known. */
  readonly result: 'one' | 'list' | 'either';
}

/**
 * The error of a reference whose path cannot exist in what the producer gives, or whose value can
 * surely not become what the reader wants. Without an output schema there is none.
 */
export function checkReference(
  { reference, place, wanted, fansOut }: CallReference,
  producer: Producer,
  readerRoot: Json,
): Finding | undefined {
  const output = producer.tool.output?.json;
  if (output === undefined) return undefined;
  const found = schemaAt(resultSchemas(output, producer.result), reference.path, output);
  if (found.kind === 'missing') {
    const start = { ...reference, path: reference.path.slice(0, found.index), optional: false };
    return errorAt('plan.bad-reference', reference, {
      message: `${reference.spelled}: at ${spellReference(start)}, a result of ${producer.tool.name}, ${found.message}`,
      hint: found.hint,
    });
  }
  if (place === 'text') return undefined;
  const isProjection = !fansOut && reference.path.some((step) => step.kind === 'each');
  const types = isProjection ? typeBit.list : found.types;
  const fitting = typesOf(wanted, readerRoot);
  if (mayArrive(types, fitting)) return undefined;
  return errorAt('plan.bad-reference', reference, {
    message: `${reference.spelled} gives ${nameTypes(types)}, but ${nameTypes(fitting)} is wanted here`,
    hint: `Refer to the part of ${spellReference({ ...reference, optional: false })} that is ${nameTypes(fitting)}.`,
  });
}

function resultSchemas(output: Json, result: Producer['result']): readonly Json[] {
  if (result === 'one') return [output];
  return result === 'list' ? [listOf(output)] : [output, listOf(output)];
}
