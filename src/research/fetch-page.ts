import { z } from 'zod';
import { type Tool, ToolcError, defineTool } from '../index.ts';
import { cutText, decodeText, isBinaryText } from './decode-text.ts';
import { createDownload, defaultWebLimits, type Download, type WebOptions } from './download.ts';
import { type Finding, findingSchema } from './finding.ts';

/**
 * The tool `fetch_page(url)`: reads one public web page as text.
 *
 * Reads HTML (its text, see html-text.ts), plain text, JSON and XML (as they are); anything else is
 * refused. `source.url` is where redirects led. Only public addresses are reached, but for
 * `allowOrigins`; bounds are `defaultWebLimits`, `limits` changes them.
 *
 * Fails with `research.blocked-address` (scheme, credentials, port or address not allowed) or
 * `research.fetch-failed` (no connection, status, size, time, type, no text).
 */
export function fetchPage(options: WebOptions = {}): Tool {
  const download = createDownload(options);
  const textLength = options.limits?.textLength ?? defaultWebLimits.textLength;
  return defineTool({
    name: 'fetch_page',
    description: 'Reads a public web page as text.',
    effect: 'read',
    inputSchema: z.object({ url: z.string() }),
    outputSchema: findingSchema,
    execute: async ({ url }, { signal }) => readPage(await download(url, signal), textLength),
  });
}

type PageKind = 'html' | 'text';

async function readPage(page: Download, textLength: number): Promise<Finding> {
  const [type = '', ...parameters] = page.contentType.split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter));
  const body = decodeText(page.bytes, charset?.slice('charset='.length).replaceAll('"', ''));
  const kind = kindOf(type.toLowerCase(), body);
  if (kind === undefined || isBinaryText(body)) {
    throw refused(page, `is ${type === '' || kind !== undefined ? 'binary data' : type}`);
  }
  const { title, text } = await textOf(kind, body);
  if (text === '') throw refused(page, 'holds no text');
  const shown = cutText(title === '' ? page.url : title, 300);
  return {
    title: shown,
    text: cutText(text, textLength),
    source: { title: shown, url: page.url },
  };
}

/** Without a type the first character decides, as no server sends a page that begins with `<` as text. */
function kindOf(type: string, body: string): PageKind | undefined {
  if (type === '') return body.trimStart().startsWith('<') ? 'html' : 'text';
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'html';
  const isText = /^text\/|^application\/(json|xml|.*\+json|.*\+xml)$/.test(type);
  return isText ? 'text' : undefined;
}

async function textOf(kind: PageKind, body: string): Promise<{ title: string; text: string }> {
  if (kind === 'text') return { title: '', text: body.trim() };
  const { htmlText } = await import('./html-text.ts');
  return htmlText(body);
}

function refused(page: Download, what: string): ToolcError {
  return new ToolcError(
    'research.fetch-failed',
    `${page.url} ${what}; expected HTML, text, JSON or XML. Try another source.`,
    { details: { url: page.url, contentType: page.contentType.slice(0, 200) } },
  );
}
