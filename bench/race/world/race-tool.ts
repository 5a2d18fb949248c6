import type { Json, JsonObject } from '../../../src/index.ts';
import type { RaceTool } from '../case.ts';
import { latencyOf } from './latency.ts';

export interface RaceToolOptions {
  readonly name: string;
  readonly description: string;
  /** Default 'read'. */
  readonly effect?: 'read' | 'write';
  /** Schemas by parameter. */
  readonly input: JsonObject;
  /** Default: all of them. */
  readonly required?: readonly string[];
  /** Schemas by key of the result; all are required. */
  readonly output: JsonObject;
  /** Of its latency, in ms; by input where branches are uneven. */
  readonly medianMs: number | ((input: JsonObject) => number);
  /** Of its latencies. */
  readonly seed: string;
  /** Throws an Error that says what there is instead. */
  readonly result: (input: JsonObject) => Json;
}

/** A tool of the race, with a seeded lognormal latency. */
export function raceTool(options: RaceToolOptions): RaceTool {
  const { name, description, effect = 'read', medianMs, seed, result } = options;
  return {
    name,
    description,
    effect,
    inputSchema: shape(options.input, options.required),
    outputSchema: shape(options.output),
    latencyMs: (input) => {
      const middle = typeof medianMs === 'number' ? medianMs : medianMs(input);
      return latencyOf({ seed, tool: name, medianMs: middle }, input);
    },
    result,
  };
}

/** The schema of an object with these keys and no others. */
export function shape(
  properties: JsonObject,
  required: readonly string[] = Object.keys(properties),
): JsonObject {
  return { type: 'object', properties, required, additionalProperties: false };
}

export const TEXT = { type: 'string' } as const;
export const NUMBER = { type: 'number' } as const;

/** A list of at least this many. */
export function listOf(items: JsonObject, atLeast = 0): JsonObject {
  return { type: 'array', items, minItems: atLeast };
}
