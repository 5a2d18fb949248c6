import type { Workload } from '../case.ts';
import { inventNames } from '../world/names.ts';
import { call, foreseen } from '../world/plan.ts';
import { createRandom } from '../world/random.ts';
import { searchTool } from '../world/search-tool.ts';

export const eightAtOnce: Workload = {
  name: 'eight-at-once',
  title: 'eight at once: 8 searches side by side',
  shows: 'the shape of Movie Recommendation: one level of width 8',
  make(seed) {
    const random = createRandom(`eight-at-once ${seed}`);
    const facts = inventNames(random, 8).map((subject) => ({
      subject,
      topic: 'audience score',
      value: random.integer(21, 98),
      unit: '%',
    }));
    const names = facts.map(({ subject }) => subject);
    return {
      question: `Give the audience scores in percent, in this order, of the films ${names.join(', ')}.`,
      tools: [searchTool(random.seed, facts)],
      ...foreseen(
        names.map((name) => call('search', { query: `audience score of ${name}` })),
        `The scores are ${names.map((_, index) => `\${${index + 1}.value}`).join(', ')}.`,
      ),
      expected: `The scores are ${facts.map(({ value }) => value).join(', ')}.`,
    };
  },
};
