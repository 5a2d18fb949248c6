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

const flaky = { code: 'tool.threw', message: 'no luck' } as const;

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
    'failed: run.plan-invalid',
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
    { type: 'task-wait', taskId: 1, gate: evil, reason: 'pause', waitMs: 10 },
    { type: 'model-wait', role: 'planner', gate: evil, reason: 'pause', waitMs: 10 },
    { type: 'task-retry', taskId: 1, attempt: 1, waitMs: 10, error: { ...flaky, message: evil } },
    {
      type: 'approval-asked',
      approvalId: 1,
      scope: 'plan',
      writes: [{ taskId: 1, tool: 'send', call: evil, known: {}, unknown: {} }],
    },
    { type: 'approval-decided', approvalId: 1, decision: 'denied', reason: evil },
    { type: 'budget-reached', bound: 'tokens', limit: 1, message: evil },
    ended(1, { fallbackFor: { ...flaky, message: evil } }),
  ])) {
    expect(line.length).toBeLessThanOrEqual(509);
    expect(line).not.toMatch(/[\x00-\x1f]/);
  }
});

test('a retry says which try failed, why, and when the next one is', () => {
  const lines = linesOf([
    planned(1),
    started(1),
    { type: 'task-retry', taskId: 1, attempt: 1, waitMs: 520, error: flaky },
    started(1, { attempt: 2 }),
    ended(1, { attempts: 2 }),
  ]).map((line) => line.slice(9));
  expect(lines.slice(2)).toEqual([
    'try 1 failed, next in 0.52s (tool.threw: no luck) 1. height("peak 1")',
    'try 2 of 1. height("peak 1")',
    'ok after 0.84s (2 tries) 1. height("peak 1")',
  ]);
});

test('a wait at a gate says the gate, the reason, and how long where that is known', () => {
  const lines = linesOf([
    planned(1),
    { type: 'task-wait', taskId: 1, gate: 'web', reason: 'rate', waitMs: 1_200 },
    { type: 'task-wait', taskId: 1, gate: 'web', reason: 'concurrency' },
    { type: 'task-wait', taskId: 1, gate: 'web', reason: 'pause', waitMs: 30_000 },
  ]).map((line) => line.slice(9));
  expect(lines.slice(1)).toEqual([
    'waits 1.20s for the rate of "web": 1. height("peak 1")',
    'waits for a permit of "web": 1. height("peak 1")',
    'waits 30.0s for the pause of "web": 1. height("peak 1")',
  ]);
});

test('a wait of a model is told in the same words', () => {
  const lines = linesOf([
    { type: 'model-wait', role: 'planner', gate: 'gpt', reason: 'pause', waitMs: 12_000 },
    { type: 'model-wait', role: 'joiner', gate: 'gpt', reason: 'concurrency' },
  ]).map((line) => line.slice(9));
  expect(lines).toEqual([
    'planner waits 12.0s for the pause of "gpt"',
    'joiner waits for a permit of "gpt"',
  ]);
});

test('of the child calls of a task the first retry and the first wait are told, the rest counted', () => {
  const retry = (path: string): Fact => {
    return { type: 'task-retry', taskId: 1, path, attempt: 1, waitMs: 10, error: flaky };
  };
  const wait = (path: string): Fact => {
    return { type: 'task-wait', taskId: 1, path, gate: 'web', reason: 'concurrency' };
  };
  const paths = Array.from({ length: 50 }, (_, index) => `1.${index}`);
  const lines = linesOf([planned(1), ...paths.map(wait), ...paths.map(retry), ended(1)]);
  expect(lines.slice(1).map((line) => line.slice(9))).toEqual([
    'waits for a permit of "web": a call of 1. height("peak 1")',
    'try 1 failed, next in 10ms (tool.threw: no luck) a call of 1. height("peak 1")',
    'ok after 0.84s (50 retries) 1. height("peak 1")',
  ]);
});

test('a result that cost no call of its own, and a fallback, are told', () => {
  const lines = linesOf([
    planned(1),
    ended(1, { reused: 'flight' }),
    ended(1, { reused: 'cache' }),
    ended(1, { fallbackFor: flaky }),
  ]).map((line) => line.slice(9).replace(/ 1\. .*/, ''));
  expect(lines.slice(1)).toEqual([
    'ok after 0.84s (shared with an equal call)',
    'ok after 0.84s (from the cache)',
    'ok after 0.84s (fallback for tool.threw: no luck)',
  ]);
});

test('consent, its decision, a reached budget and a late result are told', () => {
  const write = { taskId: 1, tool: 'send', call: '1. send("x")', known: {}, unknown: {} };
  const late = { status: 'ok', value: 1, startedAt: 0, endedAt: 500, attempts: 1 } as const;
  const lines = linesOf([
    planned(1),
    { type: 'approval-asked', approvalId: 1, scope: 'plan', writes: [write] },
    { type: 'approval-decided', approvalId: 1, decision: 'approved' },
    { type: 'approval-decided', approvalId: 1, decision: 'denied', reason: 'not now' },
    { type: 'budget-reached', bound: 'toolCalls', limit: 3, message: 'The run may make 3 calls.' },
    { type: 'task-late', taskId: 1, outcome: late },
  ]).map((line) => line.slice(9));
  expect(lines.slice(1)).toEqual([
    'asks for consent to 1 write of the plan: 1. send("x")',
    'consent: approved',
    'consent: denied: not now',
    'incomplete: The run may make 3 calls.',
    'late: ok after 0.50s, left to finish: 1. height("peak 1")',
  ]);
});
