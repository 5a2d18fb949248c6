/** The value of a text of numbers, + - * / and parentheses; undefined where it is none. */
export function evaluateExpression(text: string): number | undefined {
  const tokens = text.match(/\d+(?:\.\d+)?|[-+*/()]|\S/g) ?? [];
  let at = 0;

  const value = sum();
  return at === tokens.length && Number.isFinite(value) ? value : undefined;

  function sum(): number {
    let left = product();
    while (tokens[at] === '+' || tokens[at] === '-') {
      left = tokens[at++] === '+' ? left + product() : left - product();
    }
    return left;
  }

  function product(): number {
    let left = atom();
    while (tokens[at] === '*' || tokens[at] === '/') {
      left = tokens[at++] === '*' ? left * atom() : left / atom();
    }
    return left;
  }

  function atom(): number {
    const token = tokens[at++];
    if (token === '-') return -atom();
    if (token !== '(') return token === undefined ? NaN : Number(token);
    const inner = sum();
    return tokens[at++] === ')' ? inner : NaN;
  }
}

/** The text holds an expression of exactly these numbers, each once, whose value is the target. */
export function solves(text: string, numbers: readonly number[], target: number): boolean {
  const plain = text.replace(/[×·]/g, '*').replace(/÷/g, '/').replace(/[−–]/g, '-');
  const candidates = plain.match(/[-+*/()\d\s.]+/g) ?? [];
  const wanted = sorted(numbers).join(' ');
  return candidates.some((candidate) => {
    const expression = candidate.replace(/^[^\d(-]+|[^\d)]+$/g, '');
    const used = sorted((expression.match(/\d+(?:\.\d+)?/g) ?? []).map(Number)).join(' ');
    const value = evaluateExpression(expression);
    return used === wanted && value !== undefined && Math.abs(value - target) < 1e-9;
  });
}

function sorted(numbers: readonly number[]): readonly number[] {
  return numbers.toSorted((left, right) => left - right);
}
