import { describe, expect, test } from 'vitest';
import { summaryLines } from '../../src/cli/summary-lines.ts';
import type { Fact, Report } from '../../src/index.ts';
import { planned, started, stateOf } from './run-states.ts';

const timing = {
  wallMs: 1_000,
  planningMs: 400,
  joiningMs: 200,
  busyMs: 300,
  callsMs: 900,
  sequentialMs: 1_500,
  speedUp: 1.5,
  savedMs: 600,
  criticalPath: [{ taskId: 1, round: 1, call: '1. look("x")', startedAt: 100, endedAt: 400 }],
};

const usage = { calls: 1, promptTokens: 10, completionTokens: 10, estimated: false };

const report: Report = {
  runId: 'run',
  question: 'why?',
  status: 'done',
  answer: 'because',
  value: undefined,
  error: undefined,
  incomplete: undefined,
  outcomes: new Map([
    [1, { status: 'ok', value: 1, readyAt: 100, startedAt: 100, endedAt: 400, attempts: 1 }],
  ]),
  missing: [],
  problems: [],
  rounds: 1,
  usage: { planner: usage, joiner: usage },
  timing,
  sources: [
    { title: 'One', url: 'corpus://one' },
    { title: 'Two', url: 'corpus://two' },
  ],
  citations: { cited: [2], unknown: [] },
  warnings: [],
};

describe('the summary of a run', () => {
  test('lists the cited sources, the time, and what the user waited for', () => {
    expect(summaryLines(report)).toEqual([
      '[2] Two  corpus://two',
      '1 call in 1.00s, one after another 1.50s: 1.5 times as fast',
      'waited for: plan 0.40s → 1. look("x") 0.30s → answer 0.20s',
    ]);
  });

  test('lists all sources where the answer cites none', () => {
    const lines = summaryLines({ ...report, citations: { cited: [], unknown: [] } });
    expect(lines.slice(0, 2)).toEqual(['[1] One  corpus://one', '[2] Two  corpus://two']);
  });

  test('flags a citation of nothing', () => {
    const lines = summaryLines({ ...report, citations: { cited: [], unknown: [7, 9] } });
    expect(lines).toContain('The answer cites [7], [9]: there is no such source.');
  });

  test('says when planning cost more than it saved, for a plan of a model only', () => {
    const costly: Report = { ...report, timing: { ...timing, savedMs: 100 } };
    expect(summaryLines(costly).at(-1)).toMatch(/^planning took 0\.40s .* 0\.10s: .* cost more/);
    const byHand: Report = {
      ...costly,
      usage: { ...report.usage, planner: { ...usage, calls: 0 } },
    };
    expect(summaryLines(byHand).at(-1)).toMatch(/^waited for: 1\. look/);
  });

  test('says first what made the answer incomplete, and counts retries and reused results', () => {
    const error = { code: 'tool.threw', message: 'no luck' } as const;
    const retry: Fact = { type: 'task-retry', taskId: 1, attempt: 1, waitMs: 10, error };
    const message = 'The run may make 3 calls.';
    const incomplete = { bound: 'toolCalls', limit: 3, message } as const;
    const reused = { status: 'ok', value: 1, startedAt: 1, endedAt: 1, attempts: 0 } as const;
    const outcomes = new Map([...report.outcomes, [2, { ...reused, reused: 'cache' }] as const]);
    const missing = [{ taskId: 3, call: '3. look()', status: 'skipped', message: 'why' }] as const;
    const state = stateOf([planned(1), retry, retry]);
    const lines = summaryLines({ ...report, outcomes, missing, incomplete }, state);
    expect(lines.slice(0, 2)).toEqual([
      'incomplete: The run may make 3 calls.',
      'skipped: 3. look(): why',
    ]);
    expect(lines.join('\n')).toContain('2 calls, 2 retries, 1 without a call of its own in 1.00s');
  });

  test('counts the calls of elements, and those that a tool made, beside the tasks', () => {
    const outcome = { status: 'ok', value: 1, startedAt: 1, endedAt: 1, attempts: 1 } as const;
    const outcomes = new Map([1, 2].map((id) => [id, outcome] as const));
    const state = stateOf([
      ...[planned(1, { mapped: true }), started(1), started(1, { path: '1.1' })],
      ...[started(1, { path: '1.2' }), started(1, { path: '1.2', attempt: 2 })],
      ...[planned(2), started(2), started(2, { path: '2.1' })],
    ]);
    expect(summaryLines({ ...report, outcomes }, state).join('\n')).toContain('4 calls in 1.00s');
  });

  test('says what is missing, in one line each, twenty at most', () => {
    const missing = Array.from({ length: 25 }, (_, index) => ({
      taskId: index,
      call: `${String(index)}. look()`,
      status: 'failed' as const,
      message: 'two\nlines \u001b[2J',
    }));
    const lines = summaryLines({ ...report, missing });
    expect(lines[0]).toBe('failed: 0. look(): two lines ␛[2J');
    expect(lines[20]).toBe('… and 5 more');
  });

  test('of a refused plan lists the errors with their hints, and no warnings', () => {
    const problem = {
      type: 'plan-error' as const,
      seq: 1,
      at: 1,
      round: 1,
      code: 'plan.unknown-tool',
      severity: 'error' as const,
      message: 'There is no tool.',
      line: 2,
      column: 4,
    };
    const refused: Report = {
      ...report,
      status: 'failed',
      error: { code: 'run.plan-invalid', message: 'bad' },
      outcomes: new Map(),
      sources: [],
      problems: [problem, { ...problem, severity: 'warning' }],
      citations: { cited: [], unknown: [] },
    };
    expect(summaryLines(refused)).toEqual(['2:4 error [plan.unknown-tool] There is no tool.']);
    const hinted = summaryLines({
      ...refused,
      problems: [{ ...problem, hint: 'Use \x1b[2Jlook.' }],
    });
    expect(hinted.at(-1)).toBe('    Use ␛[2Jlook.');
  });

  test('lists no sources where there is no answer that could cite them', () => {
    const aborted: Report = { ...report, status: 'aborted', answer: undefined };
    expect(summaryLines(aborted).join('\n')).not.toContain('corpus://');
  });
});
