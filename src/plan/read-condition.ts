import type { RawCondition, RawExpression } from './syntax.ts';
import {
  type Cursor,
  describeAt,
  fail,
  nameEnd,
  peek,
  skipSpace,
  positionAt,
} from './text-cursor.ts';
import { readValue } from './read-value.ts';

/**
 * Reads a whole guard: comparisons, `in`, `not`, `and`, `or` and parentheses over values. Every
 * error is a `plan.guard`, but for one inside a value that has a better name.
 */
export function readCondition(cursor: Cursor): RawCondition | undefined {
  const condition = readChain(cursor, 'or', 0);
  if (condition !== undefined) {
    skipSpace(cursor);
    if (cursor.index < cursor.text.length) expectedOperator(cursor);
  }
  if (cursor.failure === undefined) return condition;
  const { code } = cursor.failure;
  if (code === 'plan.syntax' || code === 'plan.nested-call') {
    cursor.failure = { ...cursor.failure, code: 'plan.guard' };
  }
  return undefined;
}

/** `a or b or c`, of which each is an `and` chain; a chain is as deep as it is long. */
function readChain(cursor: Cursor, kind: 'or' | 'and', depth: number): RawCondition | undefined {
  const readOperand = (): RawCondition | undefined =>
    kind === 'or' ? readChain(cursor, 'and', depth) : readNot(cursor, depth);
  let left = readOperand();
  for (let length = depth; left !== undefined && takeWord(cursor, kind); length += 1) {
    if (length >= cursor.nesting) return tooDeep(cursor);
    const right = readOperand();
    if (right === undefined) return undefined;
    left = { kind, left, right, line: left.line, column: left.column };
  }
  return left;
}

function readNot(cursor: Cursor, depth: number): RawCondition | undefined {
  skipSpace(cursor);
  const position = positionAt(cursor, cursor.index);
  if (!takeWord(cursor, 'not')) return readComparison(cursor, depth);
  if (depth >= cursor.nesting) return tooDeep(cursor);
  const operand = readNot(cursor, depth + 1);
  return operand === undefined ? undefined : { kind: 'not', operand, ...position };
}

function readComparison(cursor: Cursor, depth: number): RawCondition | undefined {
  skipSpace(cursor);
  const position = positionAt(cursor, cursor.index);
  const left = readOperand(cursor, depth);
  if (left === undefined) return undefined;
  const operator = takeOperator(cursor);
  if (operator === undefined) return left;
  const right = readOperand(cursor, depth);
  if (right === undefined) return undefined;
  const leftValue = valueOf(cursor, left);
  const rightValue = valueOf(cursor, right);
  if (leftValue === undefined || rightValue === undefined) return undefined;
  return { kind: 'compare', operator, left: leftValue, right: rightValue, ...position };
}

/** A value, or a condition in parentheses. */
function readOperand(cursor: Cursor, depth: number): RawCondition | undefined {
  skipSpace(cursor);
  const position = positionAt(cursor, cursor.index);
  if (peek(cursor) !== '(') {
    const value = readValue(cursor, depth);
    return value === undefined ? undefined : { kind: 'value', value, ...position };
  }
  if (depth >= cursor.nesting) return tooDeep(cursor);
  cursor.index += 1;
  const inner = readChain(cursor, 'or', depth + 1);
  if (inner === undefined) return undefined;
  skipSpace(cursor);
  if (peek(cursor) !== ')') return expectedOperator(cursor);
  cursor.index += 1;
  return inner;
}

function valueOf(cursor: Cursor, condition: RawCondition): RawExpression | undefined {
  if (condition.kind === 'value') return condition.value;
  return fail(cursor, 'plan.guard', {
    message: 'expected a value on both sides of a comparison, got a condition',
    hint: 'Join comparisons with and, or.',
  });
}

type Operator = Extract<RawCondition, { kind: 'compare' }>['operator'];

const SYMBOLS = ['==', '!=', '<=', '>=', '<', '>'] as const;

function takeOperator(cursor: Cursor): Operator | undefined {
  skipSpace(cursor);
  const symbol = SYMBOLS.find((candidate) => cursor.text.startsWith(candidate, cursor.index));
  if (symbol !== undefined) {
    cursor.index += symbol.length;
    return symbol;
  }
  if (takeWord(cursor, 'in')) return 'in';
  const start = cursor.index;
  if (takeWord(cursor, 'not') && takeWord(cursor, 'in')) return 'not in';
  cursor.index = start;
  return undefined;
}

function takeWord(cursor: Cursor, word: string): boolean {
  skipSpace(cursor);
  const end = nameEnd(cursor.text, cursor.index);
  if (cursor.text.slice(cursor.index, end) !== word) return false;
  cursor.index = end;
  return true;
}

function expectedOperator(cursor: Cursor): undefined {
  return fail(cursor, 'plan.guard', {
    message: `expected and, or, a comparison or the end of the guard, got ${describeAt(cursor.text, cursor.index)}`,
    hint: 'A guard is made of ==, !=, <, <=, >, >=, in, not in, and, or, not, parentheses, values and references.',
  });
}

function tooDeep(cursor: Cursor): undefined {
  return fail(cursor, 'plan.too-deep', {
    message: `expected a guard of at most ${cursor.nesting} operators in one chain, got more`,
    hint: 'Write a shorter guard.',
  });
}
