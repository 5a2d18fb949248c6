import { BlockList, isIP } from 'node:net';

/**
 * True for an IP address that the public internet routes to; false for everything else, also for
 * text that is no address.
 *
 * Refused are the special-purpose ranges of the IANA registries (RFC 6890 and its successors):
 * private, loopback, link-local, shared (carrier-grade NAT), unspecified, documentation, benchmark,
 * multicast and reserved ranges. Of IPv6 only global unicast (2000::/3) is public; IPv4 addresses
 * inside IPv6 (mapped, compatible, NAT64, 6to4, Teredo) are refused whatever they carry, because the
 * carried address is what would be reached. 168.63.129.16 looks public and is a cloud's own host.
 */
export function isPublicAddress(ip: string): boolean {
  // A zone (`fe80::1%eth0`) only ever names a local link.
  if (ip.includes('%')) return false;
  switch (isIP(ip)) {
    case 4:
      return !specialIpv4.check(ip, 'ipv4');
    case 6:
      return globalIpv6.check(ip, 'ipv6') && !specialIpv6.check(ip, 'ipv6');
    default:
      return false;
  }
}

type Subnet = readonly [network: string, prefix: number];

const specialIpv4 = listOf('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);

const globalIpv6 = listOf('ipv6', [['2000::', 3]]);

const specialIpv6 = listOf('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]);

/** Filled here and never changed afterwards. */
function listOf(family: 'ipv4' | 'ipv6', subnets: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, family);
  return list;
}
