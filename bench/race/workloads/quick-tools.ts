import type { Workload } from '../case.ts';
import { calculateTool, roundToCents } from '../world/calculate-tool.ts';
import { inventNames } from '../world/names.ts';
import { call, foreseen, part, partsByName } from '../world/plan.ts';
import { createRandom } from '../world/random.ts';
import { rateTool } from '../world/rate-tool.ts';
import { totalTool } from '../world/total-tool.ts';

const COUNT = 12;

export const quickTools: Workload = {
  name: 'quick-tools',
  title: 'quick tools: 27 calls of 1 to 5 ms',
  shows: 'a long plan under a slow planner: calls can be over before the plan is written',
  make(seed) {
    const random = createRandom(`quick-tools ${seed}`);
    const words = inventNames(random, 2 * COUNT).map((name) => name.split(' ')[0] ?? '');
    const bills = [...new Set(words)].slice(0, COUNT).map((currency) => ({
      currency,
      amount: random.integer(10, 990),
      rate: random.integer(20, 900) / 100,
    }));
    const converted = bills.map(({ amount }, index) =>
      call('calculate', { operation: 'multiply', left: amount, right: part(index, 'value') }),
    );
    const values = bills.map((_, index) => part(COUNT + index, 'value'));
    const listed = bills.map(({ currency, amount }) => `${amount} ${currency}`);
    const total = bills.reduce((sum, { amount, rate }) => sum + Math.round(amount * rate * 100), 0);
    return {
      question: `How many euros are ${listed.join(', ')} together?`,
      tools: [
        rateTool(random.seed, new Map(bills.map(({ currency, rate }) => [currency, rate]))),
        calculateTool(random.seed),
        totalTool(random.seed),
      ],
      ...foreseen(
        [
          ...bills.map(({ currency }) => call('rate', { currency })),
          ...converted,
          call('total', partsByName(values.slice(0, 6))),
          call('total', partsByName(values.slice(6))),
          call('total', partsByName([part(24, 'value'), part(25, 'value')])),
        ],
        'Together they are ${27.value} euros.',
      ),
      expected: `Together they are ${roundToCents(total / 100)} euros.`,
    };
  },
};
