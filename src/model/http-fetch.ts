import { Socket } from 'node:net';
import type { Clock } from '../core/clock.ts';
import type { Agent } from 'undici';

/** What the openai package calls: the platform's fetch. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The code of the error when a connection took too long. */
export const CONNECT_TIMEOUT = 'TOOLC_CONNECT_TIMEOUT';

/** Long enough for the next call. A stream that we stop, as a plan's at its end, closes its own. */
const KEEP_ALIVE_MS = 30_000;

/**
 * A fetch with a connect limit of our own, which the platform's does not offer, and without its
 * limits on headers and body (five minutes each), which would come before ours. undici is loaded
 * here, on the first call.
 */
export async function createFetch(clock: Clock, connectMs: number): Promise<Fetch> {
  const { Agent, buildConnector, fetch } = await import('undici');
  const connector = buildConnector({ timeout: 0 });
  const dispatcher = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect(options, callback) {
      let cancel: (() => void) | undefined;
      // The type says nothing of it, but the connector returns the socket that it opens.
      const opened: unknown = connector(options, (...result) => {
        cancel?.();
        callback(...result);
      });
      if (connectMs === Infinity) return;
      cancel = clock.after(connectMs, () => {
        // A destroyed socket reports neither success nor failure: the callback is called once.
        if (opened instanceof Socket) opened.destroy();
        const error = new Error(`no connection within ${connectMs} ms`);
        callback(Object.assign(error, { code: CONNECT_TIMEOUT }), null);
      });
    },
  });
  const dispatch = asPlatformFetch(fetch);
  return (input, init) => dispatch(input, { ...init, dispatcher });
}

type DispatchedFetch = (
  input: string | URL | Request,
  init: Omit<RequestInit, 'dispatcher'> & { readonly dispatcher: Agent },
) => Promise<Response>;

function asPlatformFetch(fetch: unknown): DispatchedFetch {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- undici's fetch is the platform's, from a newer version of the same package; only the declarations differ.
  return fetch as DispatchedFetch;
}
