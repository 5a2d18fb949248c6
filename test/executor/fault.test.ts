import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ToolcError } from '../../src/core/errors.ts';
import { callEndingOf, readFault } from '../../src/executor/fault.ts';

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);
const fault = (thrown: unknown) => readFault(thrown, NOW);

function coded(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

describe('the fault of what was thrown', () => {
  it.each<[string, unknown, object]>([
    ['a status', Object.assign(new Error('x'), { status: 503 }), { status: 503 }],
    ['got and node', Object.assign(new Error('x'), { statusCode: 404 }), { status: 404 }],
    ['axios', { response: { status: 429, headers: { 'Retry-After': '2' } } }, rateLimit(2_000)],
    [
      'an SDK with Headers',
      { status: 429, headers: new Headers({ 'retry-after-ms': '150' }) },
      rateLimit(150),
    ],
    [
      'a map of headers',
      { status: 429, headers: new Map([['retry-after', '1']]) },
      rateLimit(1_000),
    ],
    ['headers in lists', { status: 429, headers: { 'retry-after': ['3', '4'] } }, rateLimit(3_000)],
    [
      'a date',
      { status: 429, headers: { 'retry-after': 'Thu, 01 Jan 2026 12:00:09 GMT' } },
      rateLimit(9_000),
    ],
    ['milliseconds of its own', { status: 429, retryAfterMs: 12.5 }, rateLimit(13)],
    ['a system error', coded('ECONNRESET'), { errno: 'ECONNRESET' }],
    [
      'fetch, which hides it',
      new TypeError('fetch failed', { cause: coded('UND_ERR_SOCKET') }),
      { errno: 'UND_ERR_SOCKET' },
    ],
    [
      'both families of addresses refused',
      new TypeError('fetch failed', { cause: new AggregateError([coded('ECONNREFUSED')]) }),
      { errno: 'ECONNREFUSED' },
    ],
    ['a signal that timed out', new DOMException('late', 'TimeoutError'), { errno: 'ETIMEDOUT' }],
    [
      'an error of ours',
      new ToolcError('research.fetch-failed', 'x', { details: { status: 500, retryAfterMs: 7 } }),
      { status: 500, retryAfterMs: 7 },
    ],
    [
      'a spent quota',
      { status: 429, code: 'insufficient_quota' },
      { status: 429, providerCode: 'insufficient_quota' },
    ],
  ])('is read from %s', (_, thrown, expected) => {
    expect(fault(thrown)).toEqual(expected);
  });

  it('is nothing where nothing usable stands', () => {
    for (const thrown of [
      undefined,
      null,
      'text',
      500,
      new Error('plain'),
      { status: '500' },
      { status: 99 },
      { status: 600 },
      { status: NaN },
      { retryAfterMs: -1 },
      { retryAfterMs: Infinity },
      { headers: null },
      { headers: 'retry-after: 5' },
      { code: 'rate_limit_exceeded' },
    ]) {
      expect(fault(thrown)).toEqual({});
    }
  });

  it('prefers what stands outermost, and goes no deeper than five causes', () => {
    const inner = Object.assign(new Error('inner'), { status: 404, code: 'EPIPE' });
    const outer = Object.assign(new Error('outer', { cause: inner }), { status: 503 });
    expect(fault(outer)).toEqual({ status: 503, errno: 'EPIPE' });
    let deep: Error = inner;
    for (let depth = 0; depth < 5; depth += 1) deep = new Error('wrapped', { cause: deep });
    expect(fault(deep)).toEqual({});
    const circle = new Error('circle');
    circle.cause = circle;
    expect(fault(circle)).toEqual({});
  });

  it('reads what it can of an object that throws when it is looked at', () => {
    const hostile = new Proxy({}, everyTrap());
    expect(fault(hostile)).toEqual({});
    expect(fault({ status: 503, headers: hostile, response: hostile, cause: hostile })).toEqual({
      status: 503,
    });
    const getters = {
      get status(): number {
        throw new Error('status');
      },
      code: 'EPIPE',
      headers: {
        get() {
          throw new Error('get');
        },
      },
    };
    expect(fault(getters)).toEqual({ errno: 'EPIPE' });
  });

  it('is plain data whatever was thrown', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withMap: true, withProxy: true } as object),
        (thrown) => {
          const read = fault({ cause: thrown, response: thrown, headers: thrown });
          expect(JSON.parse(JSON.stringify(read))).toEqual(read);
        },
      ),
    );
  });
});

describe('the ending of a call', () => {
  it('is a push-back where the server asks to be called less, a failure else', () => {
    for (const status of [429, 503, 529]) {
      expect(callEndingOf({ status, retryAfterMs: 5 })).toEqual({
        kind: 'pushback',
        retryAfterMs: 5,
      });
    }
    for (const other of [{}, { status: 500 }, { status: 408 }, { errno: 'ECONNRESET' }]) {
      expect(callEndingOf(other)).toEqual({ kind: 'failed' });
    }
    expect(callEndingOf({ status: 429, providerCode: 'insufficient_quota' })).toEqual({
      kind: 'failed',
    });
  });
});

function rateLimit(retryAfterMs: number): object {
  return { status: 429, retryAfterMs };
}

function everyTrap(): ProxyHandler<object> {
  const fail = (): never => {
    throw new Error('looked at');
  };
  return {
    get: fail,
    has: fail,
    ownKeys: fail,
    getPrototypeOf: fail,
    getOwnPropertyDescriptor: fail,
  };
}
