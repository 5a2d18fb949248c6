import { expect, test } from 'vitest';
import { ToolcError } from '../../src/core/errors.ts';
import { guardUrl, publicPart, readOrigins } from '../../src/research/url-guard.ts';

const none: ReadonlySet<string> = new Set();

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'passed';
  } catch (error) {
    return error instanceof ToolcError ? error.code : String(error);
  }
}

test.each([
  'file:///etc/passwd',
  'ftp://example.org/',
  'data:text/html,hi',
  'javascript:alert(1)',
  'gopher://example.org/',
  'blob:http://example.org/1',
  'http://user@example.org/',
  'http://user:secret@example.org/',
  'http://:secret@example.org/',
  'http://example.org:22/',
  'http://example.org:6379/',
  'http://example.org:0/',
  'http://localhost/',
  'http://LOCALHOST/',
  'http://localhost./',
  'http://localhost../',
  'http://a.localhost/',
  'http://a.b.localhost./',
  'http://ⓛocalhost/',
  'http://127.0.0.1/',
  'http://127.0.0.1./',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://１２７.0.0.1/',
  'http://0/',
  'http://10.1.2.3/',
  'http://169.254.169.254/latest/meta-data',
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[fd00::1]/',
  'http:\\\\127.0.0.1\\',
  'http:127.0.0.1',
])('%s is refused as blocked', (url) => {
  expect(codeOf(() => guardUrl(url, none))).toBe('research.blocked-address');
});

test.each([
  '',
  'example.org',
  '//example.org',
  'http://',
  'http://[fe80::1%25eth0]/',
  'http://a b/',
])('"%s" is refused as no URL', (url) => {
  expect(codeOf(() => guardUrl(url, none))).toBe('research.fetch-failed');
});

test.each([
  'http://example.org/',
  'https://example.org/a?b=c#d',
  'https://example.org:8443/',
  'http://example.org:8080/',
  'https://example.org:80/',
  'http://8.8.8.8/',
  'https://[2606:4700:4700::1111]/',
  'http://notlocalhost/',
  'http://localhost.example.org/',
])('%s passes', (url) => {
  expect(guardUrl(url, none).href).toBe(url);
});

test('the URL that comes back holds the address in its plain spelling', () => {
  expect(guardUrl('http://0x8.0x8.2056/', none).hostname).toBe('8.8.8.8');
});

test('an allowed origin lifts the address and port rules for that origin alone', () => {
  const allowed = readOrigins(['http://127.0.0.1:9000', 'http://localhost/']);
  expect(guardUrl('http://127.0.0.1:9000/a', allowed).pathname).toBe('/a');
  expect(guardUrl('http://localhost:80/a', allowed).pathname).toBe('/a');
  for (const url of [
    'http://127.0.0.1:9001/',
    'https://127.0.0.1:9000/',
    'http://127.0.0.2:9000/',
  ]) {
    expect(codeOf(() => guardUrl(url, allowed))).toBe('research.blocked-address');
  }
});

test('an allowed origin does not lift the rule on credentials', () => {
  const allowed = readOrigins(['http://127.0.0.1:9000']);
  expect(codeOf(() => guardUrl('http://a:b@127.0.0.1:9000/', allowed))).toBe(
    'research.blocked-address',
  );
});

test.each([
  'intranet',
  'http://a/path',
  'http://a/?q',
  'http://u@a/',
  'file:///a',
  '*',
  'null',
  '',
])('the origin "%s" is refused when the tool is made', (origin) => {
  expect(codeOf(() => readOrigins([origin]))).toBe('option.invalid');
});

test('a message never repeats a password', () => {
  expect(() => guardUrl('http://user:secret@example.org/', none)).toThrow(/^(?!.*secret)/);
  expect(publicPart(new URL('http://user:secret@example.org/a#b'))).toBe('http://example.org/a');
});

test('a message says what was refused, why, and what to do', () => {
  expect(() => guardUrl('http://example.org:22/', none)).toThrow(
    'http://example.org:22/ is not fetched because its port is 22. Use port 80, 443, 8080 or 8443, or allow it.',
  );
});

test('a long URL is cut in messages', () => {
  expect(() => guardUrl(`http://127.0.0.1/${'a'.repeat(10_000)}`, none)).toThrow(/^.{0,400}$/s);
});
