import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../bench/race/cell.ts';
import { createFirstCells } from '../../../bench/race/measure/first-cells.ts';
import type { Results } from '../../../bench/race/measure/results.ts';
import { madeUpResults } from '../report/made-up-results.ts';

const whole = madeUpResults();
const empty = { ...whole, cells: [] };
const crashed = madeUpResults((cell) => ({
  ...{ ...cell, verdict: 'crashed', error: `Error: HTTP 401 for ${cell.runner}` },
})).cells;

function watch(start: Results, cells: readonly Cell[], end: 'ends' | 'goes on' = 'goes on') {
  const given: Cell[] = [];
  const lost: string[] = [];
  const first = createFirstCells(start, {
    onCell: (cell) => given.push(cell),
    onLost: ({ message }) => lost.push(message),
  });
  cells.forEach(first.add);
  if (end === 'ends') first.release();
  return { given, lost };
}

describe('the first cells of a race', () => {
  test('are given on, in their order, once one has answered', () => {
    const cells = [...crashed.slice(0, 4), ...whole.cells.slice(4)];
    expect(watch(empty, cells.slice(0, 4)).given).toEqual([]);
    const { given, lost } = watch(empty, cells);
    expect(given).toEqual(cells);
    expect(lost).toEqual([]);
  });

  test('of which none answered are lost: not given on, said once, with the first error of each runner', () => {
    const { given, lost } = watch(empty, crashed.slice(0, 5));
    expect(given).toEqual([]);
    expect(lost).toHaveLength(1);
    expect(lost[0]?.split('\n')).toEqual([
      'None of the first 5 cells gave an answer; the race was stopped, and they are not kept.',
      '  react on compare-two, seed 1: Error: HTTP 401 for react',
      '  native-parallel on compare-two, seed 1: Error: HTTP 401 for native-parallel',
      '  toolc on compare-two, seed 1: Error: HTTP 401 for toolc',
      'Mend what crashes, then run the same command again.',
    ]);
  });

  test('with a real model are an endpoint’s to mend', () => {
    const model = { kind: 'real', name: 'm', baseUrl: 'http://127.0.0.1:9/v1' } as const;
    const settings = { ...empty.settings, model };
    const { lost } = watch({ ...empty, settings }, crashed);
    expect(lost).toHaveLength(1);
    expect(lost[0]).toContain('Check --model, --base-url and the key (--api-key-env), then run');
  });

  test('are not lost by one runner that always crashes beside others', () => {
    const one = crashed.filter(({ runner }) => runner === 'react');
    const many = [...one, ...one, ...one];
    expect(watch(empty, many).lost).toEqual([]);
    expect(watch(empty, many, 'ends').given).toEqual(many);
  });

  test('are fewer where the race has fewer', () => {
    const short = {
      ...empty,
      workloads: empty.workloads.slice(0, 1),
      runners: empty.runners.slice(0, 1),
    };
    expect(watch(short, crashed.slice(0, 1)).lost).toEqual([]);
    expect(watch(short, crashed.slice(0, 2)).lost).toHaveLength(1);
  });

  test('that are the last two of a race with answers are kept, crashed or not', () => {
    const start = { ...whole, cells: whole.cells.slice(2) };
    const { given, lost } = watch(start, crashed.slice(0, 2), 'ends');
    expect(lost).toEqual([]);
    expect(given).toHaveLength(2);
  });

  test('that are lost say how much is there from before', () => {
    const start = { ...whole, cells: whole.cells.slice(0, 3) };
    expect(watch(start, crashed.slice(3, 10)).lost[0]).toContain(
      'goes on from the 3 cells before.',
    );
  });
});
