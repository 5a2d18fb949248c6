import type { Workload } from '../case.ts';
import { inventNames } from '../world/names.ts';
import { call, foreseen } from '../world/plan.ts';
import { createRandom } from '../world/random.ts';
import { searchTool } from '../world/search-tool.ts';

export const oneCall: Workload = {
  name: 'one-call',
  title: 'one call: a single search',
  shows: 'where planning has nothing to win, and a loop is as good or better',
  make(seed) {
    const random = createRandom(`one-call ${seed}`);
    const [subject = ''] = inventNames(random, 1);
    const value = random.integer(10, 4000);
    return {
      question: `How deep is the lake ${subject}, in metres?`,
      tools: [searchTool(random.seed, [{ subject, topic: 'depth', value, unit: 'm' }])],
      ...foreseen(
        [call('search', { query: `depth of ${subject}` })],
        `${subject} is \${1.value} m deep.`,
      ),
      expected: `${subject} is ${value} m deep.`,
    };
  },
};
