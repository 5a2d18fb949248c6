import type { Json } from '../core/json.ts';
import { equalJson, isJsonList, isJsonObject } from '../core/json.ts';
import type { Failure } from '../core/outcome.ts';
import { unreachable } from '../core/unreachable.ts';
import type { Lookup } from './resolve.ts';
import { view } from './resolve.ts';
import type { Comparison, Condition } from './task.ts';

export type GuardResult =
  | { readonly ok: true; readonly value: boolean }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Whether a guard holds. `and` and `or` read their right side only where it counts. false, null, 0,
 * "", [] and {} are false. `==` compares deeply. Order needs two numbers (text that is a number
 * counts beside a number) or two strings, `in` needs a list or two strings: anything else fails with
 * `guard.type`.
 */
export function evaluateGuard(condition: Condition, lookup: Lookup): GuardResult {
  switch (condition.kind) {
    case 'value': {
      const found = view(condition.value, lookup);
      return found.ok ? { ok: true, value: holds(found.value) } : found;
    }
    case 'compare': {
      const left = view(condition.left, lookup);
      if (!left.ok) return left;
      const right = view(condition.right, lookup);
      return right.ok ? compare(left.value, condition.operator, right.value) : right;
    }
    case 'not': {
      const result = evaluateGuard(condition.operand, lookup);
      return result.ok ? { ok: true, value: !result.value } : result;
    }
    case 'and':
    case 'or': {
      const left = evaluateGuard(condition.left, lookup);
      const decided = condition.kind === 'or';
      if (!left.ok || left.value === decided) return left;
      return evaluateGuard(condition.right, lookup);
    }
    default:
      return unreachable(condition);
  }
}

function holds(value: Json): boolean {
  if (isJsonList(value)) return value.length > 0;
  if (isJsonObject(value)) return Object.keys(value).length > 0;
  return value !== null && value !== false && value !== 0 && value !== '';
}

function compare(left: Json, operator: Comparison, right: Json): GuardResult {
  switch (operator) {
    case '==':
      return { ok: true, value: equalJson(left, right) };
    case '!=':
      return { ok: true, value: !equalJson(left, right) };
    case 'in':
      return contains(right, left);
    case 'not in': {
      const result = contains(right, left);
      return result.ok ? { ok: true, value: !result.value } : result;
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return order(left, operator, right);
    default:
      return unreachable(operator);
  }
}

function contains(whole: Json, part: Json): GuardResult {
  if (isJsonList(whole)) return { ok: true, value: whole.some((item) => equalJson(item, part)) };
  if (typeof whole === 'string' && typeof part === 'string') {
    return { ok: true, value: whole.includes(part) };
  }
  return wrongType(`"in" wants a list, or text in text; got ${nameOf(part)} in ${nameOf(whole)}`);
}

function order(left: Json, operator: '<' | '<=' | '>' | '>=', right: Json): GuardResult {
  if (typeof left === 'string' && typeof right === 'string') {
    return { ok: true, value: inOrder(left < right, left === right, operator) };
  }
  const [first, second] = [numberIn(left), numberIn(right)];
  if (first === undefined || second === undefined) {
    return wrongType(
      `"${operator}" wants two numbers or two strings; got ${nameOf(left)} and ${nameOf(right)}`,
    );
  }
  return { ok: true, value: inOrder(first < second, first === second, operator) };
}

function inOrder(less: boolean, same: boolean, operator: '<' | '<=' | '>' | '>='): boolean {
  if (same) return operator === '<=' || operator === '>=';
  return less === (operator === '<' || operator === '<=');
}

function numberIn(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  return /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/.test(value) ? Number(value) : undefined;
}

function nameOf(value: Json): string {
  if (value === null) return 'null';
  if (isJsonList(value)) return 'a list';
  if (isJsonObject(value)) return 'an object';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

function wrongType(message: string): GuardResult {
  return { ok: false, failure: { code: 'guard.type', message } };
}
