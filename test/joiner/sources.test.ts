import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import { checkCitations, collectSources } from '../../src/joiner/sources.ts';

const ok = (value: Json): Outcome => ({ status: 'ok', value, endedAt: 1, attempts: 1 });
const k2 = { title: 'K2', url: 'https://k2.example/' };
const everest = { title: 'Everest', url: 'https://everest.example/' };

describe('the sources of outcomes', () => {
  it('are found anywhere in the values of ok outcomes, in order', () => {
    const failed: Outcome = {
      status: 'failed',
      error: { code: 'tool.threw', message: 'x', details: { source: { title: 'no', url: 'no' } } },
      endedAt: 1,
      attempts: 1,
    };
    expect(
      collectSources([failed, ok([{ hits: [{ source: k2 }] }]), ok({ source: everest })]),
    ).toEqual([k2, everest]);
  });

  it('are unique by url, and the first title counts', () => {
    expect(collectSources([ok([{ source: k2 }, { source: { ...k2, title: 'Again' } }])])).toEqual([
      k2,
    ]);
  });

  it('have a title and a url that are not empty, and nothing else is taken from them', () => {
    const bad: Json[] = [
      'x',
      null,
      [],
      {},
      { title: 'x' },
      { title: 1, url: 'x' },
      { title: ' ', url: 'x' },
      { title: 'x', url: '' },
    ];
    expect(collectSources(bad.map((source) => ok({ source })))).toEqual([]);
    expect(collectSources([ok({ source: { ...k2, secret: 1 } })])).toEqual([k2]);
  });

  it('are searched 8 levels deep, and 200 are listed', () => {
    const nested = (depth: number): Json => (depth === 0 ? { source: k2 } : [nested(depth - 1)]);
    expect(collectSources([ok(nested(8))])).toEqual([k2]);
    expect(collectSources([ok(nested(9))])).toEqual([]);
    const many = Array.from({ length: 300 }, (_, index) => ({
      source: { title: 'x', url: `u${index}` },
    }));
    expect(collectSources([ok(many)])).toHaveLength(200);
  });
});

describe('the citations of an answer', () => {
  const sources = [k2, everest, { title: 'c', url: 'c' }, { title: 'd', url: 'd' }];
  it('are compared with the sources, each once, rising', () => {
    expect(checkCitations('A [2]. B [1][2], C[7] and [0].', sources)).toEqual({
      cited: [1, 2],
      unknown: [0, 7],
    });
  });

  it('may be lists and ranges', () => {
    expect(checkCitations('A [1, 3]. B [2-4]; C [1–2, 9].', sources)).toEqual({
      cited: [1, 2, 3, 4],
      unknown: [9],
    });
  });

  it('of a range beyond reason are its two ends', () => {
    expect(checkCitations('[1-9999] [4-2]', sources)).toEqual({
      cited: [1, 2, 4],
      unknown: [9999],
    });
  });

  it('are flagged where there are no sources', () => {
    expect(checkCitations('A [1].', [])).toEqual({ cited: [], unknown: [1] });
    expect(checkCitations('no citation [here] [a1]', [])).toEqual({ cited: [], unknown: [] });
  });
});
