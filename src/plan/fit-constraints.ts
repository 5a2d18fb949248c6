import type { Json, JsonObject } from '../core/json.ts';

/** A pattern may be slow: longer text is left to the tool's own validation. */
const LONGEST_MATCHED = 10_000;

/** What of a value the bounds of a schema speak of. */
export type Measured =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'list'; readonly length: number }
  | { readonly kind: 'other' };

/** The first bound of a schema that a value breaks, in words: `should have at least 3 characters`. */
export function constraintIssue(value: Measured, schema: JsonObject): string | undefined {
  switch (value.kind) {
    case 'text':
      return textIssue(value.text, schema);
    case 'number':
      return numberIssue(value.number, schema);
    case 'list':
      return lengthIssue(value.length, [schema['minItems'], schema['maxItems'], 'elements']);
    case 'other':
      return undefined;
  }
}

function textIssue(text: string, schema: JsonObject): string | undefined {
  const { minLength, maxLength, pattern } = schema;
  if (minLength !== undefined || maxLength !== undefined) {
    const issue = lengthIssue(codePoints(text), [minLength, maxLength, 'characters']);
    if (issue !== undefined) return issue;
  }
  if (typeof pattern !== 'string' || text.length > LONGEST_MATCHED) return undefined;
  return compile(pattern)?.test(text) === false ? `should match ${pattern}` : undefined;
}

function numberIssue(number: number, schema: JsonObject): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (typeof minimum === 'number' && number < minimum) return `should be at least ${minimum}`;
  if (typeof maximum === 'number' && number > maximum) return `should be at most ${maximum}`;
  if (typeof exclusiveMinimum === 'number' && number <= exclusiveMinimum) {
    return `should be more than ${exclusiveMinimum}`;
  }
  if (typeof exclusiveMaximum === 'number' && number >= exclusiveMaximum) {
    return `should be less than ${exclusiveMaximum}`;
  }
  return undefined;
}

function lengthIssue(
  length: number,
  [least, most, unit]: readonly [Json | undefined, Json | undefined, string],
): string | undefined {
  if (typeof least === 'number' && length < least) return `should have at least ${least} ${unit}`;
  if (typeof most === 'number' && length > most) return `should have at most ${most} ${unit}`;
  return undefined;
}

/** JSON Schema counts characters, not UTF-16 units. */
function codePoints(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const isPairsSecondHalf = unit >= 0xdc00 && unit <= 0xdfff;
    if (!isPairsSecondHalf) count += 1;
  }
  return count;
}

/** Undefined for a pattern that JavaScript does not know. */
function compile(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      continue;
    }
  }
  return undefined;
}
