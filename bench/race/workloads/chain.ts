import type { Workload } from '../case.ts';
import { lookupTool } from '../world/lookup-tool.ts';
import { inventNames } from '../world/names.ts';
import { call, foreseen, part } from '../world/plan.ts';
import { createRandom } from '../world/random.ts';

export const chain: Workload = {
  name: 'chain',
  title: 'chain: 4 lookups, each needs the one before',
  shows: 'no parallelism at all: what is saved is model turns between calls',
  make(seed) {
    const random = createRandom(`chain ${seed}`);
    const names = inventNames(random, 12);
    const [company = '', founder = '', town = '', region = ''] = names;
    const population = String(random.integer(20_000, 900_000));
    // The other records are there to be mistaken for the right ones.
    const records = new Map<string, Readonly<Record<string, string>>>([
      [company, { founder }],
      [founder, { birthplace: town }],
      [town, { region }],
      [region, { population }],
      ...names
        .slice(4)
        .map((name): [string, Readonly<Record<string, string>>] => [
          name,
          { population: String(random.integer(20_000, 900_000)) },
        ]),
    ]);
    return {
      question: `How many people live in the region where the founder of ${company} was born?`,
      tools: [lookupTool(random.seed, records)],
      ...foreseen(
        [
          call('lookup', { name: company, field: 'founder' }),
          call('lookup', { name: part(0, 'value'), field: 'birthplace' }),
          call('lookup', { name: part(1, 'value'), field: 'region' }),
          call('lookup', { name: part(2, 'value'), field: 'population' }),
        ],
        `\${4.value} people live there.`,
      ),
      expected: `${population} people live there.`,
    };
  },
};
