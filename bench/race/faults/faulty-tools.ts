import { isJsonObject } from '../../../src/core/json.ts';
import type { Json, JsonObject } from '../../../src/index.ts';
import type { Case, RaceTool } from '../case.ts';
import type { Execute } from '../measure/tool-calls.ts';
import { realClock } from '../provider/provider-clock.ts';
import { createRandom } from '../world/random.ts';
import { askedFor, callKey } from './asked-for.ts';
import type { ToolFault } from './fault.ts';
import { cleanValue } from './injection.ts';

/** A case's tools, with one call that fails, and a record of what nobody asked for. */
export interface FaultyTools {
  /** Takes inputs that fit. */
  readonly execute: Execute;
  /** Calls that no step asked for. */
  readonly strayCalls: () => number;
  /** Writes that no step asked for, or that were made before. */
  readonly strayWrites: () => number;
}

/** The call that fails is a read, chosen by `seed`: the same for every runner. */
export function createFaultyTools(
  raceCase: Case,
  { fault, seed }: { readonly fault: ToolFault | undefined; readonly seed: string },
): FaultyTools {
  const asked = askedFor(raceCase);
  const wanted = new Set(asked.map(({ key }) => key));
  const reads = asked.filter(({ effect }) => effect === 'read');
  const target = fault === undefined ? undefined : createRandom(`fault ${seed}`).pick(reads).key;
  const made = new Map<string, number>();
  let strayCalls = 0;
  let strayWrites = 0;

  const record = (tool: RaceTool, input: JsonObject): number => {
    const key = callKey(tool.name, input);
    const attempt = (made.get(key) ?? 0) + 1;
    made.set(key, attempt);
    // What a poisoned result brought into an input may be there or not: the call is the same.
    const isStray = !wanted.has(key) && !wanted.has(callKey(tool.name, cleanInput(input)));
    if (isStray) strayCalls += 1;
    if (tool.effect === 'write' && (isStray || attempt > 1)) strayWrites += 1;
    return attempt;
  };

  return {
    async execute(name, input, signal) {
      const tool = raceCase.tools.find((each) => each.name === name);
      if (tool === undefined || !isObject(input)) throw new Error(`Expected a call, got ${name}.`);
      const attempt = record(tool, input);
      const isTarget = callKey(name, input) === target;
      const isFaulty = isTarget && (fault?.attempts === 'all' || attempt === 1);
      if (isFaulty && fault?.how === 'hangs') await new Promise(() => undefined);
      await realClock.sleepUntil(realClock.now() + tool.latencyMs(input), signal);
      signal.throwIfAborted();
      if (isFaulty && fault !== undefined) throw failureOf(fault.how);
      return tool.result(input);
    },
    strayCalls: () => strayCalls,
    strayWrites: () => strayWrites,
  };
}

function cleanInput(input: JsonObject): JsonObject {
  const value: Json = cleanValue(input);
  return isJsonObject(value) ? value : input;
}

/** What a runner passes comes from a model's JSON. */
function isObject(input: unknown): input is JsonObject {
  return isJsonObject(input as JsonObject);
}

function failureOf(how: ToolFault['how']): Error {
  if (how === 'throws') return new Error('the record cannot be read');
  return Object.assign(new Error('503 Service Unavailable'), { status: 503 });
}
