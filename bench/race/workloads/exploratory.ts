import type { Results, Step, Workload } from '../case.ts';
import { CLOSER, incidentTools } from '../world/incident-tools.ts';
import { inventNames } from '../world/names.ts';
import { call, fillIn, part, textAt } from '../world/plan.ts';
import { createRandom } from '../world/random.ts';

export const exploratory: Workload = {
  name: 'exploratory',
  title: 'exploratory: 3 steps, each chosen by what was seen',
  shows: 'what no plan can foresee: every step is a replan, as it is a turn of a loop',
  make(seed) {
    const random = createRandom(`exploratory ${seed}`);
    const [service = '', suspect = '', object = '', cause = ''] = inventNames(random, 4);
    const [kind = '', closer = ''] = random.shuffle(Object.keys(CLOSER));
    return {
      question: `Users of ${service} see errors. Find the cause.`,
      tools: incidentTools(random.seed, [
        { tool: 'inspect', subject: service, suspect, kind },
        { tool: CLOSER[kind] ?? '', subject: suspect, suspect: object, kind: closer },
        { tool: CLOSER[closer] ?? '', subject: object, suspect: cause, kind: 'cause' },
      ]),
      steps: (known) => followUp(known, [call('inspect', { subject: service })]),
      answer: (known) => fillIn('The cause is ${3.suspect}.', known),
      finish: undefined,
      expected: `The cause is ${cause}.`,
    };
  },
};

/** The steps so far, and the next where the last result says which. */
function followUp(known: Results, steps: readonly Step[]): readonly Step[] {
  const last = steps.length - 1;
  const subject = textAt(known, part(last, 'suspect'));
  const tool = CLOSER[textAt(known, part(last, 'kind')) ?? ''];
  if (subject === undefined || tool === undefined) return steps;
  return followUp(known, [...steps, call(tool, { subject })]);
}
