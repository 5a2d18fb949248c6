import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { WebOptions } from '../../src/research/download.ts';
import { fetchPage } from '../../src/research/fetch-page.ts';
import { findingSchema } from '../../src/research/finding.ts';
import { callTool, errorOf, localServer, manualClock, page } from './local-web.ts';

interface Served extends Partial<WebOptions> {
  readonly headers?: Record<string, string>;
  readonly path?: string;
}

/** What fetch_page makes of one body. */
async function fetched(body: string | Buffer, { headers, path = '/', ...options }: Served = {}) {
  await using server = await localServer(page(body, headers));
  const tool = fetchPage({ allowOrigins: [server.origin], ...options });
  const result = findingSchema.parse(await callTool(tool, { url: `${server.origin}${path}` }));
  return { ...result, origin: server.origin };
}

async function refused(body: string | Buffer, served: Served = {}) {
  return errorOf(fetched(body, served));
}

test('a page gives its title, its text and its source', async () => {
  const { origin, ...result } = await fetched('<title>K2</title><p>8611 m</p>', {
    path: '/a?b=c#d',
  });
  expect(result).toEqual({
    title: 'K2',
    text: '8611 m',
    source: { title: 'K2', url: `${origin}/a?b=c` },
  });
});

test('the tool declares what it gives, reads only, and takes one url', () => {
  const tool = fetchPage();
  expect([tool.name, tool.effect]).toEqual(['fetch_page', 'read']);
  expect(tool.outputSchema).toBe(findingSchema);
});

test.each([
  ['text/plain', 'a < b'],
  ['text/markdown; charset=utf-8', '# A'],
  ['application/json', '{"a":1}'],
  ['application/ld+json', '{"a":1}'],
  ['application/xml', '<a>1</a>'],
  ['application/rss+xml', '<rss/>'],
])('%s is read as it is', async (type, body) => {
  const result = await fetched(body, { headers: { 'content-type': type } });
  expect(result.text).toBe(body);
  expect(result.title).toBe(`${result.origin}/`);
});

test.each(['text/html;charset=utf-8', 'application/xhtml+xml', 'TEXT/HTML'])(
  '%s is read as HTML',
  async (type) => {
    expect((await fetched('<p>é</p>', { headers: { 'content-type': type } })).text).toBe('é');
  },
);

test.each(['image/png', 'application/pdf', 'application/octet-stream', 'application/javascript'])(
  '%s is refused',
  async (type) => {
    const error = await refused('data', { headers: { 'content-type': type } });
    expect(error.code).toBe('research.fetch-failed');
    expect(error.message).toContain(type);
  },
);

test('a page without a type is HTML if it begins with a bracket, else text', async () => {
  const untyped = { headers: { 'content-type': '' } };
  expect((await fetched(' <p>a</p>', untyped)).text).toBe('a');
  expect((await fetched('a <b>', untyped)).text).toBe('a <b>');
});

test('binary data under a text type is refused', async () => {
  const error = await refused('a\0b', { headers: { 'content-type': 'text/plain' } });
  expect(error.message).toContain('is binary data');
});

test('the charset of the header is used', async () => {
  const body = Buffer.from('<p>\xe4\xe0</p>', 'latin1');
  const headers = { 'content-type': 'text/html; charset="windows-1251"' };
  expect((await fetched(body, { headers })).text).toBe('да');
});

test('a page without text is refused', async () => {
  expect((await refused('<script>app()</script>')).message).toContain('holds no text');
});

test('a text longer than the limit is cut and ends in an ellipsis', async () => {
  const { text } = await fetched(`<p>${'a'.repeat(30_000)}`);
  expect([text.length, text.at(-1)]).toEqual([20_000, '…']);
  expect((await fetched('<p>abcdef', { limits: { textLength: 3 } })).text).toBe('ab…');
});

test('a compressed page is read', async () => {
  const headers = { 'content-encoding': 'gzip' };
  expect((await fetched(gzipSync('<p>small</p>'), { headers })).text).toBe('small');
});

test('a body over the limit is refused, and counted after decompression', async () => {
  expect((await refused('a'.repeat(101), { limits: { bytes: 100 } })).message).toContain(
    'is larger than 100 bytes',
  );
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  expect(bomb.length).toBeLessThan(60_000);
  const before = process.memoryUsage().arrayBuffers;
  const error = await refused(bomb, { headers: { 'content-encoding': 'gzip' } });
  expect(error.message).toContain('is larger than 2000000 bytes');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
});

test('a broken compression is a coded error', async () => {
  const error = await refused('no gzip', { headers: { 'content-encoding': 'gzip' } });
  expect(error.code).toBe('research.fetch-failed');
});

