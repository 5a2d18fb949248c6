import type { Case } from '../case.ts';
import type { ModelCall } from '../provider/model-call.ts';
import { bindStep, type OracleRun, runOracle, sourcesOf } from '../world/oracle.ts';
import { callKey, type ToolCall } from './tool-calls.ts';

/** A case's calls as they ought to be made. */
export interface WantedCalls {
  /** The places of the steps with this call; none for a call that nobody needs. */
  readonly placesOf: (call: ToolCall) => readonly number[];
  readonly sourcesOf: (place: number) => readonly number[];
  /** False where nobody knows: a question with a real model and real tools. */
  readonly isKnown: boolean;
}

/** The calls of all steps, found by playing the case with its own pure tools. */
export function wantedCalls(raceCase: Case): WantedCalls {
  const { steps, known } = play(raceCase);
  const places = new Map<string, number[]>();
  steps.forEach((step, place) => {
    const args = bindStep(step, known);
    if (args === undefined) return;
    const key = callKey(step.tool, args);
    places.set(key, [...(places.get(key) ?? []), place]);
  });
  return {
    placesOf: ({ tool, input }) => places.get(callKey(tool, input)) ?? [],
    sourcesOf: (place) => {
      const step = steps[place];
      return step === undefined ? [] : sourcesOf(step);
    },
    isKnown: steps.length > 0,
  };
}

/** Calls whose result nobody needed: equal calls made again, and calls that are no step of the case. */
export function countWasted(calls: readonly ToolCall[], wanted: WantedCalls): number {
  const made = new Set<string>();
  let wasted = 0;
  for (const call of calls) {
    const key = callKey(call.tool, call.input);
    const isStray = wanted.isKnown && wanted.placesOf(call).length === 0;
    if (isStray || made.has(key)) wasted += 1;
    made.add(key);
  }
  return wasted;
}

/**
 * How long each call was kept waiting, in ms: from the moment when its inputs were known (the ends of its
 * sources, and the model's text that asks for it) to its start. Calls of which one is not known are left out.
 */
export function readyToStart(
  calls: readonly ToolCall[],
  wanted: WantedCalls,
  modelCalls: readonly ModelCall[],
): readonly number[] {
  const asked = modelCalls.flatMap((call) => call.asked ?? []);
  const endOf = new Map<number, number>();
  for (const call of calls) {
    for (const place of wanted.placesOf(call)) {
      if (call.endMs !== undefined && !endOf.has(place)) endOf.set(place, call.endMs);
    }
  }
  return calls.flatMap((call) => {
    const [place] = wanted.placesOf(call);
    if (place === undefined) return [];
    const key = callKey(call.tool, call.input);
    const texts = asked.filter(
      (ask) =>
        ask.atMs <= call.startMs + CLOCK_MS &&
        (ask.place === undefined ? ask.key === undefined || ask.key === key : ask.place === place),
    );
    const sources = wanted.sourcesOf(place).map((source) => endOf.get(source));
    const known = sources.filter((end) => end !== undefined);
    if (texts.length === 0 || known.length < sources.length) return [];
    const ready = Math.max(...texts.map(({ atMs }) => atMs), ...known);
    return [Math.max(0, call.startMs - ready)];
  });
}

/** The clocks of two processes of one machine may differ by so much. */
const CLOCK_MS = 1;

function play(raceCase: Case): Pick<OracleRun, 'steps' | 'known'> {
  try {
    return runOracle(raceCase);
  } catch {
    // A case with a fault in it may not be playable to its end: then no call is called wasted.
    return { steps: [], known: () => undefined };
  }
}
