import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { ToolcError, messageOf } from '../index.ts';
import { isPublicAddress } from './address-guard.ts';

/** Resolves a host name to its IP addresses, at least one; rejects if it has none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** The operating system's resolver. */
export const systemResolve: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, order: 'verbatim' })).map(({ address }) => address);

/**
 * A `lookup` for sockets that fails with `research.blocked-address` where a name has an address that
 * is not public, even one among several.
 *
 * The socket connects to the addresses that were checked here and asks nobody again, so a name
 * whose answer changes in between (DNS rebinding) gains nothing. Sockets never look up literal
 * addresses: guardUrl judges those. With `reach: 'any'` no address is refused.
 */
export function createGuardedLookup(resolve: Resolve, reach: 'public' | 'any'): LookupFunction {
  return (hostname, options, callback) => {
    void checkedAddresses(hostname, resolve, reach).then(
      (addresses) => {
        if (options.all === true) return callback(null, addresses);
        const [first] = addresses;
        callback(null, first.address, first.family);
      },
      // Both outcomes go to the callback: nothing is left to await.
      (error: Error) => callback(error, ''),
    );
  };
}

interface Address {
  readonly address: string;
  readonly family: number;
}

async function checkedAddresses(
  hostname: string,
  resolve: Resolve,
  reach: 'public' | 'any',
): Promise<[Address, ...Address[]]> {
  const addresses = await resolveName(hostname, resolve);
  const isRefused = (ip: string): boolean =>
    isIP(ip) === 0 || (reach === 'public' && !isPublicAddress(ip));
  if (addresses.some(isRefused)) {
    throw new ToolcError(
      'research.blocked-address',
      `${hostname} is not fetched because it resolves to an address that is not public. ` +
        'Use a public host, or allow its origin.',
      { details: { hostname } },
    );
  }
  const [first, ...rest] = addresses.map((address) => ({ address, family: isIP(address) }));
  if (first === undefined) {
    throw new ToolcError('research.fetch-failed', `The host ${hostname} has no address.`);
  }
  return [first, ...rest];
}

async function resolveName(hostname: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(hostname);
  } catch (error) {
    throw new ToolcError(
      'research.fetch-failed',
      `The host ${hostname} could not be resolved: ${messageOf(error)}. Check its spelling.`,
      { cause: error },
    );
  }
}
