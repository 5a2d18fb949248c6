import { types } from 'node:util';
import type { Json } from '../core/json.ts';
import type { Failure } from '../core/outcome.ts';
import {
  beginWalk,
  fail,
  spend,
  spendText,
  thrownFailure,
  type ToJsonOptions,
  type Walk,
} from './json-walk.ts';

export type JsonResult =
  { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly failure: Failure };

/**
 * The one seam where what a tool returned becomes JSON. The result is a fresh copy that shares no
 * object with `value`; it never throws.
 *
 * | value | becomes |
 * |---|---|
 * | null, boolean, finite number, string (lone surrogates kept) | itself; -0 becomes 0 |
 * | NaN, Infinity, -Infinity | null |
 * | BigInt | its decimal text |
 * | undefined, function, symbol | null; as an object's property it is left out |
 * | list (a hole counts as undefined), Set | list |
 * | Map | object; a list of pairs if any key is no text |
 * | Error | `{ name, message }` and nothing else that it carries |
 * | Buffer, Uint8Array, ArrayBuffer, SharedArrayBuffer, DataView | base64 text |
 * | any other typed array | list of its numbers |
 * | anything else with `toJSON`, so Date and URL | what that returns: ISO text, null if invalid |
 * | Number, String, Boolean, BigInt object | as the scalar inside |
 * | any other object | its own enumerable text keys, `__proto__` as a plain key |
 * | promise, cycle, getter or proxy or `toJSON` that throws | `tool.result-not-json`, naming the place |
 * | more than the limits | `tool.result-too-large`, found before that part is copied |
 */
export function toJson(value: unknown, options: ToJsonOptions = {}): JsonResult {
  const walk = beginWalk(options);
  try {
    return { ok: true, value: convert(walk, value) ?? null };
  } catch (thrown) {
    return { ok: false, failure: walk.failure ?? thrownFailure(walk, thrown) };
  }
}

/** Undefined where JSON has nothing to say: the caller leaves the key out or writes null. */
function convert(walk: Walk, value: unknown): Json | undefined {
  switch (typeof value) {
    case 'string':
      spendText(walk, value);
      return value;
    case 'number':
      spend(walk, 8);
      if (value === 0) return 0;
      return Number.isFinite(value) ? value : null;
    case 'boolean':
      spend(walk, 4);
      return value;
    case 'bigint':
      return convert(walk, value.toString());
    case 'object':
      if (value !== null) return convertObject(walk, value);
      spend(walk, 4);
      return null;
    case 'undefined':
    case 'function':
    case 'symbol':
      return undefined;
  }
}

function convertObject(walk: Walk, value: object): Json | undefined {
  if (walk.around.length >= walk.maxDepth) {
    fail(walk, 'tool.result-too-large', `is nested deeper than ${walk.maxDepth} levels`);
  }
  const wanted =
    hasToJson(value) && !isBytes(value) && !isError(value) ? replaced(walk, value) : value;
  if (typeof wanted !== 'object' || wanted === null) return convert(walk, wanted);
  walk.around.push(value);
  const json = copyObject(walk, wanted);
  walk.around.pop();
  return json;
}

function replaced(walk: Walk, value: { toJSON(key: string): unknown }): unknown {
  return value.toJSON(walk.path.length === 1 ? '' : String(walk.path.at(-1)));
}

function copyObject(walk: Walk, value: object): Json | undefined {
  if (Array.isArray(value)) return copyList(walk, value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return copyRecord(walk, value);
  if (isError(value))
    return copyRecord(walk, { name: String(value.name), message: String(value.message) });
  if (isBytes(value)) return bytesToText(walk, value);
  if (types.isTypedArray(value)) return copyList(walk, value);
  if (types.isMap(value)) return copyMap(walk, value);
  // A subclass may iterate for ever; the base class cannot.
  if (types.isSet(value)) return copyList(walk, Array.from(Set.prototype.values.call(value)));
  if (types.isPromise(value)) {
    fail(walk, 'tool.result-not-json', 'is a promise; await it before returning it');
  }
  if (types.isBoxedPrimitive(value)) return convert(walk, value.valueOf());
  return copyRecord(walk, value);
}

function copyList(walk: Walk, list: ArrayLike<unknown>): Json {
  const length = Math.max(0, list.length);
  // Before the walk: a list of a billion holes is refused unread.
  spend(walk, 2 + length);
  const copy: Json[] = [];
  for (let index = 0; index < length; index += 1) {
    walk.path.push(index);
    copy.push(convert(walk, list[index]) ?? nothing(walk));
    walk.path.pop();
  }
  return copy;
}

function copyRecord(walk: Walk, record: object): Json {
  spend(walk, 2);
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(record)) {
    walk.path.push(key);
    const item = convert(walk, read(record, key));
    if (item !== undefined) {
      spendText(walk, key);
      setOwn(copy, key, item);
    }
    walk.path.pop();
  }
  return copy;
}

function copyMap(walk: Walk, map: ReadonlyMap<unknown, unknown>): Json {
  const entries: [unknown, unknown][] = Array.from(Map.prototype.entries.call(map));
  spend(walk, 2);
  const copy: Record<string, Json> = {};
  for (const [key, value] of entries) {
    if (typeof key !== 'string') return copyPairs(walk, entries);
    walk.path.push(key);
    const item = convert(walk, value);
    if (item !== undefined) {
      spendText(walk, key);
      setOwn(copy, key, item);
    }
    walk.path.pop();
  }
  return copy;
}

function copyPairs(walk: Walk, entries: readonly [unknown, unknown][]): Json {
  return entries.map((pair, index) => {
    walk.path.push(index);
    spend(walk, 3);
    const copy = pair.map((item) => convert(walk, item) ?? nothing(walk));
    walk.path.pop();
    return copy;
  });
}

function bytesToText(walk: Walk, bytes: ArrayBufferLike | ArrayBufferView): Json {
  spend(walk, 2 + Math.ceil(bytes.byteLength / 3) * 4);
  const view = ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes);
  return view.toString('base64');
}

/** An assignment to `__proto__` would change the copy's prototype. */
function setOwn(copy: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(copy, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  } else {
    copy[key] = value;
  }
}

function nothing(walk: Walk): null {
  spend(walk, 4);
  return null;
}

function hasToJson(value: object): value is { toJSON(key: string): unknown } {
  return typeof read(value, 'toJSON') === 'function';
}

function isError(value: object): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

function isBytes(value: object): value is ArrayBufferLike | Uint8Array | DataView {
  return types.isAnyArrayBuffer(value) || types.isUint8Array(value) || types.isDataView(value);
}

function read(value: object, key: string): unknown {
  return Reflect.get(value, key);
}
