import { messageOf, type JsonObject } from '../index.ts';

export type ReadEdited =
  | { readonly ok: true; readonly inputs: readonly JsonObject[] }
  | { readonly ok: false; readonly message: string };

/**
 * Arguments as a person typed them: one JSON object, or, for a write that is mapped over a list, a list
 * of as many.
 */
export function readEdited(text: string, wanted: number | 'one'): ReadEdited {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(`It is no JSON: ${messageOf(error)}.`);
  }
  const inputs: readonly unknown[] = wanted === 'one' ? [value] : Array.isArray(value) ? value : [];
  const expected = wanted === 'one' ? 1 : wanted;
  if (inputs.length === expected && inputs.every(isObject)) return { ok: true, inputs };
  const list = `a list of ${String(expected)} JSON objects, one a call`;
  return refuse(`It must be ${wanted === 'one' ? 'one JSON object of named arguments' : list}.`);
}

function refuse(message: string): ReadEdited {
  return { ok: false, message: `${message} The arguments are as they were.` };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
