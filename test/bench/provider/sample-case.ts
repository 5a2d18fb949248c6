import type { Json, JsonObject } from '../../../src/index.ts';
import type { Case, RaceTool } from '../../../bench/race/case.ts';

const heights: Readonly<Record<string, number>> = { K2: 8611, Everest: 8849 };

const outputs: Readonly<Record<string, JsonObject>> = {
  search: { type: 'array', items: { type: 'object', required: ['url'] } },
  fetch: {
    type: 'object',
    properties: { metres: { type: 'number' } },
    required: ['metres'],
  },
  subtract: { type: 'number' },
  follow: { type: 'object', properties: { next: { type: 'string' } }, required: ['next'] },
};

/** Two searches, a page of each, and a difference: a plan that is wholly foreseen. */
export const compareCase: Case = {
  question: 'How much higher is Everest than K2?',
  tools: [
    toolOf('search', ['query'], ({ query }) => [
      { url: `page/${String(query)}`, note: 'much that nobody reads '.repeat(20) },
    ]),
    toolOf('fetch', ['url'], ({ url }) => ({ metres: heights[String(url).slice(5)] ?? 0 })),
    toolOf('subtract', ['left', 'right'], ({ left, right }) => Number(left) - Number(right)),
  ],
  steps: () => [
    { tool: 'search', args: { query: { literal: 'Everest' } } },
    { tool: 'search', args: { query: { literal: 'K2' } } },
    { tool: 'fetch', args: { url: { step: 0, path: [0, 'url'] } } },
    { tool: 'fetch', args: { url: { step: 1, path: [0, 'url'] } } },
    {
      tool: 'subtract',
      args: { left: { step: 2, path: ['metres'] }, right: { step: 3, path: ['metres'] } },
    },
  ],
  answer: (known) => `Everest is ${String(known(4))} m higher.`,
  finish: 'Everest is ${5} m higher.',
  expected: 'Everest is 238 m higher.',
};

/** A clue says where to look next: one step at a time. */
export const clueCase: Case = {
  question: 'Where does the trail end?',
  tools: [
    toolOf('follow', ['place'], ({ place }) => ({ next: place === 'gate' ? 'well' : 'end' })),
  ],
  steps: (known) => {
    const first = { tool: 'follow', args: { place: { literal: 'gate' } } };
    const seen = known(0);
    if (seen === undefined) return [first];
    const { next = '' } = seen as { readonly next?: string };
    return [first, { tool: 'follow', args: { place: { literal: next } } }];
  },
  answer: (known) => `The trail goes to ${(known(1) as { readonly next: string }).next}.`,
  finish: undefined,
  expected: 'The trail goes to end.',
};

function toolOf(
  name: string,
  parameters: readonly string[],
  result: (input: JsonObject) => Json,
): RaceTool {
  const properties = Object.fromEntries(parameters.map((parameter) => [parameter, {}]));
  return {
    name,
    description: `The tool ${name}.`,
    effect: 'read',
    inputSchema: { type: 'object', properties, required: [...parameters] },
    outputSchema: outputs[name] ?? {},
    latencyMs: () => 0,
    result,
  };
}
