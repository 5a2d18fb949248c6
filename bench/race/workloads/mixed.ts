import type { Workload } from '../case.ts';
import { calculateTool, roundToCents } from '../world/calculate-tool.ts';
import { inventNames } from '../world/names.ts';
import { call, foreseen, part, partsByName } from '../world/plan.ts';
import { createRandom } from '../world/random.ts';
import { searchTool } from '../world/search-tool.ts';
import { totalTool } from '../world/total-tool.ts';

/** Odd seeds have depth 3 (a change in percent of each branch before the total), even ones depth 2. */
export const mixed: Workload = {
  name: 'mixed',
  title: 'mixed: 2 to 5 searches, arithmetic on them, depth 3 (odd seeds, 2 of the first 3) or 2',
  shows: 'the shape of ParallelQA: calls that depend on calls',
  make(seed) {
    const random = createRandom(`mixed ${seed}`);
    const facts = inventNames(random, random.integer(2, 5)).map((subject) => ({
      subject,
      topic: 'length',
      value: random.integer(100, 6000),
      unit: 'km',
      percent: random.integer(1, 9) * 5,
    }));
    const deep = seed % 2 !== 0;
    const count = facts.length;
    const searches = facts.map(({ subject }) => call('search', { query: `length of ${subject}` }));
    const raises = facts.map(({ percent }, index) =>
      call('calculate', { operation: 'raise', left: part(index, 'value'), right: percent }),
    );
    const from = deep ? count : 0;
    const values = facts.map((_, index) => part(from + index, 'value'));
    const steps = [...searches, ...(deep ? raises : []), call('total', partsByName(values))];
    const lengths = facts.map(({ value, percent }) =>
      deep ? roundToCents(value + (value * percent) / 100) : value,
    );
    const named = facts.map(({ subject, percent }) =>
      deep ? `${subject} (+${percent}%)` : subject,
    );
    const change = deep ? ' once each has grown by the percentage behind its name' : '';
    return {
      question: `How many kilometres of river are ${named.join(', ')} together${change}?`,
      tools: [searchTool(random.seed, facts), calculateTool(random.seed), totalTool(random.seed)],
      ...foreseen(steps, `Together they have \${${steps.length}.value} km.`),
      expected: `Together they have ${roundToCents(lengths.reduce((sum, length) => sum + length, 0))} km.`,
    };
  },
};
