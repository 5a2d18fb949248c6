import type { Json, JsonObject } from '../../../../src/index.ts';
import { canonicalJson } from '../../../../src/core/canonical-json.ts';
import { isJsonList, isJsonObject } from '../../../../src/core/json.ts';
import type { Argument, Case, Results, Step } from '../../case.ts';
import { defaultTries, type Tries } from './role-input.ts';

/** A call that a prompt shows, and what it came to; undefined: a result that is missing, damaged or an error. */
export interface Observation {
  readonly tool: string;
  readonly args: JsonObject;
  readonly value: Json | undefined;
}

/** What a perfect model knows after reading its prompt. */
export interface Knowledge {
  readonly known: Results;
  /** All steps that can be foreseen now. */
  readonly steps: readonly Step[];
  /** The places of calls that were made, with whatever result. */
  readonly called: ReadonlySet<number>;
}

/** Knowledge from results by the place of their step. */
export function knowledgeOf(
  raceCase: Case,
  results: ReadonlyMap<number, Json | undefined>,
): Knowledge {
  const known: Results = (place) => results.get(place);
  return { known, steps: foreseen(raceCase, known), called: new Set(results.keys()) };
}

/**
 * Matches calls to steps by tool and arguments, until nothing more becomes known. A read that failed counts
 * as called when it was tried often enough.
 */
export function matchObservations(
  raceCase: Case,
  observations: readonly Observation[],
  tries: Tries = defaultTries,
): Knowledge {
  const observed = new Map<string, Json | undefined>();
  const failures = new Map<string, number>();
  for (const { tool, args, value } of observations) {
    const key = callKey(tool, args);
    const failed = (failures.get(key) ?? 0) + 1;
    failures.set(key, failed);
    if (value === undefined && failed < tries.calls && isRead(raceCase, tool)) continue;
    // A result that came once is not lost by an equal call that failed.
    if (value !== undefined || !observed.has(key)) observed.set(key, value);
  }
  const results = new Map<number, Json | undefined>();
  for (;;) {
    const before = results.size;
    const knowledge = knowledgeOf(raceCase, results);
    knowledge.steps.forEach((step, place) => {
      const args = resolveArgs(step, knowledge.known);
      const key = args === undefined ? undefined : callKey(step.tool, args);
      if (!results.has(place) && key !== undefined && observed.has(key)) {
        results.set(place, observed.get(key));
      }
    });
    if (results.size === before) return knowledge;
  }
}

/** The calls that can be made now: not made yet, every argument known; equal ones once. */
export function possibleCalls(knowledge: Knowledge): readonly Observation[] {
  const calls = new Map<string, Observation>();
  knowledge.steps.forEach((step, place) => {
    if (knowledge.called.has(place)) return;
    const args = resolveArgs(step, knowledge.known);
    if (args === undefined) return;
    const key = callKey(step.tool, args);
    if (!calls.has(key)) calls.set(key, { tool: step.tool, args, value: undefined });
  });
  return [...calls.values()];
}

/** The arguments of a step as values; undefined while one of them is not known. */
export function resolveArgs({ args }: Step, known: Results): JsonObject | undefined {
  const resolved: Record<string, Json> = {};
  for (const [name, argument] of Object.entries(args)) {
    const value = resolveArgument(argument, known);
    if (value === undefined) return undefined;
    resolved[name] = value;
  }
  return resolved;
}

/** The value of one argument; undefined while it is not known, or where its path leads nowhere. */
export function resolveArgument(argument: Argument, known: Results): Json | undefined {
  if ('literal' in argument) return argument.literal;
  let value = known(argument.step);
  for (const key of argument.path) {
    if (isJsonList(value) && typeof key === 'number') value = value[key];
    else if (isJsonObject(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

function isRead(raceCase: Case, tool: string): boolean {
  return raceCase.tools.find(({ name }) => name === tool)?.effect === 'read';
}

function callKey(tool: string, args: JsonObject): string {
  return `${tool} ${canonicalJson(args)}`;
}

/** A damaged result may be of any shape: then the model foresees nothing. */
function foreseen(raceCase: Case, known: Results): readonly Step[] {
  try {
    return raceCase.steps(known);
  } catch {
    return [];
  }
}
