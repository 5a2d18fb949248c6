import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { evaluateGuard } from '../../src/plan/evaluate-guard.ts';
import type { Lookup } from '../../src/plan/resolve.ts';
import type { Comparison, Condition, Expression } from '../../src/plan/task.ts';

const absent: Lookup = () => ({ kind: 'absent' });
const literal = (value: Json): Expression => ({ kind: 'literal', value });
const value = (json: Json): Condition => ({ kind: 'value', value: literal(json) });
const broken: Condition = {
  kind: 'value',
  value: { kind: 'reference', reference: { source: 1, path: [], optional: false } },
};

function compare(left: Json, operator: Comparison, right: Json) {
  const condition: Condition = {
    kind: 'compare',
    operator,
    left: literal(left),
    right: literal(right),
  };
  const result = evaluateGuard(condition, absent);
  return result.ok ? result.value : result.failure.code;
}

describe('a guard', () => {
  test('takes false, null, 0, "", [] and {} as false and all else as true', () => {
    for (const json of [false, null, 0, '', [], {}]) {
      expect(evaluateGuard(value(json), absent)).toEqual({ ok: true, value: false });
    }
    for (const json of [true, 1, -1, ' ', 'false', [0], { a: null }]) {
      expect(evaluateGuard(value(json), absent)).toEqual({ ok: true, value: true });
    }
  });

  test('compares deeply with == and !=', () => {
    expect(compare({ a: [1, { b: null }], c: 2 }, '==', { c: 2, a: [1, { b: null }] })).toBe(true);
    expect(compare([1, 2], '==', [2, 1])).toBe(false);
    expect(compare(3, '==', '3')).toBe(false);
    expect(compare(3, '!=', '3')).toBe(true);
  });

  test('orders two numbers, and text that is a number beside a number', () => {
    expect(compare(2, '<', 10)).toBe(true);
    expect(compare(2, '<=', 2)).toBe(true);
    expect(compare(2, '>', 2)).toBe(false);
    expect(compare(' 12.5 ', '>=', 3)).toBe(true);
    expect(compare(3, '>', '1e1')).toBe(false);
  });

  test('orders two strings as strings', () => {
    expect(compare('10', '<', '9')).toBe(true);
    expect(compare('b', '>=', 'a')).toBe(true);
  });

  test('fails to order anything else', () => {
    const pairs: [Json, Json][] = [
      [null, 1],
      ['x', 1],
      [1, '0x10'],
      [1, ''],
      [[1], 1],
      [true, 1],
      [{}, 'a'],
    ];
    for (const [left, right] of pairs) expect(compare(left, '<', right)).toBe('guard.type');
  });

  test('finds an element of a list and text in text', () => {
    expect(compare({ a: 1 }, 'in', [{ a: 1 }])).toBe(true);
    expect(compare(1, 'not in', ['1'])).toBe(true);
    expect(compare('eve', 'in', 'never')).toBe(true);
    expect(compare('x', 'not in', 'never')).toBe(true);
    expect(compare('a', 'in', { a: 1 })).toBe('guard.type');
    expect(compare(1, 'not in', '123')).toBe('guard.type');
  });

  test('combines with not, and, or, and reads the right side only where it counts', () => {
    const [yes, no] = [value(true), value(false)];
    const run = (condition: Condition) => evaluateGuard(condition, absent);
    expect(run({ kind: 'not', operand: yes })).toEqual({ ok: true, value: false });
    expect(run({ kind: 'and', left: yes, right: no })).toEqual({ ok: true, value: false });
    expect(run({ kind: 'or', left: no, right: yes })).toEqual({ ok: true, value: true });
    expect(run({ kind: 'and', left: no, right: broken })).toEqual({ ok: true, value: false });
    expect(run({ kind: 'or', left: yes, right: broken })).toEqual({ ok: true, value: true });
    expect(run({ kind: 'or', left: no, right: broken }).ok).toBe(false);
    expect(run({ kind: 'not', operand: broken }).ok).toBe(false);
  });
});
