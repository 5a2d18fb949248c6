import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ToolcError } from '../../src/core/errors.ts';
import { calculate, calculatorLimits } from '../../src/offline/calculator.ts';

/** The code and position of a refusal. */
function refusal(expression: string, values: readonly number[] = []): [string, unknown] {
  try {
    calculate(expression, values);
  } catch (thrown) {
    if (thrown instanceof ToolcError) return [thrown.code, thrown.details['position']];
    throw thrown;
  }
  return ['none', calculate(expression, values)];
}

describe('the calculator', () => {
  test('gives safe integers exactly', () => {
    expect(calculate('10^15 + 1')).toBe(1_000_000_000_000_001);
    expect(calculate('9007199254740991 + 0')).toBe(Number.MAX_SAFE_INTEGER);
  });

  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['8849 - 8611', 238],
    ['10 - 4 - 3', 3],
    ['100 / 5 / 2', 10],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['2 ^ -1', 0.5],
    ['(-2) ^ 3', -8],
    ['--3', 3],
    ['+3 - -2', 5],
    ['5 − 3', 2],
    ['6 × 7', 42],
    ['9 ÷ 4', 2.25],
    ['17 % 5', 2],
    ['17 % (2 + 3)', 2],
    ['20%', 0.2],
    ['50% + 1', 1.5],
    ['10% - 3', -2.9],
    ['20% of 50', 10],
    ['20% of 8,849', 1769.8],
    ['200 * 5%', 10],
    ['1,234,567 + 1', 1234568],
    ['8,849.5 * 2', 17699],
    ['1.5e3 + 1E-1', 1500.1],
    ['.5 + 5.', 5.5],
    ['0.1 + 0.2', 0.3],
    ['abs(-3)', 3],
    ['min(3, 1, 2)', 1],
    ['max([3, 9], 4)', 9],
    ['sum(1, 2, 3)', 6],
    ['sum()', 0],
    ['sum([])', 0],
    ['mean(1, 2, 6)', 3],
    ['average([1, 2, [6]])', 3],
    ['MEAN(4)', 4],
    ['round(2.5)', 3],
    ['round(3.14159, 2)', 3.14],
    ['sqrt(2 ^ 4)', 4],
    ['floor(-1.5) + ceil(1.2)', 0],
    ['max(1, 200)', 200],
    ['max((1,200), 5)', 1200],
    ['  2\n*\t3 ', 6],
  ])('%s is %d', (expression, expected) => {
    expect(calculate(expression)).toBe(expected);
  });

  test('reads `values` as the list given beside the expression', () => {
    expect(calculate('mean(values)', [1, 2, 6])).toBe(3);
    expect(calculate('max(values) - min(values, 0)', [4, 9])).toBe(9);
    expect(calculate('sum(values)')).toBe(0);
  });

  test.each([
    ['', 'calculator.syntax', 1],
    ['1 +', 'calculator.syntax', 4],
    ['1 2', 'calculator.syntax', 3],
    ['(1', 'calculator.syntax', 3],
    ['1)', 'calculator.syntax', 2],
    ['.', 'calculator.syntax', 1],
    ['max(1,200)', 'calculator.syntax', 5],
    ['max(1 2)', 'calculator.syntax', 7],
    ['max(1,', 'calculator.syntax', 7],
    ['[1, 2]', 'calculator.syntax', 1],
    ['values', 'calculator.syntax', 1],
    ['roond(2)', 'calculator.syntax', 1],
    ['process.exit(1)', 'calculator.syntax', 1],
    ['constructor("x")', 'calculator.syntax', 13],
    ['1; 2', 'calculator.syntax', 2],
    ['1 / 0', 'calculator.domain', 5],
    ['5 % (1 - 1)', 'calculator.domain', 5],
    ['0 ^ -1', 'calculator.domain', 5],
    ['(-8) ^ 0.5', 'calculator.domain', 8],
    ['sqrt(-1)', 'calculator.domain', 1],
    ['mean()', 'calculator.domain', 1],
    ['abs(1, 2)', 'calculator.domain', 1],
    ['round(1, 99)', 'calculator.domain', 1],
    ['2 ^ 1025', 'calculator.limit', 5],
    ['9 ^ 9 ^ 9', 'calculator.limit', 5],
    ['1e308', 'calculator.limit', 5],
    ['1e999', 'calculator.limit', 1],
    ['10 ^ 200 * 10 ^ 200', 'calculator.limit', 19],
  ])('refuses %j with %s at %d', (expression, code, position) => {
    expect(refusal(expression)).toEqual([code, position]);
  });

  test('suggests the function that was meant', () => {
    expect(() => calculate('roond(2)')).toThrow('Did you mean "round"?');
  });

  test('refuses an endless expression before reading it', () => {
    expect(refusal(`1${'+1'.repeat(calculatorLimits.length)}`)[0]).toBe('calculator.limit');
  });

  test.each(['(', '-', 'abs(', '2^', 'max([', '1,'])(
    'refuses 4,000 times %j without running out of stack',
    (piece) => {
      expect(refusal(piece.repeat(2_000))[0]).toMatch(/^calculator\.(?:limit|syntax)$/);
    },
  );

  test('nests as deep as its limit and no deeper', () => {
    const nested = (depth: number): string => `${'('.repeat(depth)}1${')'.repeat(depth)}`;
    expect(calculate(nested(calculatorLimits.depth))).toBe(1);
    expect(refusal(nested(calculatorLimits.depth + 1))[0]).toBe('calculator.limit');
  });

  test('refuses too many values, and values that are no numbers', () => {
    const many = Array.from({ length: calculatorLimits.values + 1 }, () => 1);
    expect(refusal('sum(values)', many)[0]).toBe('calculator.limit');
    expect(calculate('sum(values)', many.slice(1))).toBe(calculatorLimits.values);
    expect(refusal('sum(values, 1)', many.slice(1))[0]).toBe('calculator.limit');
    expect(refusal('sum(values)', [Number.NaN])[0]).toBe('calculator.domain');
  });
});

