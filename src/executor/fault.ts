import { isPushbackStatus, spentQuota } from '../core/pushback.ts';
import { retryAfterMs } from '../core/retry-after.ts';
import type { CallEnding } from './gate.ts';

/** What a thrown thing says about why the call failed, as plain data for a failure's details. */
export interface Fault {
  /** Of HTTP. */
  readonly status?: number;
  /** How long the server asks to wait. */
  readonly retryAfterMs?: number;
  /** The system's or undici's code: `ECONNRESET`, `UND_ERR_SOCKET`; `ETIMEDOUT` for a `TimeoutError`. */
  readonly errno?: string;
  /** A 429 that no waiting cures: the quota of the key is spent. */
  readonly providerCode?: typeof spentQuota;
}

/**
 * Reads a fault from anything that was thrown, its `response`, its `details` and its causes: the
 * shapes of fetch, undici, axios, got and the SDKs of providers. What throws when it is looked at
 * says nothing. Never throws.
 */
export function readFault(thrown: unknown, wallTimeMs: number): Fault {
  let fault: Fault = {};
  let source = thrown;
  for (let depth = 0; depth < deepest && isObject(source); depth += 1) {
    for (const part of [source, field(source, 'response'), field(source, 'details')]) {
      // The outermost says it best: it knows its causes.
      if (isObject(part)) fault = { ...readPart(part, wallTimeMs), ...fault };
    }
    const inner = field(source, 'errors');
    source = field(source, 'cause') ?? (Array.isArray(inner) ? field(inner, '0') : undefined);
  }
  return fault;
}

/** A cause may be its own. */
const deepest = 5;

function readPart(part: object, wallTimeMs: number): Fault {
  const status = [field(part, 'status'), field(part, 'statusCode')].find(isStatus);
  const askedMs = readRetryAfter(part, wallTimeMs);
  const errno = [field(part, 'code'), field(part, 'errno')].find(isErrno) ?? errnoByName(part);
  return {
    ...(status === undefined ? {} : { status }),
    ...(askedMs === undefined ? {} : { retryAfterMs: askedMs }),
    ...(errno === undefined ? {} : { errno }),
    ...(isSpent(part) ? { providerCode: spentQuota } : {}),
  };
}

function isSpent(part: object): boolean {
  return [field(part, 'code'), field(part, 'providerCode')].includes(spentQuota);
}

function isStatus(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 599;
}

function isErrno(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(value);
}

/** What `AbortSignal.timeout` aborts with has a number for its code. */
function errnoByName(part: object): string | undefined {
  return field(part, 'name') === 'TimeoutError' ? 'ETIMEDOUT' : undefined;
}

function readRetryAfter(part: object, wallTimeMs: number): number | undefined {
  const told = field(part, 'retryAfterMs');
  if (typeof told === 'number' && told >= 0 && Number.isFinite(told)) return Math.ceil(told);
  const headers = field(part, 'headers');
  if (!isObject(headers)) return undefined;
  return retryAfterMs({ get: (name) => readHeader(headers, name) }, wallTimeMs);
}

/** Of a `Headers`, a `Map`, or a plain object in any case. */
function readHeader(headers: object, name: string): string | undefined {
  const get = field(headers, 'get');
  const found =
    typeof get === 'function'
      ? guarded((): unknown => Reflect.apply(get, headers, [name]))
      : readKey(headers, name);
  const first: unknown = Array.isArray(found) ? found[0] : found;
  return typeof first === 'string' || typeof first === 'number' ? String(first) : undefined;
}

function readKey(headers: object, name: string): unknown {
  const key = guarded(() => Object.keys(headers).find((key) => key.toLowerCase() === name));
  return typeof key === 'string' ? field(headers, key) : undefined;
}

/** A property of anything; undefined where it is none, or throws. */
function field(value: object, name: string): unknown {
  return guarded((): unknown => Reflect.get(value, name));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function guarded(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** What a failed call says about the resource behind it. */
export function callEndingOf(fault: Fault): CallEnding {
  const { status, retryAfterMs: askedMs, providerCode } = fault;
  const isPushback = providerCode === undefined && isPushbackStatus(status);
  return isPushback ? { kind: 'pushback', retryAfterMs: askedMs } : { kind: 'failed' };
}
