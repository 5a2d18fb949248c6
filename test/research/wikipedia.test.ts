import { expect, test } from 'vitest';
import { wikipedia, type WikipediaOptions } from '../../src/research/wikipedia.ts';
import { callTool, errorOf, localServer } from './local-web.ts';

const article = {
  batchcomplete: true,
  query: {
    pages: [
      {
        pageid: 17359,
        ns: 0,
        title: 'K2',
        index: 1,
        extract: 'K2 is the second-highest mountain on Earth.\n\n\n== Name ==\nText.',
        fullurl: 'https://en.wikipedia.org/wiki/K2',
      },
    ],
  },
};

async function asked(answer: unknown, options: Partial<WikipediaOptions> = {}) {
  await using server = await localServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  const tool = wikipedia({
    apiUrl: `${server.origin}/w/api.php`,
    allowOrigins: [server.origin],
    ...options,
  });
  const result = await callTool(tool, { query: 'height of K2 & more' });
  return { result, requests: server.requests };
}

test('one request searches and reads, and the article comes with its source', async () => {
  const { result, requests } = await asked(article);
  expect(result).toEqual({
    title: 'K2',
    text: article.query.pages[0]?.extract,
    source: { title: 'K2', url: 'https://en.wikipedia.org/wiki/K2' },
  });
  expect(requests).toHaveLength(1);
  const url = new URL(requests[0]?.url ?? '', 'http://local');
  expect(url.pathname).toBe('/w/api.php');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    action: 'query',
    generator: 'search',
    gsrsearch: 'height of K2 & more',
    prop: 'extracts|info',
    explaintext: '1',
  });
});

test('a user agent says who asks, and can be set', async () => {
  expect((await asked(article)).requests[0]?.headers['user-agent']).toContain('toolc');
  const { requests } = await asked(article, { userAgent: 'me (me@example.org)' });
  expect(requests[0]?.headers['user-agent']).toBe('me (me@example.org)');
});

test('a long article is cut at 8,000 characters, or at the limit given', async () => {
  const long = structuredClone(article);
  long.query.pages[0]!.extract = 'a'.repeat(9_000);
  expect((await asked(long)).result).toMatchObject({ text: `${'a'.repeat(7_999)}…` });
  expect((await asked(long, { limits: { textLength: 3 } })).result).toMatchObject({ text: 'aa…' });
});

test.each([
  ['no query', { batchcomplete: true }],
  ['no page', { query: { pages: [] } }],
  ['an empty extract', { query: { pages: [{ title: 'A', extract: ' ', fullurl: 'https://a/' }] } }],
])('an answer with %s is "not found"', async (_name, answer) => {
  const error = await errorOf(asked(answer));
  expect(error.code).toBe('research.not-found');
  expect(error.message).toContain('No Wikipedia article matches "height of K2 & more"');
});

test("MediaWiki's own error is shown", async () => {
  const error = await errorOf(asked({ error: { code: 'maxlag', info: 'Waiting for a database' } }));
  expect([error.code, error.message]).toEqual([
    'research.fetch-failed',
    expect.stringContaining('Waiting for a database'),
  ]);
});

test.each(['<html>', '[]', '{"query":{"pages":{}}}', 'null'])(
  'an answer of %s is a coded error',
  async (answer) => {
    expect((await errorOf(asked(answer))).code).toBe('research.fetch-failed');
  },
);

test('the guard holds for the API too', async () => {
  const error = await errorOf(asked(article, { allowOrigins: [] }));
  expect(error.code).toBe('research.blocked-address');
});

test('an apiUrl that is no URL is refused when the tool is made', () => {
  expect(() => wikipedia({ apiUrl: 'wiki' })).toThrow('apiUrl expects a URL');
});
