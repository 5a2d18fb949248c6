import { expect, test } from 'vitest';
import { plainLine } from '../../src/cli/plain-line.ts';
import type { Fact } from '../../src/core/events.ts';
import { fold } from '../../src/fold.ts';
import { initialState } from '../../src/run-state.ts';
import { ended, eventsOf, planEnd, planned, planStart, start, started } from './run-states.ts';

function linesOf(facts: readonly (Fact & { at?: number; round?: number })[]): string[] {
  let state = initialState;
  return eventsOf(facts).flatMap((event) => {
    state = fold(state, event);
    return plainLine(event, state) ?? [];
  });
}

test('a run reads as a log, one line for an event that matters', () => {
  expect(
    linesOf([
      start,
      planStart,
      { type: 'plan-delta', text: '1. height("peak 1")' },
      planned(1),
      started(1),
      { type: 'plan-prose', text: 'prose' },
      planEnd,
      ended(1),
      { type: 'join-start', attempt: 1 },
      { type: 'answer-delta', text: 'x' },
      { type: 'join-end', decision: 'finish' },
      { type: 'run-end', status: 'done', answer: 'x' },
    ]),
  ).toEqual([
    '[   0ms] question: How high is K2?',
    '[ 0.10s] round 1: planning',
    '[ 0.30s] planned 1. height("peak 1")',
    '[ 0.40s] started 1. height("peak 1")',
    '[ 0.60s] plan complete',
    '[ 0.70s] ok after 0.84s 1. height("peak 1")',
    '[ 0.80s] answering',
    '[ 1.10s] done',
  ]);
});

test('what went wrong says why', () => {
  const error = { code: 'run.plan-invalid', message: 'No plan.' } as const;
  const lines = linesOf([
    {
      type: 'plan-error',
      code: 'plan.cycle',
      severity: 'error',
      message: 'A cycle',
      line: 2,
      column: 4,
      hint: 'Cut it.',
    },
    { type: 'plan-end', status: 'invalid', terminal: null },
    planned(1),
    ended(1, { status: 'failed', error: { code: 'tool.timeout', message: 'Too slow.' } }),
    started(1, { attempt: 2 }),
    { type: 'join-end', decision: 'unusable' },
    { type: 'join-start', attempt: 2 },
    { type: 'replan', reason: 'More needed', planned: false },
    { type: 'run-end', status: 'failed', error },
  ]).map((line) => line.slice(9));
  expect(lines).toEqual([
    'plan error at 2:4: A cycle. Cut it.',
    'plan has errors',
    'planned 1. height("peak 1")',
    'failed after 0.84s (tool.timeout: Too slow.) 1. height("peak 1")',
    'try 2 of 1. height("peak 1")',
    "the joiner's reply could not be used",
    'answering again',
    'replan: More needed',
    'failed: run.plan-invalid: No plan.',
  ]);
});

test('warnings and child calls are left out', () => {
  expect(
    linesOf([
      { type: 'plan-error', code: 'x', severity: 'warning', message: 'w', line: 1, column: 1 },
      started(1, { path: '1.0' }),
      ended(1, {}, '1.0'),
    ]),
  ).toEqual([]);
});

test('a line is one line of at most 500 characters, and harmless', () => {
  const evil = `a\n\x1b[2J${'x'.repeat(100_000)}`;
  for (const line of linesOf([
    { ...start, question: evil } as Fact,
    planned(1, { call: evil }),
    ended(1),
  ])) {
    expect(line.length).toBeLessThanOrEqual(509);
    expect(line).not.toMatch(/[\x00-\x1f]/);
  }
});
