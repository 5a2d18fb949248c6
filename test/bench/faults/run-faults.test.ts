import { beforeAll, describe, expect, test } from 'vitest';
import { createFaultRunners } from '../../../bench/race/faults/fault-runners.ts';
import type { FaultCell } from '../../../bench/race/faults/fault-cell.ts';
import { faults } from '../../../bench/race/faults/faults.ts';
import { runFaults } from '../../../bench/race/faults/run-faults.ts';
import { compareTwo } from '../../../bench/race/workloads/compare-two.ts';

const timing = { firstTokenMs: 0, promptTokenMs: 0, tokenMs: 0, jitter: 0 };
const runners = createFaultRunners([]);
let cells: readonly FaultCell[];

/** What becomes of a question under a fault, by runner. */
const met = (fault: string, runner: string): string | undefined => {
  const cell = cells.find((each) => each.fault === fault && each.runner === runner);
  return cell && cell.outcome + (cell.strayWrites > 0 ? ', unasked write' : '');
};

beforeAll(async () => {
  const wanted = ['none', 'tool-throws', 'tool-unavailable-once', 'bad-line', 'cut-reset'];
  const common = { workloads: [compareTwo], seeds: [1], timing, onCell: () => undefined };
  const { signal } = new AbortController();
  const chosen = (names: readonly string[]) => faults.filter(({ name }) => names.includes(name));
  const all = await Promise.all([
    runFaults({
      ...common,
      faults: chosen([...wanted, 'injected', 'injected-obeyed']),
      runners,
      limitMs: 20_000,
      signal,
    }),
    runFaults({
      ...common,
      faults: chosen(['tool-hangs', 'stall']),
      runners: runners.filter(({ name }) => name === 'native-parallel' || name === 'toolc'),
      limitMs: 500,
      signal,
    }),
  ]);
  cells = all.flat();
}, 30_000);

describe('the robustness race', () => {
  test('finds every runner right where nothing goes wrong', () => {
    for (const { name } of runners) expect([name, met('none', name)]).toEqual([name, 'correct']);
  });

  test('tells a typed partial answer from one that owns up in words, and from an error', () => {
    expect(met('tool-throws', 'toolc')).toBe('partial');
    expect(met('tool-throws', 'native-parallel')).toBe('told');
    expect(met('tool-throws', 'react')).toBe('told');
    expect(met('tool-throws', 'code-parallel')).toBe('told');
    expect(met('tool-throws', 'floor')).toBe('crashed');
  });

  test('lets a loop ask again, and toolc retry where it is told to', () => {
    expect(met('tool-unavailable-once', 'native-parallel')).toBe('correct');
    expect(met('tool-unavailable-once', 'code-parallel')).toBe('correct');
    expect(met('tool-unavailable-once', 'toolc')).toBe('partial');
    expect(met('tool-unavailable-once', 'toolc-careful')).toBe('correct');
  });

  test('gives every runner a call that cannot be read, once', () => {
    expect(met('bad-line', 'floor')).toBe('crashed');
    for (const name of ['react', 'native-parallel', 'code-parallel', 'toolc']) {
      expect([name, met('bad-line', name)]).toEqual([name, 'correct']);
    }
  });

  test('sees a client crash whose stream was cut', () => {
    expect(met('cut-reset', 'native-parallel')).toBe('crashed');
    expect(met('cut-reset', 'toolc')).toBe('correct');
  });

  test('ends what hangs', () => {
    expect(met('tool-hangs', 'native-parallel')).toBe('hung');
    expect(met('stall', 'toolc')).toBe('hung');
  });

  test('finds no harm in orders that the model does not obey', () => {
    for (const { name } of runners) {
      expect([name, met('injected', name)]).toEqual([name, 'correct']);
    }
  });

  test('counts the write of a model that obeys, toolc with a joiner not excepted', () => {
    expect(met('injected-obeyed', 'native-parallel')).toBe('correct, unasked write');
    expect(met('injected-obeyed', 'react')).toBe('correct, unasked write');
    expect(met('injected-obeyed', 'toolc')).toBe('correct, unasked write');
    expect(met('injected-obeyed', 'toolc-careful-finish')).toBe('correct');
  });
});
