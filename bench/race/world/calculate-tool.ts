import type { RaceTool } from '../case.ts';
import { MEDIAN_MS } from './latency.ts';
import { NUMBER, raceTool } from './race-tool.ts';

const OPERATIONS: Readonly<Record<string, (left: number, right: number) => number>> = {
  add: (left, right) => left + right,
  subtract: (left, right) => left - right,
  multiply: (left, right) => left * right,
  raise: (left, percent) => left * (1 + percent / 100),
  lower: (left, percent) => left * (1 - percent / 100),
};

/** Two numbers in, one out, rounded to two decimals. */
export function calculateTool(seed: string): RaceTool {
  return raceTool({
    name: 'calculate',
    description: 'Computes with two numbers; raise and lower change left by right percent.',
    input: {
      operation: { type: 'string', enum: Object.keys(OPERATIONS) },
      left: NUMBER,
      right: NUMBER,
    },
    output: { value: NUMBER },
    medianMs: MEDIAN_MS.calculate,
    seed,
    result: ({ operation, left, right }) => {
      const compute = OPERATIONS[String(operation)];
      if (compute === undefined) {
        const known = Object.keys(OPERATIONS).join(', ');
        throw new Error(`expected an operation of ${known}, got ${JSON.stringify(operation)}`);
      }
      return { value: roundToCents(compute(Number(left), Number(right))) };
    },
  });
}

export function roundToCents(value: number): number {
  return Math.round(value * 100) / 100;
}
