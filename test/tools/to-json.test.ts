import { types } from 'node:util';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toJson } from '../../src/tools/to-json.ts';

const json = (value: unknown): unknown => {
  const result = toJson(value);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
};

const failure = (value: unknown, limits = {}) => {
  const result = toJson(value, limits);
  if (result.ok) throw new Error(`it became ${JSON.stringify(result.value)?.slice(0, 100)}`);
  return result.failure;
};

describe('the table of toJson', () => {
  const date = new Date(Date.UTC(2026, 0, 2));
  const symbol = Symbol('s');
  class Point {
    x = 1;
    #hidden = 2;
    get length() {
      return this.#hidden;
    }
  }
  const rows: [string, unknown, unknown][] = [
    ['null stays', null, null],
    ['true stays', true, true],
    ['a number stays', 1.5, 1.5],
    ['-0 becomes 0', -0, 0],
    ['a text stays', 'a', 'a'],
    ['a lone surrogate stays', '\ud800', '\ud800'],
    ['NaN becomes null', Number.NaN, null],
    ['Infinity becomes null', [Infinity, -Infinity], [null, null]],
    ['a BigInt becomes its decimal text', 12345678901234567890n, '12345678901234567890'],
    ['undefined becomes null', undefined, null],
    ['a function becomes null', () => 1, null],
    ['a symbol becomes null', symbol, null],
    [
      'undefined, functions and symbols become null in a list',
      [undefined, () => 1, symbol],
      [null, null, null],
    ],
    [
      'a property of undefined, a function or a symbol is left out',
      { a: undefined, b: () => 1, c: symbol, d: 1 },
      { d: 1 },
    ],
    ['a symbol key is left out', { [symbol]: 1, a: 2 }, { a: 2 }],
    ['a hole of a list becomes null', [1, , 3], [1, null, 3]],
    ['a Set becomes a list', new Set([1, 'a']), [1, 'a']],
    [
      'a Map with text keys becomes an object',
      new Map<string, unknown>([
        ['a', 1],
        ['b', undefined],
      ]),
      { a: 1 },
    ],
    [
      'a Map with other keys becomes a list of pairs',
      new Map<unknown, unknown>([
        ['a', 1],
        [2, undefined],
      ]),
      [
        ['a', 1],
        [2, null],
      ],
    ],
    ['an empty Map becomes an object', new Map(), {}],
    [
      'an Error becomes name and message',
      Object.assign(new TypeError('bad'), { code: 'E', toJSON: () => 'secret' }),
      { name: 'TypeError', message: 'bad' },
    ],
    [
      'a DOMException becomes name and message',
      new DOMException('gone', 'AbortError'),
      { name: 'AbortError', message: 'gone' },
    ],
    ['a Buffer becomes base64', Buffer.from('hi'), 'aGk='],
    ['a Uint8Array becomes base64', new Uint8Array([104, 105]), 'aGk='],
    [
      'a part of a buffer becomes base64 of that part',
      new Uint8Array([1, 104, 105, 1]).subarray(1, 3),
      'aGk=',
    ],
    ['an ArrayBuffer becomes base64', new Uint8Array([104, 105]).buffer, 'aGk='],
    ['a SharedArrayBuffer becomes base64', new SharedArrayBuffer(3), 'AAAA'],
    ['a DataView becomes base64', new DataView(new Uint8Array([0, 104, 105]).buffer, 1), 'aGk='],
    [
      'another typed array becomes a list of numbers',
      new Float64Array([1.5, Number.NaN]),
      [1.5, null],
    ],
    ['a BigInt64Array becomes a list of decimal texts', new BigInt64Array([1n]), ['1']],
    ['a Date becomes ISO text', date, '2026-01-02T00:00:00.000Z'],
    ['an invalid Date becomes null', new Date(Number.NaN), null],
    ['a URL becomes its text', new URL('http://a.b/c'), 'http://a.b/c'],
    [
      'a Date of another realm becomes ISO text',
      runInNewContext('new Date(0)'),
      '1970-01-01T00:00:00.000Z',
    ],
    [
      'a Map of another realm becomes an object',
      runInNewContext('new Map([["a", [1]]])'),
      { a: [1] },
    ],
    [
      'an Error of another realm becomes name and message',
      runInNewContext('new RangeError("x")'),
      { name: 'RangeError', message: 'x' },
    ],
    [
      'a boxed scalar becomes the scalar',
      [Object(1), Object('a'), Object(false), Object(2n)],
      [1, 'a', false, '2'],
    ],
    [
      'toJSON is honoured once',
      { toJSON: () => ({ toJSON: 1, a: new Set([1]) }) },
      { toJSON: 1, a: [1] },
    ],
    ['toJSON may give nothing', { a: { toJSON: () => undefined } }, {}],
    ['a class instance becomes its own enumerable keys', new Point(), { x: 1 }],
    [
      'an object without prototype becomes a plain one',
      Object.assign(Object.create(null), { a: 1 }),
      { a: 1 },
    ],
    ['a proxy is read through', new Proxy({ a: [1] }, {}), { a: [1] }],
    [
      'an own __proto__ stays a plain key',
      JSON.parse('{"__proto__":{"polluted":1}}'),
      JSON.parse('{"__proto__":{"polluted":1}}'),
    ],
    [
      'a __proto__ key of a Map stays a plain key',
      new Map([['__proto__', 1]]),
      JSON.parse('{"__proto__":1}'),
    ],
  ];

  it.each(rows)('%s', (_, value, expected) => {
    const result = json(value);
    expect(result).toStrictEqual(expected);
    expect(Object.is(result, -0)).toBe(false);
  });

  it('passes the key to toJSON, as JSON.stringify does', () => {
    const keys: unknown[] = [];
    const spy = { toJSON: (key: unknown) => keys.push(key) };
    json([{ name: spy }, spy]);
    expect(keys).toEqual(['name', '1']);
    json(spy);
    expect(keys[2]).toBe('');
  });

  it('does not change the prototype of the copy', () => {
    const copy = json(JSON.parse('{"__proto__":{"polluted":1}}'));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('is the identity on JSON and a fresh copy', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        const copy = json(plain);
        expect(JSON.stringify(copy)).toBe(JSON.stringify(plain));
        expectNoShared(plain, copy);
      }),
    );
  });

  it('gives JSON for anything, and never throws', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withSparseArray: true,
          withNullPrototype: true,
          withBoxedValues: true,
          withObjectString: true,
        }),
        (value) => {
          const result = toJson(value);
          if (!result.ok) return;
          const text = JSON.stringify(result.value);
          expect(JSON.stringify(JSON.parse(text))).toBe(text);
        },
      ),
    );
  });

  it('copies what is met twice twice', () => {
    const shared = { a: 1 };
    const copy = json([shared, shared]);
    expect(copy).toEqual([{ a: 1 }, { a: 1 }]);
    if (!Array.isArray(copy)) throw new Error('no list');
    expect(copy[0]).not.toBe(copy[1]);
  });
});

