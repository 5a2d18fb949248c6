import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOffMs, retryAfterMs } from '../../src/core/retry-after.ts';

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);
const asked = (headers: Record<string, string>): number | undefined =>
  retryAfterMs(new Headers(headers), NOW);

describe('retryAfterMs', () => {
  it('reads seconds, also with a fraction', () => {
    expect(asked({ 'retry-after': '7' })).toBe(7_000);
    expect(asked({ 'retry-after': '0.5' })).toBe(500);
    expect(asked({ 'retry-after': '0' })).toBe(0);
  });

  it('prefers milliseconds', () => {
    expect(asked({ 'retry-after-ms': '250', 'retry-after': '7' })).toBe(250);
    expect(asked({ 'retry-after-ms': 'soon', 'retry-after': '7' })).toBe(7_000);
  });

  it('reads an HTTP date, one in the past as 0', () => {
    expect(asked({ 'retry-after': 'Thu, 01 Jan 2026 12:00:09 GMT' })).toBe(9_000);
    expect(asked({ 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' })).toBe(0);
  });

  it('says nothing where nothing usable stands', () => {
    for (const value of [
      '',
      '-5',
      'NaN',
      'Infinity',
      '1e3',
      '0x10',
      '5 s',
      '2026-01-01',
      'tomorrow',
    ]) {
      expect(asked({ 'retry-after': value })).toBeUndefined();
    }
    expect(asked({})).toBeUndefined();
  });

  it('keeps a huge value huge', () => {
    expect(asked({ 'retry-after': '9'.repeat(400) })).toBe(Number.MAX_SAFE_INTEGER);
    expect(asked({ 'retry-after-ms': '99999999999999999999' })).toBe(Number.MAX_SAFE_INTEGER);
    expect(asked({ 'retry-after': 'Thu, 01 Jan 9999 12:00:00 GMT' })).toBeGreaterThan(2 ** 31);
  });

  it('is never negative nor NaN, whatever the headers hold', () => {
    const value = fc.oneof(
      fc.stringMatching(/^[ -~]*$/),
      fc.double().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    fc.assert(
      fc.property(value, value, (seconds, milliseconds) => {
        const wait = asked({ 'retry-after': seconds, 'retry-after-ms': milliseconds });
        if (wait !== undefined) expect(Number.isSafeInteger(wait) && wait >= 0).toBe(true);
      }),
    );
  });
});

describe('backOffMs', () => {
  const bounds = { baseMs: 500, maxMs: 8_000 };

  it('is a random part of a delay that doubles up to its bound', () => {
    const waits = [1, 2, 3, 4, 5, 6, 50, 5_000].map((retry) => backOffMs(retry, 0.5, bounds));
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000]);
    expect(backOffMs(1, 0, bounds)).toBe(0);
    expect(backOffMs(1, 0.001, bounds)).toBe(1);
  });
});
