import { ToolcError } from '../index.ts';
import { applyFunction, functionNames } from './calculator-functions.ts';
import { scanNumber } from './calculator-numbers.ts';

/**
 * Computes an arithmetic expression; nothing is ever evaluated as code.
 *
 * `+ - * / ^` and parentheses as usual (`-2^2` is -4, `2^3^2` is 512), `×` and `÷` too. `%` between
 * two operands is the remainder, after one operand it is "per cent": `20% of 50` is 10. Functions:
 * abs, min, max, sum, mean (average), round, sqrt, floor, ceil. They take numbers and lists, and
 * `values` is the list given beside the expression. Thousands separators (`8,849`) and `1.5e3` are
 * read; in an argument list `1,200` could be one number or two and is refused.
 *
 * Throws `calculator.syntax`, `calculator.limit` or `calculator.domain` with the position (from 1)
 * in `details`. Limits: 10,000 characters, nesting 64, exponents up to 1,024, 10,000 values, and
 * results below 1e300. Safe integers are exact, other results rounded to 15 digits.
 */
export function calculate(expression: string, values: readonly number[] = []): number {
  const limits = calculatorLimits;
  if (expression.length > limits.length) {
    fail(
      'limit',
      `an expression has at most ${limits.length} characters, this one ${expression.length}`,
      0,
    );
  }
  if (values.length > limits.values) {
    fail('limit', `a list has at most ${limits.values} values, this one ${values.length}`, 0);
  }
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) fail('domain', `values are finite numbers, one is ${bad}`, 0);
  const result = createCalculation(expression, values)();
  return Number.isSafeInteger(result) ? result : Number(result.toPrecision(15));
}

/** The calculator's bounds; `result` is of every intermediate value. */
export const calculatorLimits = {
  length: 10_000,
  depth: 64,
  exponent: 1_024,
  values: 10_000,
  result: 1e300,
} as const;

type Fault = 'syntax' | 'limit' | 'domain';

function fail(fault: Fault, message: string, at: number): never {
  throw new ToolcError(
    `calculator.${fault}`,
    `Cannot calculate: ${message} (position ${at + 1}).`,
    {
      details: { position: at + 1 },
    },
  );
}

/** One recursive descent over `text`; a failure ends it, so no state needs to be put back. */
function createCalculation(text: string, values: readonly number[]): () => number {
  let at = 0;
  let depth = 0;
  let inArguments = false;

  function calculation(): number {
    const result = sum();
    if (peek() !== '') fail('syntax', `expected an operator, got "${shown()}"`, at);
    return result;
  }

  function sum(): number {
    let left = product();
    for (;;) {
      if (take('+')) left = bounded(left + product());
      else if (take('-') || take('−')) left = bounded(left - product());
      else return left;
    }
  }

  function product(): number {
    let left = signed();
    for (;;) {
      if (take('*') || take('×') || takeWord('of')) left = bounded(left * signed());
      else if (take('/') || take('÷')) left = bounded(left / divisor());
      else if (take('%')) left = bounded(left % divisor());
      else return left;
    }
  }

  function divisor(): number {
    peek();
    const start = at;
    const value = signed();
    if (value === 0) fail('domain', 'the divisor is zero', start);
    return value;
  }

  function signed(): number {
    if (take('-') || take('−')) return nested(() => -signed());
    if (take('+')) return nested(signed);
    return power();
  }

  function power(): number {
    const base = percentage();
    if (!take('^')) return base;
    peek();
    const start = at;
    const exponent = nested(signed);
    if (Math.abs(exponent) > calculatorLimits.exponent) {
      fail(
        'limit',
        `an exponent is at most ${calculatorLimits.exponent}, this one is ${exponent}`,
        start,
      );
    }
    if (base === 0 && exponent < 0) fail('domain', 'zero has no negative power', start);
    const result = base ** exponent;
    if (Number.isNaN(result)) fail('domain', 'a negative number has whole powers only', start);
    return bounded(result);
  }

  function percentage(): number {
    let value = primary();
    while (peek() === '%' && endsAfterPercent()) {
      at += 1;
      value /= 100;
    }
    return value;
  }

  function primary(): number {
    if (take('(')) {
      const value = nested(() => within(false, sum));
      expect(')');
      return value;
    }
    if (/[0-9.]/.test(peek())) return number();
    const start = at;
    const name = word();
    if (name === '') fail('syntax', `expected a number, got "${shown()}"`, at);
    if (!take('('))
      return fail(
        'syntax',
        `"${name}" is no number; functions are ${functionNames.join(', ')}`,
        start,
      );
    const args = nested(() => within(true, () => listUntil(')')));
    const outcome = applyFunction(name, args);
    if (typeof outcome === 'string')
      fail(outcome.startsWith('no function') ? 'syntax' : 'domain', outcome, start);
    return bounded(outcome);
  }

  /** Arguments or list elements; lists inside are flattened. */
  function listUntil(close: ')' | ']'): number[] {
    const items: number[] = [];
    if (take(close)) return items;
    for (;;) {
      if (take('[')) items.push(...nested(() => listUntil(']')));
      else if (takeWord('values')) items.push(...values);
      else items.push(sum());
      if (items.length > calculatorLimits.values) {
        fail('limit', `a list has at most ${calculatorLimits.values} values`, at);
      }
      if (take(close)) return items;
      expect(',');
    }
  }

  function number(): number {
    const found = scanNumber(text, at);
    if (found === undefined) return fail('syntax', `"${shown()}" is no number`, at);
    if (found.grouped && inArguments) {
      const advice = 'this comma could separate thousands or arguments; write 1200, or 1, 200';
      fail('syntax', advice, at);
    }
    const start = at;
    at = found.end;
    return Number.isFinite(found.value)
      ? bounded(found.value)
      : fail('limit', 'the number is too large', start);
  }

  function bounded(value: number): number {
    if (Math.abs(value) < calculatorLimits.result) return value;
    return fail('limit', `a result stays below ${calculatorLimits.result}`, Math.max(at - 1, 0));
  }

  function nested<T>(inner: () => T): T {
    depth += 1;
    if (depth > calculatorLimits.depth)
      fail('limit', `nesting goes ${calculatorLimits.depth} deep at most`, at);
    const result = inner();
    depth -= 1;
    return result;
  }

  function within<T>(list: boolean, inner: () => T): T {
    const before = inArguments;
    inArguments = list;
    const result = inner();
    inArguments = before;
    return result;
  }

  /** After a per cent sign no operand follows; a sign counts as an operator. */
  function endsAfterPercent(): boolean {
    const rest = text.slice(at + 1, at + 65).trimStart();
    return !/^(?!of\b)[0-9.(a-z[]/i.test(rest);
  }

  function peek(): string {
    while (/\s/.test(text.charAt(at)) && at < text.length) at += 1;
    return text.charAt(at);
  }

  function take(symbol: string): boolean {
    if (peek() !== symbol) return false;
    at += 1;
    return true;
  }

  function takeWord(wanted: string): boolean {
    peek();
    const found = /^[a-z_]+/i.exec(text.slice(at, at + 32))?.[0];
    if (found?.toLowerCase() !== wanted) return false;
    at += wanted.length;
    return true;
  }

  function word(): string {
    const found = /^[a-z_]+/i.exec(text.slice(at, at + 32))?.[0] ?? '';
    at += found.length;
    return found.toLowerCase();
  }

  function expect(symbol: string): void {
    if (!take(symbol)) fail('syntax', `expected "${symbol}", got "${shown()}"`, at);
  }

  function shown(): string {
    return text.charAt(at) === '' ? 'the end' : text.charAt(at);
  }

  return calculation;
}
