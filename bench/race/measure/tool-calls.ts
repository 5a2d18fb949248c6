import { Ajv, type ValidateFunction } from 'ajv';
import { canonicalJson } from '../../../src/core/canonical-json.ts';
import { isJsonObject } from '../../../src/core/json.ts';
import type { JsonObject } from '../../../src/index.ts';
import type { Case, RaceTool } from '../case.ts';
import { realClock } from '../provider/provider-clock.ts';
import type { CallTool } from '../runner.ts';

/** One call of a tool, on the clock of `realClock`. */
export interface ToolCall {
  readonly tool: string;
  readonly input: unknown;
  readonly startMs: number;
  /** Undefined while it runs. */
  readonly endMs: number | undefined;
}

/** Runs a call in place of the case's own tool and its latency. */
export type Execute = (name: string, input: unknown, signal: AbortSignal) => Promise<unknown>;

/** The tools of one run, watched. */
export interface ToolCalls {
  readonly callTool: CallTool;
  /** In the order of their starts. */
  readonly calls: readonly ToolCall[];
  /** The most calls that ran at once. */
  readonly peakInFlight: () => number;
}

/**
 * The tools as a run gets them: a call takes its seeded time, gives the tool's result, and leaves a
 * record. An unknown tool and an input that does not fit are refused at once, and are calls too.
 */
export function watchTools(
  raceCase: Case,
  { signal, execute }: { readonly signal: AbortSignal; readonly execute?: Execute | undefined },
): ToolCalls {
  const calls: { tool: string; input: unknown; startMs: number; endMs: number | undefined }[] = [];
  const checks = new Map(raceCase.tools.map((tool) => [tool.name, checkOf(tool)]));
  const byName = new Map(raceCase.tools.map((tool) => [tool.name, tool]));
  let inFlight = 0;
  let peak = 0;

  const run = (name: string, input: unknown, ended: AbortSignal): Promise<unknown> => {
    const tool = byName.get(name);
    const check = checks.get(name);
    if (tool === undefined || check === undefined) throw unknownTool(name, [...byName.keys()]);
    if (!isObject(input) || !check(input)) throw misfit(name, input, check);
    return execute === undefined ? simulate(tool, input, ended) : execute(name, input, ended);
  };
  return {
    calls,
    peakInFlight: () => peak,
    async callTool(name, input, given) {
      const ended = given === undefined ? signal : AbortSignal.any([signal, given]);
      ended.throwIfAborted();
      const call = {
        tool: name,
        input,
        startMs: realClock.now(),
        endMs: undefined as number | undefined,
      };
      calls.push(call);
      inFlight += 1;
      peak = Math.max(peak, inFlight);
      try {
        return await run(name, input, ended);
      } finally {
        inFlight -= 1;
        call.endMs = realClock.now();
      }
    },
  };
}

/** A tool's name and arguments: equal for equal calls. */
export function callKey(tool: string, input: unknown): string {
  return `${tool} ${isObject(input) ? canonicalJson(input) : String(input)}`;
}

async function simulate(tool: RaceTool, input: JsonObject, signal: AbortSignal): Promise<unknown> {
  await pass(tool.latencyMs(input), signal);
  return tool.result(input);
}

/** Longer than any run: a tool that never returns. */
const NEVER_MS = 2 ** 31 - 1;

async function pass(durationMs: number, signal: AbortSignal): Promise<void> {
  if (durationMs < NEVER_MS) await realClock.sleepUntil(realClock.now() + durationMs, signal);
  else if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  signal.throwIfAborted();
}

/** Compiled once for a schema, however many cases share it: compiling is no part of a run. */
const compiled = new Map<string, ValidateFunction>();
const ajv = new Ajv({ strict: false, validateFormats: false });

function checkOf({ inputSchema }: RaceTool): ValidateFunction {
  const key = JSON.stringify(inputSchema);
  const check = compiled.get(key) ?? ajv.compile(inputSchema);
  compiled.set(key, check);
  return check;
}

/** What a runner passes comes from a model's JSON. */
function isObject(input: unknown): input is JsonObject {
  return isJsonObject(input as JsonObject);
}

function unknownTool(name: string, names: readonly string[]): Error {
  return new Error(`There is no tool "${name}". Use one of ${names.join(', ')}.`);
}

function misfit(name: string, input: unknown, { errors }: ValidateFunction): Error {
  const [first] = errors ?? [];
  const why =
    first === undefined ? 'an object is expected' : `${first.instancePath} ${first.message ?? ''}`;
  return new Error(
    `The input of ${name} does not fit: ${why.trim()}; got ${JSON.stringify(input)}.`,
  );
}
