import type { RaceTool } from '../case.ts';
import { NUMBER, raceTool, TEXT } from './race-tool.ts';

/** Ms: an answer out of a cache nearby. */
const QUICK_MS = 2;

/** Exchange rates to the euro. */
export function rateTool(seed: string, rates: ReadonlyMap<string, number>): RaceTool {
  return raceTool({
    name: 'rate',
    description: 'Euros for one unit of a currency.',
    input: { currency: TEXT },
    output: { value: NUMBER },
    medianMs: QUICK_MS,
    seed,
    result: ({ currency }) => {
      const value = rates.get(String(currency));
      if (value === undefined) throw new Error(`no rate is known of ${JSON.stringify(currency)}`);
      return { value };
    },
  });
}
