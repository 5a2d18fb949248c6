import type { RaceTool } from '../case.ts';
import { roundToCents } from './calculate-tool.ts';
import { MEDIAN_MS } from './latency.ts';
import { NUMBER, raceTool } from './race-tool.ts';

/** The most that one call adds up. */
const MOST = 6;

/** Adds up two to six numbers, `value1` to `value6`, rounded to two decimals. */
export function totalTool(seed: string): RaceTool {
  const names = Array.from({ length: MOST }, (_, index) => `value${index + 1}`);
  return raceTool({
    name: 'total',
    description: `Adds up two to ${MOST} numbers.`,
    input: Object.fromEntries(names.map((name) => [name, NUMBER])),
    required: names.slice(0, 2),
    output: { value: NUMBER },
    medianMs: MEDIAN_MS.calculate,
    seed,
    result: (input) => {
      const values = Object.values(input).map(Number);
      return { value: roundToCents(values.reduce((sum, value) => sum + value, 0)) };
    },
  });
}
