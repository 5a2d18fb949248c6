import type { Dispatcher, Response, fetch } from 'undici';
import { retryAfterMs } from '../adapter.ts';
import { type Clock, ToolcError, messageOf, systemClock } from '../index.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { createGuardedLookup, type Resolve, systemResolve } from './guarded-lookup.ts';
import { guardUrl, publicPart, readOrigins } from './url-guard.ts';

/** How the tools that reach the web are bounded. */
export interface WebOptions {
  /**
   * Origins such as `http://intranet:8000` for which the address and port rules do not hold. A
   * redirect from one of them to another origin is judged like any URL.
   */
  readonly allowOrigins?: readonly string[];
  readonly limits?: Partial<WebLimits>;
  /** Sent as `User-Agent`; name yourself and a contact where a site asks for it. */
  readonly userAgent?: string;
  /** Resolves host names; by default the operating system does. */
  readonly resolve?: Resolve;
  readonly clock?: Clock;
}

/** Bounds on one call; `defaultWebLimits` fills what is left out. */
export interface WebLimits {
  /** Of one body, counted after decompression. */
  readonly bytes: number;
  /** From the call to the last byte, redirects included. */
  readonly totalMs: number;
  /** Without a byte or a header. */
  readonly idleMs: number;
  readonly redirects: number;
  /** UTF-16 units of the text that a tool returns; what is cut ends in `…`. */
  readonly textLength: number;
}

export const defaultWebLimits: WebLimits = {
  bytes: 2_000_000,
  totalMs: 20_000,
  idleMs: 10_000,
  redirects: 5,
  textLength: 20_000,
};

export interface Download {
  /** Where the last redirect led, without fragment. */
  readonly url: string;
  /** The header as it was sent, or an empty text. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export type DownloadPage = (url: string, signal: AbortSignal) => Promise<Download>;

/** The environment of every request of one tool. */
interface Web {
  readonly limits: WebLimits;
  readonly clock: Clock;
  readonly origins: ReadonlySet<string>;
  readonly userAgent: string;
  readonly transport: () => Promise<Transport>;
}

interface Transport {
  readonly fetch: typeof fetch;
  /** Connects to public addresses only. */
  readonly guarded: Dispatcher;
  /** For allowed origins. */
  readonly open: Dispatcher;
}

/**
 * A GET under guard: `guardUrl` judges the URL and every redirect, the socket's lookup every
 * resolved address; size and time are bounded. No cookies, no proxy, no retries.
 *
 * Rejects with `research.blocked-address`, `research.fetch-failed`, or the caller's abort reason;
 * then the socket is closed.
 */
export function createDownload(options: WebOptions): DownloadPage {
  const limits = { ...defaultWebLimits, ...options.limits };
  const clock = options.clock ?? systemClock;
  let transport: Promise<Transport> | undefined;
  const web: Web = {
    limits,
    clock,
    origins: readOrigins(options.allowOrigins ?? []),
    userAgent: options.userAgent ?? 'toolc (research tools of a tool-call compiler)',
    transport: () => (transport ??= openTransport(options.resolve ?? systemResolve)),
  };
  return async (url, signal) => {
    const { totalMs, idleMs } = limits;
    const deadline = startDeadline({ clock, totalMs, idleMs, signal });
    try {
      return await follow(url, web, deadline);
    } catch (error) {
      // An abort, ours or the caller's, carries its own reason, whatever it looked like to the socket.
      if (deadline.signal.aborted) throw deadline.signal.reason;
      deadline.cancel();
      throw explain(error, url);
    } finally {
      deadline.stop();
    }
  };
}

/** Loaded at the first request: undici takes longer to load than the rest of this package. */
async function openTransport(resolve: Resolve): Promise<Transport> {
  const { Agent, fetch } = await import('undici');
  // The deadline counts time, on its clock; undici's own timers would count beside it.
  const agentFor = (reach: 'public' | 'any'): Dispatcher =>
    new Agent({
      connect: { lookup: createGuardedLookup(resolve, reach), timeout: 0 },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  return { fetch, guarded: agentFor('public'), open: agentFor('any') };
}

async function follow(start: string, web: Web, deadline: Deadline): Promise<Download> {
  const { fetch, guarded, open } = await web.transport();
  let next = start;
  for (let hop = 0; hop <= web.limits.redirects; hop += 1) {
    const url = guardUrl(next, web.origins);
    const response = await fetch(url.href, {
      dispatcher: web.origins.has(url.origin) ? open : guarded,
      redirect: 'manual',
      signal: deadline.signal,
      headers: { 'user-agent': web.userAgent },
    });
    deadline.touch();
    const location = redirectOf(response, url);
    if (location === undefined) {
      if (!response.ok) throw badStatus(response, url, web.clock.wallTime());
      const contentType = response.headers.get('content-type') ?? '';
      const bytes = await readBody(response, web.limits.bytes, deadline);
      return { url: publicPart(url), contentType, bytes };
    }
    await response.body?.cancel();
    next = location;
  }
  throw failed(start, `redirects more than ${web.limits.redirects} times`);
}

function redirectOf(response: Response, base: URL): string | undefined {
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  const location = response.headers.get('location');
  if (location === null || !URL.canParse(location, base.href)) {
    throw failed(base.href, `answers ${response.status} without a place to go to`);
  }
  return new URL(location, base).href;
}

/** The status and the wait stand in the details: a tool's `retry` goes by them. */
function badStatus(response: Response, url: URL, wallTimeMs: number): ToolcError {
  const retryAfter = response.headers.get('retry-after');
  const wait = retryAfter === null ? '' : `, to be tried again after ${retryAfter.slice(0, 40)}`;
  const askedMs = retryAfterMs(response.headers, wallTimeMs);
  const status = `${response.status} ${response.statusText.slice(0, 100)}`.trimEnd();
  return new ToolcError(
    'research.fetch-failed',
    `${publicPart(url)} answers ${status}${wait}. Check the URL, or try another source.`,
    {
      details: {
        url: publicPart(url),
        status: response.status,
        ...(askedMs === undefined ? {} : { retryAfterMs: askedMs }),
      },
    },
  );
}

async function readBody(
  response: Response,
  limit: number,
  deadline: Deadline,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    deadline.touch();
    size += part.byteLength;
    if (size > limit) throw failed(response.url, `is larger than ${limit} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}

function failed(url: string, what: string): ToolcError {
  return new ToolcError('research.fetch-failed', `${url} ${what}. Try another source.`, {
    details: { url },
  });
}

/** What a refused or broken connection means; undici hides the reason in its causes. */
function explain(error: unknown, url: string): ToolcError {
  let deepest = error;
  for (let depth = 0; depth < 8; depth += 1) {
    if (deepest instanceof ToolcError) return deepest;
    const inner: unknown = deepest instanceof AggregateError ? deepest.errors[0] : causeOf(deepest);
    if (inner === undefined) break;
    deepest = inner;
  }
  return new ToolcError(
    'research.fetch-failed',
    `${url} could not be fetched: ${messageOf(deepest)}. Check the URL, or try another source.`,
    { details: { url }, cause: error },
  );
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
