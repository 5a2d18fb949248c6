import type { Workload } from '../case.ts';
import { inventNames } from '../world/names.ts';
import { call, foreseen, part } from '../world/plan.ts';
import { createRandom } from '../world/random.ts';
import { shopTools, totalOf } from '../world/shop-tools.ts';

/** How many of the offers are looked at. */
const LOOKED_AT = 4;

export const shop: Workload = {
  name: 'shop',
  title: 'shop: search, look at 4 offers, compare, buy',
  shows: 'the shape of WebShop: a fan in the middle, and a write at the end that must come once',
  make(seed) {
    const random = createRandom(`shop ${seed}`);
    const prices = random.shuffle(Array.from({ length: 6 }, (_, index) => 40 + 13 * index));
    const offers = inventNames(random, 6).map((title, index) => ({
      id: String(random.integer(10_000, 99_999)),
      title,
      price: prices[index] ?? 0,
      // Shipping never makes two totals equal: prices are 13 apart.
      shipping: random.integer(0, 12),
    }));
    const [product = ''] = inventNames(random, 1);
    const best = offers
      .slice(0, LOOKED_AT)
      .toSorted((left, right) => totalOf(left) - totalOf(right))[0];
    const [first, second, third, fourth] = [1, 2, 3, 4].map((step) => part(step, 'quote'));
    if (!best || !first || !second || !third || !fourth) throw new Error('expected four offers');
    return {
      question: `Search the shop for "${product}", look at the first four offers and buy the cheapest, shipping included.`,
      tools: shopTools(random.seed, offers),
      ...foreseen(
        [
          call('find_offers', { query: product }),
          ...[0, 1, 2, 3].map((index) => call('view', { id: part(0, 'items', index, 'id') })),
          call('cheapest', { first, second, third, fourth }),
          call('buy', { quote: part(5, 'quote') }),
        ],
        `Bought \${7.title} for \${7.total} euros, order \${7.order}.`,
      ),
      expected: `Bought ${best.title} for ${totalOf(best)} euros, order o-${best.id}.`,
    };
  },
};
