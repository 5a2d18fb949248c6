import type { Json } from '../../../src/index.ts';
import type { RaceTool } from '../case.ts';
import { MEDIAN_MS } from './latency.ts';
import { prose } from './prose.ts';
import { listOf, NUMBER, raceTool, shape, TEXT } from './race-tool.ts';

/** What a search can find. */
export interface Fact {
  /** A query that holds this name finds it. */
  readonly subject: string;
  readonly topic: string;
  readonly value: number;
  readonly unit: string;
}

/** Finds figures: the figure first, then three hits with excerpts, about 300 tokens in all. */
export function searchTool(seed: string, facts: readonly Fact[]): RaceTool {
  return raceTool({
    name: 'search',
    description: 'Searches the web for a figure, such as "length of the Danube".',
    input: { query: TEXT },
    output: {
      value: NUMBER,
      unit: TEXT,
      items: listOf(shape({ title: TEXT, url: TEXT, excerpt: TEXT }), 3),
    },
    medianMs: MEDIAN_MS.search,
    seed,
    result: ({ query }) => searchResult(findFact(facts, String(query))),
  });
}

/** The fact whose subject the query names; where there are several, the one whose topic it names too. */
export function findFact(facts: readonly Fact[], query: string): Fact {
  const asked = query.toLowerCase();
  const named = facts.filter(({ subject }) => asked.includes(subject.toLowerCase()));
  const exact = named.find(({ topic }) => asked.includes(topic.toLowerCase()));
  const fact = exact ?? (named.length === 1 ? named[0] : undefined);
  if (fact !== undefined) return fact;
  throw new Error(`nothing found for ${JSON.stringify(query)}; name the subject and the topic`);
}

function searchResult({ subject, topic, value, unit }: Fact): Json {
  const slug = subject.toLowerCase().replaceAll(' ', '-');
  return {
    value,
    unit,
    items: ['encyclopedia', 'almanac', 'gazetteer'].map((site) => ({
      title: `${subject}: ${topic}`,
      url: `https://${site}.example/${slug}`,
      excerpt: prose(`${site} ${subject} ${topic}`, 270),
    })),
  };
}
