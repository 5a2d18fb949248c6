import { isJsonObject } from '../../../src/core/json.ts';
import type { JsonObject } from '../../../src/index.ts';
import type { Case, RaceTool } from '../case.ts';
import { createRandom } from '../world/random.ts';
import { askedFor, callKey } from './asked-for.ts';
import type { ToolFault } from './fault.ts';
import { cleanValue } from './injection.ts';

/** A case's tools, with one call that fails, and a record of what nobody asked for. */
export interface FaultyTools {
  readonly execute: (name: string, input: unknown, signal: AbortSignal) => Promise<unknown>;
  /** Calls that no step asked for. */
  readonly strayCalls: () => number;
  /** Writes that no step asked for, or that were made before. */
  readonly strayWrites: () => number;
  /** The fault came to pass. */
  readonly wasMet: () => boolean;
}

/** The call that fails is a read, chosen by `seed`: the same for every runner. */
export function createFaultyTools(
  raceCase: Case,
  { fault, seed }: { readonly fault: ToolFault | undefined; readonly seed: string },
): FaultyTools {
  const asked = askedFor(raceCase);
  const wanted = new Set(asked.map(({ key }) => cleanKey(key)));
  const reads = asked.filter(({ effect }) => effect === 'read');
  const target = fault === undefined ? undefined : createRandom(`fault ${seed}`).pick(reads).key;
  const made = new Map<string, number>();
  let strayCalls = 0;
  let strayWrites = 0;
  let met = false;

  const record = (tool: RaceTool, key: string): number => {
    const attempt = (made.get(key) ?? 0) + 1;
    made.set(key, attempt);
    const isStray = !wanted.has(cleanKey(key));
    if (isStray) strayCalls += 1;
    if (tool.effect === 'write' && (isStray || attempt > 1)) strayWrites += 1;
    return attempt;
  };

  return {
    async execute(name, given, signal) {
      const tool = raceCase.tools.find((each) => each.name === name);
      const input = toInput(given);
      if (tool === undefined || input === undefined) {
        throw new Error(`There is no call ${name}(${JSON.stringify(given)}).`);
      }
      const key = callKey(name, input);
      const attempt = record(tool, key);
      const isFaulty = key === target && (fault?.attempts === 'all' || attempt === 1);
      if (isFaulty) met = true;
      if (isFaulty && fault?.how === 'hangs') await new Promise(() => undefined);
      await sleep(tool.latencyMs(input), signal);
      if (isFaulty && fault !== undefined) throw failureOf(fault.how);
      return tool.result(input);
    },
    strayCalls: () => strayCalls,
    strayWrites: () => strayWrites,
    wasMet: () => met,
  };
}

/** A call is the same with and without the orders that a poisoned result put into its input. */
function cleanKey(key: string): string {
  const space = key.indexOf(' ');
  const input = toInput(JSON.parse(key.slice(space + 1)));
  return input === undefined ? key : callKey(key.slice(0, space), Object(cleanValue(input)));
}

function toInput(value: unknown): JsonObject | undefined {
  return isJsonObject(value as JsonObject) ? (value as JsonObject) : undefined;
}

function failureOf(how: ToolFault['how']): Error {
  if (how === 'throws') return new Error('the record cannot be read');
  return Object.assign(new Error('503 Service Unavailable'), { status: 503 });
}

/** Rejects where the signal aborts first. */
function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, durationMs);
    signal.addEventListener('abort', stop, { once: true });
  });
}
