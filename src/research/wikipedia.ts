import { z } from 'zod';
import { type Tool, ToolcError, defineTool } from '../index.ts';
import { cutText, decodeText } from './decode-text.ts';
import { createDownload, type WebOptions } from './download.ts';
import { type Finding, findingSchema } from './finding.ts';

export interface WikipediaOptions extends WebOptions {
  /** The `api.php` of a MediaWiki with the TextExtracts extension; by default English Wikipedia's. */
  readonly apiUrl?: string;
}

/** Articles are long and their beginning says what they are about. */
const DEFAULT_TEXT_LENGTH = 8_000;

/**
 * The tool `wikipedia(query)`: the article that best matches, as plain text from its beginning.
 *
 * One request searches and reads. The text is cut at 8,000 characters (`limits.textLength`). Other
 * bounds, the guard and their errors are those of `fetchPage`; an `apiUrl` on a private address needs
 * `allowOrigins` too. Wikimedia asks clients to name a contact: set `userAgent` for more than trials.
 *
 * Fails with `research.not-found` where no article matches, and with `research.fetch-failed` where
 * the answer is not MediaWiki's.
 */
export function wikipedia(options: WikipediaOptions = {}): Tool {
  const download = createDownload(options);
  const apiUrl = readApiUrl(options.apiUrl ?? 'https://en.wikipedia.org/w/api.php');
  const textLength = options.limits?.textLength ?? DEFAULT_TEXT_LENGTH;
  return defineTool({
    name: 'wikipedia',
    description: 'The Wikipedia article that best matches the query, as text.',
    effect: 'read',
    inputSchema: z.object({ query: z.string().min(1).max(300) }),
    outputSchema: findingSchema,
    execute: async ({ query }, { signal }) => {
      const { bytes } = await download(searchUrl(apiUrl, query), signal);
      return readArticle(decodeText(bytes, 'utf-8'), query, textLength);
    },
  });
}

function readApiUrl(apiUrl: string): string {
  if (URL.canParse(apiUrl)) return apiUrl;
  throw new ToolcError(
    'option.invalid',
    `apiUrl expects a URL such as https://en.wikipedia.org/w/api.php, got "${apiUrl}".`,
  );
}

function searchUrl(apiUrl: string, query: string): string {
  const url = new URL(apiUrl);
  const parameters = {
    action: 'query',
    format: 'json',
    formatversion: '2',
    generator: 'search',
    gsrsearch: query,
    gsrlimit: '1',
    prop: 'extracts|info',
    explaintext: '1',
    exlimit: '1',
    inprop: 'url',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

const responseSchema = z.object({
  error: z.object({ info: z.string() }).optional(),
  query: z
    .object({
      pages: z.array(
        z.object({ title: z.string(), extract: z.string().optional(), fullurl: z.string() }),
      ),
    })
    .optional(),
});

function readArticle(body: string, query: string, textLength: number): Finding {
  const response = responseSchema.safeParse(parseJson(body));
  if (!response.success || response.data.error !== undefined) {
    const info = response.data?.error?.info;
    throw new ToolcError(
      'research.fetch-failed',
      `Expected an answer of a MediaWiki API, got ${info === undefined ? 'something else' : `its error "${cutText(info, 300)}"`}. ` +
        'Check apiUrl, or try again.',
    );
  }
  const [page] = response.data.query?.pages ?? [];
  const text = page?.extract?.trim() ?? '';
  if (page === undefined || text === '') {
    throw new ToolcError(
      'research.not-found',
      `No Wikipedia article matches "${query}". Ask for a name, in fewer words.`,
      { details: { query } },
    );
  }
  const { title, fullurl: url } = page;
  return { title, text: cutText(text, textLength), source: { title, url } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