interface Tree {
  readonly text: string;
  readonly value: number;
}

/** Expressions with their value, computed while they are built: no parser takes part. */
const trees = fc.letrec<{ tree: Tree; leaf: Tree; node: Tree; call: Tree }>((tie) => ({
  leaf: fc.integer({ min: 0, max: 999 }).map((value) => ({ text: String(value), value })),
  node: fc
    .tuple(tie('tree'), fc.constantFrom('+', '-', '*', '/'), tie('tree'), fc.nat(2))
    .map(([left, operator, right, spaces]) => {
      const gap = ' '.repeat(spaces);
      const text = `(${left.text}${gap}${operator}${gap}${right.text})`;
      return { text, value: apply(operator, left.value, right.value) };
    }),
  call: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((items) => ({
    text: `max(${items.map(({ text }) => text).join(', ')})`,
    value: Math.max(...items.map(({ value }) => value)),
  })),
  tree: fc.oneof({ maxDepth: 5, withCrossShrink: true }, tie('leaf'), tie('node'), tie('call')),
})).tree;

function apply(operator: string, left: number, right: number): number {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  return right === 0 ? Number.NaN : left / right; // and NaN spoils what it is part of
}

describe('the calculator, on expressions that were built with their value', () => {
  test('agrees with the value, or refuses a division by zero', () => {
    fc.assert(
      fc.property(trees, ({ text, value }) => {
        const [code, got] = refusal(text);
        if (code === 'none')
          expect(got).toBeCloseTo(value, 6 - Math.ceil(Math.log10(Math.abs(value) + 1)));
        else expect([code, Number.isFinite(value)]).toEqual(['calculator.domain', false]);
      }),
    );
  });

  test('refuses a division by zero however deep it stands', () => {
    expect(refusal('(0+(0/(1/0)))')[0]).toBe('calculator.domain');
  });

  test('never throws anything but its own errors, whatever the text', () => {
    const pieces = fc.constantFrom(
      '1',
      ',',
      '(',
      ')',
      '[',
      ']',
      '%',
      '^',
      '-',
      'of',
      'max',
      'values',
      '.',
      'e',
      ' ',
      '$1',
      '"',
      '0',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        expect(refusal(parts.join(''), [1, 2])[0]).toMatch(/^(?:none|calculator\..*)$/);
      }),
      { numRuns: 500 },
    );
  });
});
