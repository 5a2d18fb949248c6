import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPublicAddress } from '../../src/research/address-guard.ts';

const refused = [
  // IPv4: first and last of each range
  ['unspecified', '0.0.0.0', '0.255.255.255'],
  ['private 10', '10.0.0.0', '10.255.255.255'],
  ['shared', '100.64.0.0', '100.127.255.255', '100.100.100.200'],
  ['loopback', '127.0.0.0', '127.0.0.1', '127.255.255.255'],
  ['cloud host', '168.63.129.16'],
  ['link-local', '169.254.0.0', '169.254.169.254', '169.254.255.255'],
  ['private 172', '172.16.0.0', '172.31.255.255'],
  ['protocol assignments', '192.0.0.0', '192.0.0.192', '192.0.0.255'],
  ['documentation 1', '192.0.2.0', '192.0.2.255'],
  ['6to4 relay', '192.88.99.0', '192.88.99.255'],
  ['private 192', '192.168.0.0', '192.168.255.255'],
  ['benchmark', '198.18.0.0', '198.19.255.255'],
  ['documentation 2', '198.51.100.0', '198.51.100.255'],
  ['documentation 3', '203.0.113.0', '203.0.113.255'],
  ['multicast', '224.0.0.0', '239.255.255.255'],
  ['reserved and broadcast', '240.0.0.0', '255.255.255.255'],
  // IPv6
  ['unspecified v6', '::'],
  ['loopback v6', '::1'],
  ['compatible', '::8.8.8.8', '::127.0.0.1'],
  ['mapped', '::ffff:8.8.8.8', '::ffff:127.0.0.1', '::ffff:7f00:1'],
  ['translated', '::ffff:0:8.8.8.8'],
  ['NAT64', '64:ff9b::8.8.8.8', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1'],
  ['discard', '100::1'],
  ['Teredo', '2001::1', '2001:0:4136:e378::1'],
  ['benchmark v6', '2001:2::1'],
  ['ORCHID', '2001:10::1', '2001:20::1'],
  ['documentation v6', '2001:db8::1', '3fff::1', '3fff:fff:ffff::1'],
  ['6to4', '2002:7f00:1::', '2002:808:808::1'],
  ['segment routing', '5f00::1'],
  ['unique local', 'fc00::1', 'fd00:ec2::254', 'fdff::1'],
  ['link-local v6', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  ['site-local', 'fec0::1'],
  ['multicast v6', 'ff02::1', 'ff0e::1'],
  ['zone', '2606:4700::1111%1'],
  // no address
  ['no address', '', 'localhost', 'example.org', '127.1', '2130706433', '0x7f.0.0.1', '1.1.1.1 '],
] as const satisfies readonly (readonly string[])[];

test.each<readonly string[]>(refused)('%s is not public', (_name, ...addresses) => {
  for (const address of addresses)
    expect([address, isPublicAddress(address)]).toEqual([address, false]);
});

test.each([
  '1.0.0.0',
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '168.63.129.15',
  '168.63.129.17',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.0.3.0',
  '192.88.98.255',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2000::1',
  '2001:200::1',
  '2001:4860:4860::8888',
  '2003::1',
  '2606:4700:4700::1111',
  '2a00:1450:4001::1',
  '3ffe::1',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test('an IPv4 address inside IPv6 is refused whatever it is', () => {
  fc.assert(
    fc.property(fc.ipV4(), (ip) => {
      expect(isPublicAddress(`::ffff:${ip}`)).toBe(false);
      expect(isPublicAddress(`::${ip}`)).toBe(false);
      expect(isPublicAddress(`64:ff9b::${ip}`)).toBe(false);
    }),
  );
});

test('any text gets an answer', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.ipV4()), (text) => {
      expect(typeof isPublicAddress(text)).toBe('boolean');
    }),
  );
});
