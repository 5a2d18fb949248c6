import { describe, expect, test } from 'vitest';
import { judgeTargets } from '../../../bench/race/measure/targets.ts';
import {
  missedLine,
  whyMissedLines,
  targetTables,
} from '../../../bench/race/measure/target-tables.ts';
import type { Results } from '../../../bench/race/measure/results.ts';
import { madeUpResults } from '../report/made-up-results.ts';

const find = (results: Results, wanted: object): ReturnType<typeof judgeTargets>[number] => {
  const found = judgeTargets(results).find((target) =>
    Object.entries(wanted).every(([name, value]) =>
      Object.entries(target).some(([key, at]) => key === name && at === value),
    ),
  );
  if (found === undefined) throw new Error(`There is no target ${JSON.stringify(wanted)}.`);
  return found;
};
const speed = { baseline: 'native-parallel', workload: 'uneven-branches', measure: 'speed' };

describe('a target', () => {
  test('is judged by medians, beside what the bounds allow', () => {
    const { measured, allowed, share, isMet, why } = find(madeUpResults(), speed);
    expect(measured).toBeCloseTo(9000 / 5000);
    expect(allowed).toBeCloseTo(9000 / 4950);
    expect(share).toBeCloseTo(4950 / 5000);
    expect({ isMet, why }).toEqual({ isMet: true, why: undefined });
  });

  test('that is missed says by how much the bound was', () => {
    const slow = madeUpResults((cell) =>
      cell.runner === 'toolc' ? { ...cell, wallMs: 8950 } : cell,
    );
    const { isMet, why } = find(slow, speed);
    expect(isMet).toBe(false);
    expect(why).toBe('4000 ms over the bound; 55 % of what the timings allow is reached');
  });

  test('that the timings do not allow says so', () => {
    const quick = madeUpResults((cell) =>
      cell.runner === 'native-parallel' ? { ...cell, wallMs: 5000 } : cell,
    );
    expect(find(quick, speed).why).toBe(
      'the simulated timings allow 1.01 at most: planning adds 4.05 s to 0.90 s of calls and joiner; ' +
        '99 % of what the timings allow is reached',
    );
  });

  test('for tokens has no bound', () => {
    const tokens = find(madeUpResults(), { ...speed, measure: 'tokens' });
    expect(tokens).toMatchObject({ allowed: undefined, share: undefined });
  });

  test('is missed where not every answer is right, on either side, however quick', () => {
    const wrong = (runner: string, seeds: readonly number[]): Results =>
      madeUpResults((cell) =>
        cell.runner === runner && seeds.includes(cell.seed) ? { ...cell, verdict: 'wrong' } : cell,
      );
    expect(find(wrong('toolc', [1, 2]), speed)).toMatchObject({
      isMet: false,
      why: '0 of 2 answers of toolc right',
    });
    expect(find(wrong('native-parallel', [2]), speed)).toMatchObject({
      isMet: false,
      why: '1 of 2 answers of native-parallel right',
    });
    const judged = judgeTargets(madeUpResults((cell) => ({ ...cell, verdict: 'wrong' })));
    expect(judged.length).toBeGreaterThan(3);
    expect(judged.filter(({ isMet }) => isMet)).toEqual([]);
  });

  test('is missed where less than 95 % of what the timings allow is reached', () => {
    const floorMs = (factor: number): Results => {
      const results = madeUpResults();
      const bounds = results.bounds.map((bound) => ({ ...bound, floorMs: 5000 * factor }));
      return { ...results, bounds };
    };
    expect(find(floorMs(0.96), speed)).toMatchObject({ isMet: true });
    const { isMet, why } = find(floorMs(0.94), speed);
    expect(isMet).toBe(false);
    expect(why).toBe(
      'the ratio is reached, but 94 % of what the timings allow, of 95 % wanted: 300 ms over the bound',
    );
  });

  test('leaves the times of crashed runs out, and is missed where one crashed', () => {
    const crashed = (seeds: readonly number[]): Results =>
      madeUpResults((cell) =>
        cell.runner === 'toolc' && seeds.includes(cell.seed)
          ? { ...cell, verdict: 'crashed', wallMs: 1 }
          : cell,
      );
    const { measured, why } = find(crashed([1]), speed);
    expect(measured).toBeCloseTo(9050 / 5100, 1);
    expect(why).toBe('1 of 2 answers of toolc right');
    expect(find(crashed([1, 2]), speed)).toMatchObject({
      ...{ isMet: false, measured: undefined, allowed: undefined, share: undefined },
      why: '0 of 2 answers of toolc right',
    });
  });

  test('is not judged without a run on both sides', () => {
    const results = madeUpResults();
    const cells = results.cells.filter(({ runner }) => runner !== 'toolc');
    const judged = judgeTargets({ ...results, cells });
    expect(judged.filter(({ runner }) => runner === 'toolc')).toEqual([]);
  });
});

test('with a real model there are no targets', () => {
  const results = madeUpResults();
  const model = { kind: 'real', name: 'm', baseUrl: 'http://127.0.0.1:9/v1' } as const;
  expect(judgeTargets({ ...results, settings: { ...results.settings, model } })).toEqual([]);
});

test('peers are held to what the parallel loop is held to', () => {
  const results = madeUpResults((cell) =>
    cell.runner === 'native-parallel' ? { ...cell, runner: 'peer-made-up' } : cell,
  );
  const runners = results.runners.map((runner) =>
    runner.name === 'native-parallel' ? { ...runner, name: 'peer-made-up' } : runner,
  );
  expect(find({ ...results, runners }, { ...speed, baseline: 'peer-made-up' }).isMet).toBe(true);
});

test('every table of targets has one baseline, and the lines name what was missed', () => {
  const results = madeUpResults();
  const tables = targetTables(results);
  expect(tables.length).toBeGreaterThan(1);
  expect(new Set(tables.map(({ title }) => title)).size).toBe(tables.length);
  const judged = judgeTargets(results);
  const missed = judged.filter(({ isMet }) => !isMet);
  const lines = whyMissedLines(results);
  expect(missed.length).toBeGreaterThan(0);
  expect(lines).toHaveLength(missed.length);
  for (const [index, line] of lines.entries()) {
    expect(line).toMatch(/^missed: \S+ on .* against \S+: /);
    expect(line.endsWith(missed[index]?.why ?? '?')).toBe(true);
  }
  const [summary = ''] = missedLine(results);
  expect(summary).toMatch(`${judged.length - missed.length} of ${judged.length} targets met`);
});

test('one line says how many targets are met, and which were missed by what', () => {
  const slow = madeUpResults((cell) =>
    cell.runner === 'toolc' ? { ...cell, wallMs: 8950 } : cell,
  );
  const judged = judgeTargets(slow);
  const met = judged.filter(({ isMet }) => isMet).length;
  const [line = '', ...others] = missedLine(slow);
  expect(others).toEqual([]);
  expect(line.startsWith(`${met} of ${judged.length} targets met; missed: `)).toBe(true);
  expect(line).toContain(
    'toolc on uneven-branches against native-parallel (1.01×, target ≥ 1.50× as fast)',
  );
  const only = { ...slow, cells: slow.cells.filter(({ runner }) => runner === 'toolc') };
  expect(missedLine(only)).toEqual([]);
});
