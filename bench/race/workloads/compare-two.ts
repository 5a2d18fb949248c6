import type { Workload } from '../case.ts';
import { inventNames } from '../world/names.ts';
import { call, foreseen } from '../world/plan.ts';
import { createRandom } from '../world/random.ts';
import { searchTool } from '../world/search-tool.ts';

export const compareTwo: Workload = {
  name: 'compare-two',
  title: 'compare two: 2 searches side by side',
  shows: 'the shape of HotpotQA comparisons: one level of width 2',
  make(seed) {
    const random = createRandom(`compare-two ${seed}`);
    const facts = inventNames(random, 2).map((subject) => ({
      subject,
      topic: 'height',
      value: random.integer(900, 8800),
      unit: 'm',
    }));
    const [first = '', second = ''] = facts.map(({ subject }) => subject);
    return {
      question: `Compare the mountains ${first} and ${second}: how high is each, in metres?`,
      tools: [searchTool(random.seed, facts)],
      ...foreseen(
        [first, second].map((name) => call('search', { query: `height of ${name}` })),
        `${first}: \${1.value} m; ${second}: \${2.value} m.`,
      ),
      expected: `${facts.map(({ subject, value }) => `${subject}: ${value} m`).join('; ')}.`,
    };
  },
};
