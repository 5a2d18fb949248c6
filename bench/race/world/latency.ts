import type { JsonObject } from '../../../src/index.ts';
import { createRandom } from './random.ts';

/** The middle of each kind of call's latency, in ms: of our choice, in the range of public web services. */
export const MEDIAN_MS = { search: 300, fetch: 500, lookup: 80, calculate: 1 } as const;

/** Of the logarithm: about one call in six takes 1.5 times the median or longer. */
const SPREAD = 0.4;

export interface LatencyOptions {
  readonly seed: string;
  readonly tool: string;
  /** Ms. */
  readonly medianMs: number;
}

/** A lognormal latency in ms, drawn from the seed, the tool and the input: the same call takes the same time. */
export function latencyOf(options: LatencyOptions, input: JsonObject): number {
  const random = createRandom(`${options.seed} ${options.tool} ${canonical(input)}`);
  const normal =
    Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
  return Math.max(0.1, options.medianMs * Math.exp(SPREAD * normal));
}

/** The same text for the same input, whatever the order of its keys. */
function canonical(input: JsonObject): string {
  return JSON.stringify(Object.entries(input).sort(([left], [right]) => (left < right ? -1 : 1)));
}