describe('what is no JSON', () => {
  it('names the place of a cycle', () => {
    const value: Record<string, unknown> = { items: [{}] };
    Object.assign((value['items'] as object[])[0]!, { 'odd key': value });
    expect(failure(value)).toMatchObject({
      code: 'tool.result-not-json',
      details: { place: 'result.items[0]["odd key"]' },
    });
  });

  it('names the place of a cycle through a Map, a Set and toJSON', () => {
    const map = new Map<string, unknown>();
    map.set('again', new Set([{ toJSON: () => map }]));
    expect(failure(map)).toMatchObject({ code: 'tool.result-not-json' });
    expect(failure(map).message).toContain('inside itself');
  });

  it('calls a cycle a cycle even where the size limit ends it', () => {
    const value: Record<string, unknown> = { text: 'x'.repeat(1000) };
    value['self'] = value;
    expect(failure(value, { maxBytes: 3000 })).toMatchObject({
      code: 'tool.result-not-json',
      details: { place: 'result.self' },
    });
  });

  it('names the getter that throws, with what it threw', () => {
    const value = {
      rows: [
        {
          get price() {
            throw new Error('no price');
          },
        },
      ],
    };
    const { code, message, details } = failure(value);
    expect(code).toBe('tool.result-not-json');
    expect(details).toEqual({ place: 'result.rows[0].price' });
    expect(message).toBe(
      'Expected JSON, but result.rows[0].price threw when read: no price. Return plain data.',
    );
  });

  it('survives a proxy whose every trap throws', () => {
    const trap = (): never => {
      throw new Error('trapped');
    };
    const hostile = new Proxy({}, { get: trap, ownKeys: trap, getPrototypeOf: trap, has: trap });
    expect(failure({ hostile })).toMatchObject({
      code: 'tool.result-not-json',
      details: { place: 'result.hostile' },
    });
  });

  it('survives a revoked proxy', () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    expect(failure(proxy).code).toBe('tool.result-not-json');
  });

  it('survives a toJSON that throws anything', () => {
    const value = {
      toJSON() {
        throw undefined; // eslint-disable-line @typescript-eslint/only-throw-error
      },
    };
    expect(failure(value).code).toBe('tool.result-not-json');
  });

  it('refuses a promise that nobody awaited', () => {
    expect(failure({ page: Promise.resolve(1) })).toMatchObject({
      code: 'tool.result-not-json',
      details: { place: 'result.page' },
    });
  });
});

