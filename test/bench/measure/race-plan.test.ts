import { describe, expect, test } from 'vitest';
import { choose } from '../../../bench/race/measure/choose.ts';
import { MOST_SEEDS, type Options, problemOf, upTo } from '../../../bench/race/measure/options.ts';
import { planRace } from '../../../bench/race/measure/plan-race.ts';
import { cellsToRepeat, disturbedCells } from '../../../bench/race/measure/disturbed.ts';
import { longestFirst } from '../../../bench/race/measure/race.ts';
import type { Results } from '../../../bench/race/measure/results.ts';
import { createRunners } from '../../../bench/race/runners/index.ts';
import { workloads } from '../../../bench/race/workloads/index.ts';
import { madeUpResults } from '../report/made-up-results.ts';

const plain: Options = { preset: 'typical', timeout: 120, apiKeyEnv: 'KEY', tools: 'web' };
const runners = createRunners();
const named = (...names: readonly string[]): { name: string }[] => names.map((name) => ({ name }));

describe('the filter', () => {
  const all = {
    workloads: named('chain', 'mixed'),
    runners: named('react', 'toolc', 'toolc-plain'),
  };
  const chosen = (...patterns: readonly string[]): unknown => {
    const { workloads: rows, runners: columns } = choose(all, patterns);
    return [rows, columns].map((list) => list.map(({ name }) => name).join(' '));
  };

  test.each([
    [[], ['chain mixed', 'react toolc toolc-plain']],
    [['mixed'], ['mixed', 'react toolc toolc-plain']],
    [['toolc'], ['chain mixed', 'toolc']],
    [['/toolc*'], ['chain mixed', 'toolc toolc-plain']],
    [
      ['chain/react', 'mixed/toolc'],
      ['chain mixed', 'react toolc'],
    ],
  ])('%j leaves %j', (patterns, wanted) => {
    expect(chosen(...patterns)).toEqual(wanted);
  });

  test('refuses what there is not, and says what is near', () => {
    expect(() => chosen('mixd')).toThrow('There is no workload "mixd". Did you mean "mixed"?');
    expect(() => chosen('/tolc')).toThrow('There is no runner "tolc". Did you mean "toolc"?');
  });
});

describe('the plan of a race', () => {
  test('has every workload and every runner with 3 seeds, and bounds for each case', () => {
    const { settings, bounds, cells, ...planned } = planRace(plain, runners);
    expect(planned.workloads.map(({ name }) => name)).toEqual(workloads.map(({ name }) => name));
    expect(planned.runners.map(({ name }) => name)).toEqual(runners.map(({ name }) => name));
    expect(settings).toMatchObject({ kind: 'standard', isFiltered: false, seeds: [1, 2, 3] });
    expect(bounds).toHaveLength(3 * workloads.length);
    expect(cells).toEqual([]);
  });

  test('has 20 seeds in full and one when quick, and fewer of all when quick', () => {
    expect(
      planRace({ ...plain, full: true, filter: ['one-call'] }, runners).settings.seeds,
    ).toHaveLength(20);
    const quick = planRace({ ...plain, quick: true }, runners);
    expect(quick.settings.seeds).toEqual([1]);
    expect(quick.runners.length).toBeLessThan(runners.length);
    expect(quick.workloads.length).toBeLessThan(workloads.length);
  });

  test('has what is named, however quick', () => {
    const filter = ['game-of-24/react-paper'];
    const { workloads: rows, runners: columns } = planRace(
      { ...plain, quick: true, filter },
      runners,
    );
    expect([rows[0]?.name, columns[0]?.name]).toEqual(['game-of-24', 'react-paper']);
  });

  test('is not the whole race with a filter, fewer seeds or another preset', () => {
    const isFiltered = (change: Partial<Options>): boolean =>
      // With a real model, for which no bounds are computed.
      planRace({ ...plain, model: 'm', baseUrl: 'u', ...change }, runners).settings.isFiltered;
    expect(isFiltered({ filter: ['mixed'] })).toBe(true);
    expect(isFiltered({ seeds: 1 })).toBe(true);
    expect(isFiltered({ seeds: 5 })).toBe(false);
    expect(isFiltered({ preset: 'fast' })).toBe(true);
  });

  test('leaves out with a real model what only the simulator can play', () => {
    const real = planRace({ ...plain, model: 'm', baseUrl: 'http://127.0.0.1:9/v1' }, runners);
    const names = real.runners.map(({ name }) => name);
    expect(names).toContain('toolc');
    expect(names.filter((name) => /code|floor|toolc-finish/.test(name))).toEqual([]);
    expect(real.bounds).toEqual([]);
  });
});

test('options that need each other are asked for', () => {
  expect(problemOf(plain)).toBeUndefined();
  expect(problemOf({ ...plain, model: 'm' })).toMatch('got only --model');
  expect(problemOf({ ...plain, baseUrl: 'u' })).toMatch('got only --base-url');
  expect(problemOf({ ...plain, dataset: 'movie' })).toMatch('got only --dataset');
  expect(problemOf({ ...plain, dataset: 'movie', file: 'f' })).toMatch('wants a real model');
});

test('an address that is none is refused before the race', () => {
  const to = (baseUrl: string): string | undefined => problemOf({ ...plain, model: 'm', baseUrl });
  for (const url of ['notaurl', 'localhost:8000/v1', 'file:///v1', '']) {
    expect(to(url)).toMatch(`such as http://127.0.0.1:8000/v1, got "${url}".`);
  }
  expect(to('https://example.invalid/v1')).toBeUndefined();
});

test('a count is written in digits, and has a bound', () => {
  const read = upTo(MOST_SEEDS);
  expect(['1', '20', '2000'].map(read)).toEqual([1, 20, 2000]);
  for (const text of ['0', '-1', '1e3', '0x10', '1.0', ' 3', '', '2001', '9'.repeat(40)]) {
    expect(() => read(text)).toThrow('expected a whole number from 1 to 2000, in digits');
  }
});

test('long columns are run first', () => {
  const columns = ['one-call', 'quick-tools'].flatMap((workload) =>
    ['toolc', 'react'].map((runner) => ({ workload, runner, seeds: [1] })),
  );
  const order = longestFirst(columns).map(({ workload, runner }) => `${workload} ${runner}`);
  expect(order).toEqual([
    'quick-tools react',
    'quick-tools toolc',
    'one-call react',
    'one-call toolc',
  ]);
});

describe('cells in which the event loop was late', () => {
  const late = (delays: (seed: number) => object): Results =>
    madeUpResults((cell) => ({ ...cell, wallMs: 25_000, ...delays(cell.seed) }));

  test('are repeated, the latest first, up to a minute of them', () => {
    const results = late((seed) => ({ loopDelayMs: seed + 5 }));
    expect(disturbedCells(results)).toHaveLength(results.cells.length);
    expect(cellsToRepeat(results).map(({ seed }) => seed)).toEqual([2, 2]);
  });

  test('are those with one long stall, too, whatever their p99', () => {
    const results = late((seed) => ({ longestDelayMs: seed === 2 ? 51 : 50 }));
    expect(new Set(disturbedCells(results).map(({ seed }) => seed))).toEqual(new Set([2]));
  });

  test('are none up to 5 ms at p99 and 50 ms once', () => {
    expect(disturbedCells(late(() => ({ loopDelayMs: 5, longestDelayMs: 50 })))).toEqual([]);
  });
});
