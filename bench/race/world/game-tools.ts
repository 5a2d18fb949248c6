import type { RaceTool } from '../case.ts';
import { evaluateExpression } from './expression.ts';
import { MEDIAN_MS } from './latency.ts';
import { listOf, NUMBER, raceTool, shape, TEXT } from './race-tool.ts';

export const TARGET = 24;
/** Proposals of one call at most; with three numbers or more there are at least six. */
const PROPOSALS = 8;

/**
 * `propose` joins two numbers of a state in the ways that look best; `evaluate` tries everything and
 * says in how many ways a state still leads to 24. A state is a list of expressions: `(8 / 3), 8, 3`.
 */
export function gameTools(seed: string): readonly RaceTool[] {
  return [
    raceTool({
      name: 'propose',
      description: `Joins two of the expressions in a list, in up to ${PROPOSALS} ways.`,
      input: { state: TEXT },
      output: { candidates: listOf(shape({ state: TEXT, left: TEXT })) },
      medianMs: MEDIAN_MS.fetch,
      seed,
      result: ({ state }) => ({ candidates: propose(readState(String(state))) }),
    }),
    raceTool({
      name: 'evaluate',
      description: `Counts the ways in which a list of expressions still leads to ${TARGET}.`,
      input: { state: TEXT },
      output: { state: TEXT, ways: NUMBER },
      medianMs: MEDIAN_MS.search,
      seed,
      result: ({ state }) => {
        const values = readState(String(state)).map(({ value }) => value);
        return { state: String(state), ways: countWays(values) };
      },
    }),
  ];
}

interface Item {
  readonly text: string;
  readonly value: number;
}

/** Ways to join numbers to 24, exhaustively. */
export function countWays(values: readonly number[]): number {
  if (values.length === 1) return Math.abs((values[0] ?? 0) - TARGET) < 1e-9 ? 1 : 0;
  const items = values.map((value) => ({ text: '', value }));
  return joinPairs(items).reduce(
    (ways, state) => ways + countWays(state.map(({ value }) => value)),
    0,
  );
}

function readState(state: string): readonly Item[] {
  return state.split(',').map((part) => {
    const text = part.trim();
    const value = evaluateExpression(text);
    if (value !== undefined) return { text, value };
    throw new Error(`expected expressions with commas between them, got ${JSON.stringify(state)}`);
  });
}

/** Whole numbers before fractions, small ones before large: what a person would try first. */
function propose(
  items: readonly Item[],
): readonly { readonly state: string; readonly left: string }[] {
  const effort = (state: readonly Item[]): number => {
    const made = state[0]?.value ?? 0;
    if (state.length === 1) return Math.abs(made - TARGET);
    return Math.abs(made) + (Number.isInteger(made) ? 0 : 100) + (made < 0 ? 50 : 0);
  };
  return joinPairs(items)
    .toSorted((left, right) => effort(left) - effort(right))
    .slice(0, PROPOSALS)
    .map((state) => ({
      state: state.map(({ text }) => text).join(', '),
      left: state.map(({ value }) => String(Math.round(value * 1e6) / 1e6)).join(', '),
    }));
}

/** Every state with one number less; what was made stands first. */
function joinPairs(items: readonly Item[]): readonly (readonly Item[])[] {
  return items.flatMap((left, index) =>
    items.flatMap((right, other) => {
      if (index === other) return [];
      const rest = items.filter((_, place) => place !== index && place !== other);
      return joinTwo(left, right, index < other).map((made) => [made, ...rest]);
    }),
  );
}

/** Sums and products in one order only. */
function joinTwo(left: Item, right: Item, both: boolean): readonly Item[] {
  const join = (sign: string, value: number): Item => ({
    text: `(${left.text} ${sign} ${right.text})`,
    value,
  });
  return [
    join('-', left.value - right.value),
    ...(right.value === 0 ? [] : [join('/', left.value / right.value)]),
    ...(both ? [join('+', left.value + right.value), join('*', left.value * right.value)] : []),
  ];
}
