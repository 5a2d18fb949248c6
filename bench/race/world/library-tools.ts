import type { RaceTool } from '../case.ts';
import { MEDIAN_MS } from './latency.ts';
import { prose } from './prose.ts';
import { listOf, NUMBER, raceTool, shape, TEXT } from './race-tool.ts';

/** A report that has to be found, fetched and read. */
export interface Report {
  readonly subject: string;
  readonly figure: number;
  /** Times the median that each of the three calls takes for it. */
  readonly slowness: readonly [search: number, fetch: number, extract: number];
}

/** `find_pages` (about 300 tokens), `fetch` (about 500), `extract`: three calls to one figure. */
export function libraryTools(seed: string, reports: readonly Report[]): readonly RaceTool[] {
  const search = (text: unknown): Report | undefined => {
    const asked = String(text).toLowerCase();
    return reports.find(
      ({ subject }) => asked.includes(subject.toLowerCase()) || asked.endsWith(slug(subject)),
    );
  };
  const find = (text: unknown): Report => {
    const report = search(text);
    if (report !== undefined) return report;
    throw new Error(`nothing is known of ${JSON.stringify(text)}`);
  };
  const slownessOf = (text: unknown): Report['slowness'] => search(text)?.slowness ?? [1, 1, 1];
  return [
    raceTool({
      seed,
      name: 'find_pages',
      description: 'Finds pages about a subject, the best first.',
      input: { query: TEXT },
      output: { items: listOf(shape({ url: TEXT, title: TEXT, excerpt: TEXT }), 3) },
      medianMs: ({ query }) => MEDIAN_MS.search * slownessOf(query)[0],
      result: ({ query }) => ({ items: pagesOf(find(query)) }),
    }),
    raceTool({
      seed,
      name: 'fetch',
      description: 'Fetches a page.',
      input: { url: TEXT },
      output: { document: TEXT, text: TEXT },
      medianMs: ({ url }) => MEDIAN_MS.fetch * slownessOf(url)[1],
      result: ({ url }) => ({
        document: `doc:${String(url).split('/')[2]}:${slug(find(url).subject)}`,
        text: prose(String(url), 2000),
      }),
    }),
    raceTool({
      seed,
      name: 'extract',
      description: 'Extracts the number of visitors from a fetched document.',
      input: { document: TEXT },
      output: { value: NUMBER },
      medianMs: ({ document }) => MEDIAN_MS.lookup * slownessOf(document)[2],
      // Pages that are not the official one round the figure: the order of the pages matters.
      result: ({ document }) => {
        const { figure } = find(document);
        const official = String(document).startsWith('doc:official');
        return { value: official ? figure : Math.round(figure / 1000) * 1000 };
      },
    }),
  ];
}

function pagesOf({ subject }: Report): readonly Readonly<Record<string, string>>[] {
  return ['official', 'almanac', 'gazette'].map((site) => ({
    url: `https://${site}.example/${slug(subject)}`,
    title: `${subject}: visitors`,
    excerpt: prose(`${site} ${subject}`, 290),
  }));
}

function slug(subject: string): string {
  return subject.toLowerCase().replaceAll(' ', '-');
}