test('a status that is no success is an error with the status', async () => {
  await using server = await localServer((_request, response) => {
    response.writeHead(429, { 'retry-after': '7' }).end('slow down');
  });
  const tool = fetchPage({ allowOrigins: [server.origin] });
  const error = await errorOf(callTool(tool, { url: server.origin }));
  expect(error.code).toBe('research.fetch-failed');
  expect(error.message).toContain('answers 429 Too Many Requests, to be tried again after 7');
  expect(error.details).toMatchObject({ status: 429, retryAfterMs: 7_000 });
});

test('a refused connection is a coded error', async () => {
  const server = await localServer(page(''));
  const { origin } = server;
  await server[Symbol.asyncDispose]();
  const error = await errorOf(callTool(fetchPage({ allowOrigins: [origin] }), { url: origin }));
  expect(error.code).toBe('research.fetch-failed');
  expect(error.message).toContain('ECONNREFUSED');
});

test('a connection that breaks in the middle of the body is a coded error', async () => {
  await using server = await localServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-length': '100' });
    response.write('<p>half', () => response.destroy());
  });
  const tool = fetchPage({ allowOrigins: [server.origin] });
  expect((await errorOf(callTool(tool, { url: server.origin }))).code).toBe(
    'research.fetch-failed',
  );
});

test('redirects are followed, relative ones too, and the source is where they led', async () => {
  await using server = await localServer((request, response) => {
    if (request.url === '/start') response.writeHead(302, { location: 'next' }).end();
    else if (request.url === '/next') response.writeHead(308, { location: '/end' }).end();
    else page('<p>there')(request, response);
  });
  const tool = fetchPage({ allowOrigins: [server.origin] });
  const result = await callTool(tool, { url: `${server.origin}/start` });
  expect(result).toMatchObject({ text: 'there', source: { url: `${server.origin}/end` } });
});

test('at most 5 redirects are followed', async () => {
  await using server = await localServer((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end();
    else page('<p>there')(request, response);
  });
  const tool = fetchPage({ allowOrigins: [server.origin] });
  expect(await callTool(tool, { url: `${server.origin}/5` })).toMatchObject({ text: 'there' });
  const error = await errorOf(callTool(tool, { url: `${server.origin}/6` }));
  expect(error.message).toContain('redirects more than 5 times');
  expect(server.requests).toHaveLength(12);
});

test('a redirect to nowhere is a coded error', async () => {
  await using server = await localServer((request, response) => {
    response.writeHead(302, request.url === '/bad' ? { location: 'http://[' } : {}).end();
  });
  const tool = fetchPage({ allowOrigins: [server.origin] });
  for (const path of ['/none', '/bad']) {
    const error = await errorOf(callTool(tool, { url: server.origin + path }));
    expect(error.message).toContain('answers 302 without a place to go to');
  }
});

test.each([
  ['a private address', (port: number) => `http://127.0.0.2:${port}/`],
  ['another port of the same host', (port: number) => `http://127.0.0.1:${port + 1}/`],
  ['the metadata address', () => 'http://169.254.169.254/latest/meta-data'],
  ['localhost', () => 'http://localhost/'],
  ['a file', () => 'file:///etc/passwd'],
  ['a password', (port: number) => `http://a:b@127.0.0.1:${port}/`],
])('a redirect from an allowed origin to %s is refused', async (_name, target) => {
  await using server = await localServer((request, response) => {
    response.writeHead(302, { location: target(request.socket.localPort ?? 0) }).end();
  });
  const tool = fetchPage({ allowOrigins: [server.origin] });
  const error = await errorOf(callTool(tool, { url: server.origin }));
  expect(error.code).toBe('research.blocked-address');
  expect(server.requests).toHaveLength(1);
});

test('nothing is connected to for a refused URL', async () => {
  await using server = await localServer(page('<p>secret'));
  const error = await errorOf(callTool(fetchPage(), { url: server.origin }));
  expect(error.code).toBe('research.blocked-address');
  expect(server.requests).toHaveLength(0);
});

test('a name that resolves to a private address is refused when the socket connects', async () => {
  const asked: string[] = [];
  const tool = fetchPage({
    resolve: (hostname) => {
      asked.push(hostname);
      return Promise.resolve(['127.0.0.1']);
    },
  });
  const error = await errorOf(callTool(tool, { url: 'http://rebind.test:8080/' }));
  expect(error.code).toBe('research.blocked-address');
  expect(asked).toEqual(['rebind.test']);
});

test('a redirect from an allowed origin to a name that resolves to it is refused', async () => {
  await using server = await localServer((_request, response) => {
    response.writeHead(302, { location: 'http://inside.test:8080/' }).end();
  });
  const tool = fetchPage({
    allowOrigins: [server.origin],
    resolve: () => Promise.resolve(['127.0.0.1']),
  });
  const error = await errorOf(callTool(tool, { url: server.origin }));
  expect(error.code).toBe('research.blocked-address');
  expect(error.message).toContain('inside.test');
});

