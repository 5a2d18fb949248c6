import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/core/outcome.ts';
import { outcomeText, showOutcome } from '../../src/core/show-outcome.ts';
import { unhandledDuring } from '../unhandled.ts';

const timing = { endedAt: 1, attempts: 1 };
const ok = (value: Extract<Outcome, { status: 'ok' }>['value']): Outcome => ({
  status: 'ok',
  value,
  ...timing,
});
const failed: Outcome = {
  status: 'failed',
  error: { code: 'tool.timeout', message: 'too slow' },
  ...timing,
};

describe('showOutcome', () => {
  it('gives the status and, behind a mark, the text', () => {
    expect(showOutcome('1. a()', ok(1), '1')).toBe('1. a() -> ok\n| 1');
    expect(showOutcome('1. a()', failed, 'too slow')).toBe(
      '1. a() -> failed (tool.timeout)\n| too slow',
    );
    const skipped: Outcome = {
      status: 'skipped',
      cause: { reason: 'guard', message: 'no' },
      ...timing,
    };
    expect(showOutcome('x', skipped, 'no')).toBe('x -> skipped (guard)\n| no');
    const cancelled: Outcome = {
      status: 'cancelled',
      cause: { reason: 'abort', message: 'no' },
      ...timing,
    };
    expect(showOutcome('x', cancelled, 'no')).toBe('x -> cancelled (abort)\n| no');
  });

  it('names the elements of a fan-out that did not succeed, ten at most', () => {
    const failure = { code: 'tool.threw', message: 'x' } as const;
    const cause = { reason: 'dependency', message: 'x' } as const;
    const outcome: Outcome = {
      status: 'ok',
      value: [null, 1, null],
      holes: [
        { index: 0, failure },
        { index: 2, failure: cause },
      ],
      ...timing,
    };
    expect(showOutcome('x', outcome, '')).toBe(
      'x -> ok, but null stands for: element 0 failed (tool.threw), element 2 not run (dependency)\n| ',
    );
    const holes = Array.from({ length: 12 }, (_, index) => ({ index, failure }));
    expect(showOutcome('x', { ...outcome, holes }, '')).toContain(
      'element 9 failed (tool.threw), 2 more\n',
    );
  });

  it('says that a value is a fallback', () => {
    const error = { code: 'tool.timeout', message: 'too slow' } as const;
    const fallback: Outcome = { status: 'ok', value: 0, fallbackFor: error, ...timing };
    const words = 'ok, but with a fallback for a call that failed (tool.timeout)';
    expect(showOutcome('x', fallback, '0')).toBe(`x -> ${words}\n| 0`);
    const both: Outcome = { ...fallback, holes: [{ index: 1, failure: error }] };
    expect(showOutcome('x', both, '0')).toBe(
      `x -> ${words}, but null stands for: element 1 failed (tool.timeout)\n| 0`,
    );
  });

  it('lets no text leave its marked lines', () => {
    const breaks = fc.constantFrom(
      '\n',
      '\r',
      '\r\n',
      '\v',
      '\f',
      '\u0085',
      '\u2028',
      '\u2029',
      '|',
      '\n| ',
      'x',
    );
    fc.assert(
      fc.property(fc.array(breaks), (pieces) => {
        const [head, ...lines] = showOutcome('x', ok(''), pieces.join('')).split(
          /[\n\r\v\f\u0085\u2028\u2029]/,
        );
        expect(head).toBe('x -> ok');
        for (const line of lines) expect(line.startsWith('| ')).toBe(true);
      }),
    );
  });
});

describe('outcomeText', () => {
  it('shows a string as it is and anything else as JSON', () => {
    expect(outcomeText(ok('a\nb'))).toBe('a\nb');
    expect(outcomeText(ok({ a: [1, null] }))).toBe('{"a":[1,null]}');
  });

  it('shows the message of what did not succeed', () => {
    expect(outcomeText(failed)).toBe('too slow');
  });

  it('shows what render makes of the value', () => {
    expect(outcomeText(ok({ a: 1 }), () => 'one')).toBe('one');
  });

  it('passes over a render that throws or returns no text', () => {
    const throwing = (): string => {
      throw new Error('no');
    };
    expect(outcomeText(ok(1), throwing)).toBe('1');
    expect(outcomeText(ok(1), (() => 5) as unknown as () => string)).toBe('1');
  });

  it('passes over a render that gives a promise, whose rejection nobody need handle', async () => {
    const later = (() => Promise.reject(new Error('later'))) as unknown as () => string;
    const unhandled = await unhandledDuring(() => {
      expect(outcomeText(ok(1), later)).toBe('1');
    });
    expect(unhandled).toEqual([]);
  });

  it('renders only values', () => {
    expect(outcomeText(failed, () => 'rendered')).toBe('too slow');
  });
});
