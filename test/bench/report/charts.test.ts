import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearAxis, ratioAxis } from '../../../bench/race/report/charts/axis.ts';
import { packSpans } from '../../../bench/race/report/charts/pack-spans.ts';
import { reportPage } from '../../../bench/race/report/report-page.ts';
import { madeUpResults } from './made-up-results.ts';

describe('an axis', () => {
  test('has round ticks from 0, and room for a figure behind the longest bar', () => {
    const axis = linearAxis(9_100, (ms) => `${String(ms / 1_000)} s`);
    expect(axis.ticks.map(({ text }) => text)).toEqual(['0 s', '5 s']);
    expect(axis.place(0)).toBe(0);
    expect(axis.place(9_100)).toBe(80);
  });

  test('of ratios puts twice and half equally far from 1', () => {
    const { place } = ratioAxis([0.5, 2]);
    expect(place(2) - place(1)).toBeCloseTo(place(1) - place(0.5));
    expect(ratioAxis([0.06, 2]).ticks.map(({ text }) => text)).toEqual(['1/16×', '1/4×', '1×']);
  });

  test('has every value on the plot', () => {
    const values = fc.array(fc.double({ min: 0.001, max: 1_000, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, (ratios) => {
        const { place } = ratioAxis(ratios);
        for (const ratio of ratios) {
          expect(place(ratio)).toBeGreaterThanOrEqual(0);
          expect(place(ratio)).toBeLessThanOrEqual(80.001);
        }
      }),
    );
  });
});

describe('packed spans', () => {
  test('never cover each other, and need as many lines as there are at once', () => {
    const span = fc.record({ startMs: fc.nat(100), lasts: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(fc.array(span), (drawn) => {
        const spans = drawn.map(({ startMs, lasts }) => ({ startMs, endMs: startMs + lasts }));
        const lines = packSpans(spans);
        const atOnce = spans.map(
          ({ startMs }) =>
            spans.filter((one) => one.startMs <= startMs && one.endMs > startMs).length,
        );
        expect(new Set(lines).size).toBe(Math.max(0, ...atOnce));
        for (const [index, one] of spans.entries()) {
          const covers = spans.some(
            (other, place) =>
              place !== index &&
              lines[place] === lines[index] &&
              other.startMs < one.endMs &&
              one.startMs < other.endMs,
          );
          expect(covers).toBe(false);
        }
      }),
    );
  });
});

describe('the statement over a chart', () => {
  test('says what its figures say', () => {
    const page = reportPage(madeUpResults());
    expect(page).toContain(
      'toolc is faster than the native parallel tool loop on 1 of 2 workloads: from 0.94× (compare-two) to 1.80× (uneven-branches).',
    );
    expect(page).toContain(
      'toolc answers in 5.00 s, the parallel tool loop in 9.00 s: 1.80× as fast; with finish in 4.00 s.',
    );
    expect(page).toContain(
      'The parallel tool loop waits for 2 model calls (9.00 s), toolc waits for 2 model calls (5.00 s)',
    );
  });

  test('counts no wrong answer as a win, and says what is wrong', () => {
    const page = reportPage(
      madeUpResults((cell) => (cell.runner === 'toolc' ? { ...cell, verdict: 'wrong' } : cell)),
    );
    expect(page).toContain(
      'toolc is faster than the native parallel tool loop on 0 of 2 workloads',
    );
    expect(page).toContain('<small>toolc, with a joiner: 0/2 right</small>');
    expect(page).toContain('Not every answer is right, so nothing is said here: 0/2 right.');
    expect(page).not.toContain('1.80× as fast');
  });
});
