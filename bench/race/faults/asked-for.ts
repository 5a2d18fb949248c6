import type { JsonObject } from '../../../src/index.ts';
import { canonicalJson } from '../../../src/core/canonical-json.ts';
import type { Case } from '../case.ts';
import { bindStep, runOracle } from '../world/oracle.ts';

/** A call that answering takes. */
export interface AskedFor {
  readonly key: string;
  readonly effect: 'read' | 'write';
}

/** Every call that a perfect model makes where nothing goes wrong, in the order of the steps. */
export function askedFor(raceCase: Case): readonly AskedFor[] {
  const { steps, known } = runOracle(raceCase);
  return steps.map((step) => {
    const tool = raceCase.tools.find(({ name }) => name === step.tool);
    const input = bindStep(step, known);
    if (tool === undefined || input === undefined) {
      throw new Error(
        `Expected every step of "${raceCase.question}" to be a call that can be made, got ${step.tool}.`,
      );
    }
    return { key: callKey(step.tool, input), effect: tool.effect };
  });
}

/** Equal calls have equal keys, whatever the order of their arguments. */
export function callKey(tool: string, input: JsonObject): string {
  return `${tool} ${canonicalJson(input)}`;
}