test('an allowed origin may be a name, and the resolver decides where it is', async () => {
  await using server = await localServer(page('<p>inside'));
  const origin = `http://intranet.test:${server.port}`;
  const tool = fetchPage({ allowOrigins: [origin], resolve: () => Promise.resolve(['127.0.0.1']) });
  expect(await callTool(tool, { url: origin })).toMatchObject({ text: 'inside' });
  expect(server.requests[0]?.headers.host).toBe(`intranet.test:${server.port}`);
});

test('a name that does not resolve is a coded error', async () => {
  const tool = fetchPage({ resolve: () => Promise.reject(new Error('getaddrinfo ENOTFOUND')) });
  const error = await errorOf(callTool(tool, { url: 'http://no.test/' }));
  expect(error.code).toBe('research.fetch-failed');
  expect(error.message).toContain('no.test could not be resolved');
});

test('no cookie and no credential is sent, and the user agent is the one given', async () => {
  await using server = await localServer((request, response) => {
    response.setHeader('set-cookie', 'a=b');
    page('<p>x')(request, response);
  });
  const tool = fetchPage({ allowOrigins: [server.origin], userAgent: 'me (me@example.org)' });
  await callTool(tool, { url: server.origin });
  await callTool(tool, { url: server.origin });
  const headers = server.requests[1]?.headers ?? {};
  expect(headers).not.toHaveProperty('cookie');
  expect(headers).not.toHaveProperty('authorization');
  expect(headers['user-agent']).toBe('me (me@example.org)');
});

test.each(['no answer', 'a body that stalls'])(
  'an abort during %s closes the socket',
  async (kind) => {
    const stalled = deferred<Socket>();
    await using server = await localServer((request, response) => {
      if (kind === 'no answer') return stalled.resolve(request.socket);
      response.writeHead(200, { 'content-type': 'text/html' });
      response.write('<p>half', () => stalled.resolve(request.socket));
    });
    const caller = new AbortController();
    const tool = fetchPage({ allowOrigins: [server.origin] });
    const result = callTool(tool, { url: server.origin }, caller.signal);
    const socket = await stalled.promise;
    const closed = closeOf(socket);
    caller.abort(new Error('enough'));
    await expect(result).rejects.toThrow('enough');
    await closed;
  },
);

test.each([
  ['silence', { idleMs: 50, totalMs: 1_000 }, 50, 'sent nothing for 50 ms'],
  ['the total time', { idleMs: 1_000, totalMs: 70 }, 70, 'took longer than 70 ms'],
])('%s ends a request that hangs, and closes the socket', async (_name, limits, ms, text) => {
  const asked = deferred<Socket>();
  await using server = await localServer((request) => asked.resolve(request.socket));
  const clock = manualClock();
  const tool = fetchPage({ allowOrigins: [server.origin], clock, limits });
  const result = errorOf(callTool(tool, { url: server.origin }));
  const closed = closeOf(await asked.promise);
  clock.advance(ms);
  const error = await result;
  expect([error.code, error.message]).toEqual([
    'research.fetch-failed',
    expect.stringContaining(text),
  ]);
  await closed;
  expect(clock.pending).toBe(0);
});

test('a bad status closes the socket, however long its body goes on', async () => {
  const closed = deferred<void>();
  await using server = await localServer((request, response) => {
    request.socket.once('close', () => closed.resolve());
    response.writeHead(500, { 'content-type': 'text/html' });
    response.write('sorry');
  });
  const tool = fetchPage({ allowOrigins: [server.origin] });
  await errorOf(callTool(tool, { url: server.origin }));
  await closed.promise;
});

test('a body that is too large closes the socket', async () => {
  const closed = deferred<void>();
  await using server = await localServer((request, response) => {
    request.socket.once('close', () => closed.resolve());
    response.writeHead(200, { 'content-type': 'text/html' });
    response.write('a'.repeat(1_000));
  });
  const tool = fetchPage({ allowOrigins: [server.origin], limits: { bytes: 10 } });
  await errorOf(callTool(tool, { url: server.origin }));
  await closed.promise;
});

test('no timer is left after success', async () => {
  const clock = manualClock();
  await fetched('<p>x', { clock });
  expect(clock.pending).toBe(0);
});

test('a wrong origin is refused when the tool is made', () => {
  expect(() => fetchPage({ allowOrigins: ['intranet'] })).toThrow('allowOrigins expects origins');
});

function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** However it closes: a reset is a close too. */
function closeOf(socket: Socket): Promise<void> {
  socket.on('error', () => undefined);
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
