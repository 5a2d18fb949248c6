import type { Json } from '../core/json.ts';
import { unreachable } from '../core/unreachable.ts';
import type { RawCondition, RawExpression, RawReference } from './syntax.ts';
import type { Condition, Expression, Reference } from './task.ts';

/** What a reference means, or the text it is after all; inside longer text only, where `spelled` is text. */
export type Decide = (reference: RawReference) => Reference | string;

/** The expression behind the syntax. What holds no reference becomes one literal. */
export function lowerExpression(raw: RawExpression, decide: Decide): Expression {
  switch (raw.kind) {
    case 'literal':
      return { kind: 'literal', value: raw.value };
    case 'text':
      return lowerText(raw.parts, decide);
    case 'reference': {
      const reference = decide(raw.reference);
      return typeof reference === 'string'
        ? { kind: 'literal', value: reference }
        : { kind: 'reference', reference };
    }
    case 'list': {
      const items = raw.items.map((item) => lowerExpression(item, decide));
      const values = literalValues(items);
      return values === undefined ? { kind: 'list', items } : { kind: 'literal', value: values };
    }
    case 'object': {
      const items = raw.entries.map((entry) => lowerExpression(entry.value, decide));
      const values = literalValues(items);
      const entries = raw.entries.map(
        ({ key }, index) => [key, items[index] ?? { kind: 'literal', value: null }] as const,
      );
      if (values === undefined) return { kind: 'object', entries };
      const value = Object.fromEntries(
        raw.entries.map(({ key }, index) => [key, values[index] ?? null]),
      );
      return { kind: 'literal', value };
    }
    default:
      return unreachable(raw);
  }
}

/** The same for a guard. */
export function lowerCondition(raw: RawCondition, decide: Decide): Condition {
  switch (raw.kind) {
    case 'value':
      return { kind: 'value', value: lowerExpression(raw.value, decide) };
    case 'compare':
      return {
        kind: 'compare',
        operator: raw.operator,
        left: lowerExpression(raw.left, decide),
        right: lowerExpression(raw.right, decide),
      };
    case 'not':
      return { kind: 'not', operand: lowerCondition(raw.operand, decide) };
    case 'and':
    case 'or':
      return {
        kind: raw.kind,
        left: lowerCondition(raw.left, decide),
        right: lowerCondition(raw.right, decide),
      };
    default:
      return unreachable(raw);
  }
}

function lowerText(parts: readonly (string | RawReference)[], decide: Decide): Expression {
  const merged: (string | Reference)[] = [];
  let text = '';
  for (const part of parts) {
    const decided = typeof part === 'string' ? part : decide(part);
    if (typeof decided === 'string') {
      text += decided;
      continue;
    }
    if (text !== '') merged.push(text);
    text = '';
    merged.push(decided);
  }
  if (merged.length === 0) return { kind: 'literal', value: text };
  if (text !== '') merged.push(text);
  return { kind: 'template', parts: merged };
}

function literalValues(items: readonly Expression[]): Json[] | undefined {
  const values: Json[] = [];
  for (const item of items) {
    if (item.kind !== 'literal') return undefined;
    values.push(item.value);
  }
  return values;
}
