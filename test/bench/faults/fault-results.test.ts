import { describe, expect, test } from 'vitest';
import { type FaultCell, outcomeOf } from '../../../bench/race/faults/fault-cell.ts';
import {
  type FaultResults,
  foldFaultCells,
  parseFaultResults,
} from '../../../bench/race/faults/fault-results.ts';
import { faultTables } from '../../../bench/race/faults/fault-tables.ts';
import { faultMarkdown, faultScreen } from '../../../bench/race/faults/fault-text.ts';
import { htmlTable } from '../../../bench/race/report/html-table.ts';
import { textOf } from '../../../bench/race/report/table.ts';

const cell = (part: Partial<FaultCell>): FaultCell => ({
  fault: 'cut',
  runner: 'loop',
  workload: 'chain',
  seed: 1,
  outcome: 'correct',
  wallMs: 1_000,
  said: '42',
  strayCalls: 0,
  strayWrites: 0,
  loopDelayMs: 1,
  ...part,
});

const named = {
  faults: [{ name: 'cut', title: 'a cut', about: 'a stream is <cut>' }],
  runners: [
    { name: 'loop', title: 'Loop', about: 'a loop' },
    { name: 'toolc', title: 'toolc', about: 'toolc' },
  ],
};

const results: FaultResults = {
  version: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  machine: 'a machine',
  build: '3f9c2ab',
  settings: { workloads: ['chain'], seeds: [1, 2], preset: 'fast', limitMs: 1_000 },
  ...named,
  rows: [
    ...foldFaultCells(
      [
        cell({ runner: 'toolc' }),
        cell({ outcome: 'crashed', said: 'terminated', wallMs: 2_000 }),
        cell({ seed: 2, outcome: 'correct', strayCalls: 2, strayWrites: 1 }),
      ],
      named,
    ),
  ],
};

describe('what became of a question', () => {
  test.each([
    ['right', '42', 'correct'],
    ['wrong', '43', 'wrong'],
    ['wrong', '', 'wrong'],
    ['wrong', 'I could not find the result of search.', 'told'],
    ['partial', 'I could not find the result of search.', 'partial'],
    ['crashed', '', 'crashed'],
    ['hung', '', 'hung'],
  ] as const)('%s, "%s" is %s', (verdict, answer, outcome) => {
    expect(outcomeOf({ verdict, answer })).toBe(outcome);
  });
});

describe('the results', () => {
  test('count questions by outcome, and keep one example of what was said', () => {
    expect(results.rows[0]).toEqual({
      fault: 'cut',
      runner: 'loop',
      counts: { correct: 1, partial: 0, told: 0, wrong: 0, crashed: 1, hung: 0 },
      strayCalls: 2,
      strayWrites: 1,
      medianMs: 1_000,
      loopDelayMs: 1,
      said: [{ outcome: 'crashed', question: 'chain 1', text: 'terminated' }],
    });
  });

  test('are read as they were written, and refused with a reason', () => {
    expect(parseFaultResults(JSON.stringify(results))).toEqual(results);
    expect(() => parseFaultResults('{"version":2}')).toThrow(/version.*bench:faults again/s);
    expect(() => parseFaultResults('no JSON')).toThrow(/Expected the results/);
  });

  test('name every outcome in the overview, and unasked writes as bad', () => {
    const [overview] = faultTables(results);
    const [loop, toolc] = overview?.rows ?? [];
    expect(loop?.map(textOf)).toEqual(['Loop', '1 correct, 1 crashed; 1 unasked writes']);
    expect(loop?.[1]).toMatchObject({ mark: 'bad' });
    expect(toolc?.map(textOf)).toEqual(['toolc', 'correct']);
  });

  test('stand in the terminal, in Markdown and, escaped, on the page', () => {
    const [, table] = faultTables(results);
    expect(faultScreen(results)).toContain('a cut');
    expect(faultMarkdown(results)).toContain('| Loop ');
    expect(htmlTable(table ?? { title: '', columns: [], rows: [] }).markup).toContain('&#60;cut');
  });
});