it('calls the value what it is told to', () => {
  const result = toJson({ a: Promise.resolve() }, { root: 'input' });
  expect('failure' in result && result.failure.message).toContain('but input.a is a promise');
});

describe('the limits of a result', () => {
  it('refuses what is nested too deep, without a stack overflow', () => {
    let value: unknown = 1;
    for (let level = 0; level < 50_000; level += 1) value = [value];
    const { code, message } = failure(value);
    expect(code).toBe('tool.result-too-large');
    expect(message).toContain('deeper than 256');
  });

  it('allows exactly maxDepth levels', () => {
    expect(toJson([[1]], { maxDepth: 2 }).ok).toBe(true);
    expect(toJson([[[1]]], { maxDepth: 2 }).ok).toBe(false);
    expect(toJson({ a: 1 }, { maxDepth: 0 }).ok).toBe(false);
    expect(toJson(1, { maxDepth: 0 }).ok).toBe(true);
  });

  it('refuses an endless toJSON', () => {
    const endless = (): object => ({ toJSON: () => ({ next: endless() }) });
    expect(failure(endless()).code).toBe('tool.result-too-large');
  });

  it('refuses a text of 100 MB', () => {
    expect(failure({ page: 'x'.repeat(100_000_000) })).toMatchObject({
      code: 'tool.result-too-large',
      details: { place: 'result.page' },
    });
  });

  it('refuses a list that cannot fit before it reads one element', () => {
    let reads = 0;
    const list = new Proxy([], {
      get: (target, key) => {
        if (key === 'length') return 1_000_000_000;
        if (key !== 'toJSON') reads += 1;
        return Reflect.get(target, key) as unknown;
      },
    });
    expect(failure(list).code).toBe('tool.result-too-large');
    expect(reads).toBe(0);
  });

  it.each([Number.NaN, 'many', Infinity])(
    'is not fooled by a list that claims the length %s',
    (length) => {
      const list = new Proxy([], {
        get: (target, key) => (key === 'length' ? length : Reflect.get(target, key)),
      });
      expect(failure(list).code).toBe('tool.result-too-large');
    },
  );

  it('gains nothing from a list that claims a negative length', () => {
    const list = new Proxy([], {
      get: (target, key) => (key === 'length' ? -1e9 : Reflect.get(target, key)),
    });
    expect(failure([list, 'x'.repeat(100)], { maxBytes: 50 }).code).toBe('tool.result-too-large');
  });

  it('is not fooled by a Set that iterates for ever', () => {
    class Endless extends Set<number> {
      override *[Symbol.iterator](): SetIterator<number> {
        for (;;) yield 1;
      }
    }
    expect(json(new Endless([7]))).toEqual([7]);
  });

  it('refuses what doubles at every level', () => {
    let value: unknown = ['leaf'];
    for (let level = 0; level < 60; level += 1) value = [value, value];
    expect(failure(value).code).toBe('tool.result-too-large');
  });

  it('refuses bytes whose base64 does not fit', () => {
    expect(failure(new Uint8Array(100), { maxBytes: 130 }).code).toBe('tool.result-too-large');
    expect(toJson(new Uint8Array(90), { maxBytes: 130 }).ok).toBe(true);
  });

  it('counts UTF-8 bytes, keys included', () => {
    expect(toJson('é'.repeat(50), { maxBytes: 110 }).ok).toBe(true);
    expect(toJson('é'.repeat(50), { maxBytes: 90 }).ok).toBe(false);
    expect(toJson({ ['k'.repeat(100)]: 1 }, { maxBytes: 100 }).ok).toBe(false);
    expect(toJson(new Map([['k'.repeat(100), 1]]), { maxBytes: 100 }).ok).toBe(false);
  });

  it('never accepts JSON of twice the limit', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 200 }), (value, maxBytes) => {
        const result = toJson(value, { maxBytes });
        if (
          result.ok &&
          !/\\/.test(JSON.stringify(value)) &&
          !/\d{5}/.test(JSON.stringify(value))
        ) {
          expect(Buffer.byteLength(JSON.stringify(result.value))).toBeLessThanOrEqual(2 * maxBytes);
        }
      }),
    );
  });

  it('cuts long keys in the place it names', () => {
    const { details } = failure({ ['k'.repeat(1000)]: Promise.resolve() });
    expect(JSON.stringify(details).length).toBeLessThan(100);
  });
});

function expectNoShared(left: unknown, right: unknown): void {
  if (typeof left !== 'object' || left === null || types.isProxy(left)) return;
  expect(left).not.toBe(right);
  for (const key of Object.keys(left))
    expectNoShared(Reflect.get(left, key), Reflect.get(right as object, key));
}
