import { isIP } from 'node:net';
import { ToolcError } from '../index.ts';
import { isPublicAddress } from './address-guard.ts';

/** Ports that public pages are served from; any other port needs an allowed origin. */
const PUBLIC_PORTS: ReadonlySet<string> = new Set(['', '80', '443', '8080', '8443']);

/**
 * Reads a URL and refuses what must never be fetched, before anything is resolved or connected.
 *
 * Always refused: schemes but http and https, a user name or password. Refused unless the URL's
 * origin is in `allowedOrigins`: ports but 80, 443, 8080 and 8443, `localhost` and names below it,
 * and literal addresses that are not public, in any spelling (decimal, octal, hexadecimal, short,
 * full-width, with dots behind). The URL that comes back holds the address in its plain spelling.
 *
 * Throws `research.fetch-failed` for text that is no URL, else `research.blocked-address`.
 */
export function guardUrl(text: string, allowedOrigins: ReadonlySet<string>): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) {
    throw new ToolcError(
      'research.fetch-failed',
      `Expected a whole URL such as https://example.org/page, got "${shorten(text)}".`,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw blocked(url, `its scheme is ${url.protocol}`, 'Use an http: or https: URL.');
  }
  if (url.username !== '' || url.password !== '') {
    throw blocked(url, 'it carries a user name or password', 'Leave them out.');
  }
  if (allowedOrigins.has(url.origin)) return url;
  if (!PUBLIC_PORTS.has(url.port)) {
    throw blocked(url, `its port is ${url.port}`, 'Use port 80, 443, 8080 or 8443, or allow it.');
  }
  if (isLocalHost(url.hostname)) {
    throw blocked(
      url,
      `${url.hostname} is not a public address`,
      'Use a public host, or allow it.',
    );
  }
  return url;
}

/**
 * Origins as a set, each as browsers spell it (`http://intranet:8000`).
 *
 * Throws `option.invalid` for what is no http or https origin: a path, a query or a user name would
 * be ignored, and a rule that is silently wider than it reads is worse than none.
 */
export function readOrigins(origins: readonly string[]): ReadonlySet<string> {
  return new Set(origins.map(readOrigin));
}

/** The error for a URL that is refused; `why` fits behind "because", `fix` is a sentence. */
function blocked(url: URL, why: string, fix: string): ToolcError {
  return new ToolcError(
    'research.blocked-address',
    `${shorten(publicPart(url))} is not fetched because ${why}. ${fix}`,
    { details: { url: publicPart(url) } },
  );
}

/** A URL without user name, password and fragment, fit for messages and sources. */
export function publicPart(url: URL): string {
  const copy = new URL(url);
  copy.username = '';
  copy.password = '';
  copy.hash = '';
  return copy.href;
}

function isLocalHost(hostname: string): boolean {
  const bare = hostname.replace(/\.+$/, '');
  if (bare === '' || bare === 'localhost' || bare.endsWith('.localhost')) return true;
  const address = bare.replace(/^\[|\]$/g, '');
  return isIP(address) !== 0 && !isPublicAddress(address);
}

function readOrigin(origin: string): string {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  const web = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url === undefined || !web || url.href !== `${url.origin}/`) {
    throw new ToolcError(
      'option.invalid',
      `allowOrigins expects origins such as http://intranet:8000, got "${shorten(origin)}".`,
    );
  }
  return url.origin;
}

function shorten(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}
