import type { Workload } from '../case.ts';
import { libraryTools } from '../world/library-tools.ts';
import { inventNames } from '../world/names.ts';
import { call, foreseen, part } from '../world/plan.ts';
import { createRandom } from '../world/random.ts';

/** A branch is this much slower at one level, and another branch at the next. */
const SLOW = 3;

export const unevenBranches: Workload = {
  name: 'uneven-branches',
  title: 'uneven branches: depth 3, width 4',
  shows: 'calls that wait for their own sources only, not for the slowest of a level',
  make(seed) {
    const random = createRandom(`uneven-branches ${seed}`);
    const order = random.shuffle([0, 1, 2, 3]);
    const reports = inventNames(random, 4).map((subject, branch) => {
      const at = (level: number): number => (order[level] === branch ? SLOW : 1);
      const slowness: [number, number, number] = [at(0), at(1), at(2)];
      return { subject, figure: random.integer(100_100, 900_900), slowness };
    });
    const names = reports.map(({ subject }) => subject);
    return {
      question: `How many visitors had the museums ${names.join(', ')}? Use the first page found for each.`,
      tools: libraryTools(random.seed, reports),
      ...foreseen(
        [
          ...names.map((name) => call('find_pages', { query: `visitors of ${name}` })),
          ...names.map((_, branch) => call('fetch', { url: part(branch, 'items', 0, 'url') })),
          ...names.map((_, branch) =>
            call('extract', { document: part(branch + names.length, 'document') }),
          ),
        ],
        `Visitors: ${names.map((name, branch) => `${name} \${${branch + 9}.value}`).join(', ')}.`,
      ),
      expected: `Visitors: ${reports.map(({ subject, figure }) => `${subject} ${figure}`).join(', ')}.`,
    };
  },
};
