import type { RaceTool } from '../case.ts';
import { MEDIAN_MS } from './latency.ts';
import { prose } from './prose.ts';
import { listOf, NUMBER, raceTool, shape, TEXT } from './race-tool.ts';

export interface Offer {
  readonly id: string;
  readonly title: string;
  /** Whole euros. */
  readonly price: number;
  readonly shipping: number;
}

/** `find_offers`, `view`, `cheapest` of four quotes, and `buy`, which writes. */
export function shopTools(seed: string, offers: readonly Offer[]): readonly RaceTool[] {
  const byQuote = (quote: unknown): Offer => offerOf(offers, String(quote).replace(/^q-/, ''));
  return [
    raceTool({
      name: 'find_offers',
      description: 'Searches the shop.',
      input: { query: TEXT },
      output: { items: listOf(shape({ id: TEXT, title: TEXT, excerpt: TEXT }), offers.length) },
      medianMs: MEDIAN_MS.search,
      seed,
      result: () => ({
        items: offers.map(({ id, title }) => ({ id, title, excerpt: prose(id, 120) })),
      }),
    }),
    raceTool({
      name: 'view',
      description: 'Shows an offer, with a quote to compare and to buy by.',
      input: { id: TEXT },
      output: { quote: TEXT, price: NUMBER, shipping: NUMBER, details: TEXT },
      medianMs: MEDIAN_MS.fetch,
      seed,
      result: ({ id }) => {
        const { price, shipping } = offerOf(offers, String(id));
        return {
          quote: `q-${String(id)}`,
          price,
          shipping,
          details: prose(`view ${String(id)}`, 800),
        };
      },
    }),
    raceTool({
      name: 'cheapest',
      description: 'Compares four quotes by price with shipping.',
      input: { first: TEXT, second: TEXT, third: TEXT, fourth: TEXT },
      output: { quote: TEXT, total: NUMBER },
      medianMs: MEDIAN_MS.lookup,
      seed,
      result: (input) => {
        const quoted = Object.values(input).map(byQuote);
        const best = quoted.reduce((least, offer) =>
          totalOf(offer) < totalOf(least) ? offer : least,
        );
        return { quote: `q-${best.id}`, total: totalOf(best) };
      },
    }),
    raceTool({
      name: 'buy',
      description: 'Buys what was quoted.',
      effect: 'write',
      input: { quote: TEXT },
      output: { order: TEXT, title: TEXT, total: NUMBER },
      medianMs: MEDIAN_MS.search,
      seed,
      result: ({ quote }) => {
        const offer = byQuote(quote);
        return { order: `o-${offer.id}`, title: offer.title, total: totalOf(offer) };
      },
    }),
  ];
}

/** With shipping, in euros. */
export function totalOf({ price, shipping }: Offer): number {
  return price + shipping;
}

function offerOf(offers: readonly Offer[], id: string): Offer {
  const offer = offers.find((candidate) => candidate.id === id);
  if (offer !== undefined) return offer;
  throw new Error(`the shop has no offer ${JSON.stringify(id)}`);
}
