import type { Json, JsonObject } from '../../../src/index.ts';
import { canonicalJson } from '../../../src/core/canonical-json.ts';
import type { Case } from '../case.ts';
import { resolveArgs } from '../provider/roles/knowledge.ts';

/** A call that answering takes. */
export interface AskedFor {
  readonly key: string;
  readonly tool: string;
  readonly input: JsonObject;
  readonly effect: 'read' | 'write';
}

/** Every call that a perfect model makes where nothing goes wrong, in the order of the steps. */
export function askedFor(raceCase: Case): readonly AskedFor[] {
  const results: (Json | undefined)[] = [];
  const known = (place: number): Json | undefined => results[place];
  const calls: AskedFor[] = [];
  for (let place = 0; ; place += 1) {
    const step = raceCase.steps(known)[place];
    if (step === undefined) return calls;
    const tool = raceCase.tools.find(({ name }) => name === step.tool);
    const input = resolveArgs(step, known);
    if (tool === undefined || input === undefined) {
      throw new Error(
        `Expected step ${place} of "${raceCase.question}" to be a call that can be made, got ${step.tool}.`,
      );
    }
    calls.push({ key: callKey(step.tool, input), tool: step.tool, input, effect: tool.effect });
    results[place] = tool.result(input);
  }
}

/** Equal calls have equal keys, whatever the order of their arguments. */
export function callKey(tool: string, input: JsonObject): string {
  return `${tool} ${canonicalJson(input)}`;
}
