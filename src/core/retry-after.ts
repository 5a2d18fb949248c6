/** The names of months and of days keep `Date.parse` from guessing at things like `-5`. */
const HTTP_DATE = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? .*\d{2}:\d{2}:\d{2}/i;

/**
 * How long a server asks to wait, in milliseconds: `retry-after-ms`, else `retry-after` in seconds
 * or as an HTTP date (one in the past is 0). Undefined where neither says anything usable: negative,
 * not a number, empty. Values beyond what a number holds become the largest safe integer.
 */
export function retryAfterMs(
  headers: { get(name: string): string | null | undefined },
  wallTimeMs: number,
): number | undefined {
  const milliseconds = readNumber(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return bounded(milliseconds);
  const value = headers.get('retry-after');
  const seconds = readNumber(value);
  if (seconds !== undefined) return bounded(seconds * 1_000);
  if (typeof value !== 'string' || !HTTP_DATE.test(value.trim())) return undefined;
  const date = Date.parse(value.trim());
  return Number.isNaN(date) ? undefined : bounded(Math.max(0, date - wallTimeMs));
}

/**
 * How long to wait before retry `retry` (from 1), in whole milliseconds: a random part of a delay that
 * is `baseMs` at first, doubled with every retry, and never above `maxMs` ("full jitter", Brooker, AWS
 * Architecture Blog 2015).
 */
export function backOffMs(
  retry: number,
  random: number,
  { baseMs, maxMs }: { readonly baseMs: number; readonly maxMs: number },
): number {
  return Math.ceil(Math.min(maxMs, baseMs * 2 ** (retry - 1)) * random);
}

function readNumber(text: string | null | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  return /^\d+(?:\.\d+)?$/.test(trimmed) ? Number(trimmed) : undefined;
}

function bounded(value: number): number {
  return Math.min(Math.ceil(value), Number.MAX_SAFE_INTEGER);
}
