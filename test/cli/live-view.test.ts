import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Frame, liveView } from '../../src/cli/live-view.ts';
import { textWidth } from '../../src/cli/text-width.ts';
import type { Fact } from '../../src/core/events.ts';
import { ended, planEnd, planned, planStart, started, stateOf } from './run-states.ts';
import { start } from './run-states.ts';

function view(
  facts: readonly (Fact & { at?: number; round?: number })[],
  frame: Partial<Frame> = {},
) {
  return liveView(stateOf(facts), {
    width: 60,
    height: 20,
    at: 1_000,
    color: 'off',
    answer: 'shown',
    ...frame,
  });
}

test('before anything is planned it shows the question and the time', () => {
  expect(view([start])).toEqual(['How high is K2?', 'starting · 1.00s']);
});

test('the end of the plan is shown while it streams, and no longer', () => {
  const delta: Fact = { type: 'plan-delta', text: '1. height("Everest")\n2. hei' };
  expect(view([start, planStart, delta])).toEqual([
    'How high is K2?',
    'planning · 1.00s',
    '  2. hei',
  ]);
  expect(view([start, planStart, delta, planEnd])).toEqual([
    'How high is K2?',
    'running the plan · 1.00s',
  ]);
});

test('each task shows its state, its call, its time and what it waits for', () => {
  const lines = view([
    start,
    planStart,
    planned(1),
    planned(2),
    planned(3, { dependencies: [1, 2] }),
    planEnd,
    { ...started(1), at: 100 },
    { ...started(2), at: 100 },
    { ...ended(1), at: 940 },
  ]);
  expect(lines.slice(2)).toEqual([
    '✓ 1. height("peak 1")  0.84s',
    '⠋ 2. height("peak 2")  0.90s',
    '· 3. height("peak 3")  waits for $2',
  ]);
});

test('the spinner turns with time', () => {
  const facts = [start, planStart, planned(1), started(1)];
  expect(view(facts, { at: 1_000 }).at(-1)?.[0]).not.toBe(view(facts, { at: 1_100 }).at(-1)?.[0]);
});

test('what failed, was skipped or was cancelled says why', () => {
  const lines = view([
    start,
    planStart,
    planned(1),
    planned(2, { dependencies: [1] }),
    planned(3),
    { ...started(1), at: 0 },
    {
      ...ended(1, { status: 'failed', error: { code: 'tool.threw', message: 'no\nnet' } }),
      at: 840,
    },
    ended(2, { status: 'skipped', cause: { reason: 'dependency', message: 'task 1 failed' } }),
    ended(3, { status: 'cancelled', cause: { reason: 'abort', message: 'aborted' } }),
  ]);
  expect(lines.slice(-3)).toEqual([
    '✗ 1. height("peak 1")  0.84s  tool.threw: no net',
    '− 2. height("peak 2")  task 1 failed',
    '■ 3. height("peak 3")  aborted',
  ]);
});

test('a task with children counts them, and a repeated one its tries', () => {
  const lines = view([
    start,
    planStart,
    planned(1, { mapped: true }),
    planned(2),
    { ...started(1), at: 0 },
    started(1, { path: '1.0' }),
    started(1, { path: '1.1' }),
    ended(1, {}, '1.0'),
    ended(2, { attempts: 3 }),
  ]);
  expect(lines.at(-2)).toBe('⠋ 1. height("peak 1")  1.00s  1 of 2 calls ended');
  expect(lines.at(-1)).toContain('3 tries');
});

test("a write waits for the plan's end while the plan streams", () => {
  expect(view([start, planStart, planned(1, { effect: 'write' })]).at(-1)).toContain(
    "waits for the plan's end",
  );
});

const noLuck = { code: 'tool.threw', message: 'no luck' } as const;
const retry: Fact & { at: number } = {
  type: 'task-retry',
  taskId: 1,
  attempt: 1,
  waitMs: 800,
  error: noLuck,
  at: 500,
};

test('a task that is tried again shows the try, its error, and the wait as it goes down', () => {
  const facts = [start, planStart, planned(1), { ...started(1), at: 0 }, retry];
  const line = (at: number) => view(facts, { at, width: 90 }).at(-1)?.slice(1);
  expect(line(500)).toBe(
    ' 1. height("peak 1")  0.50s  try 1 failed, next in 0.80s: tool.threw: no luck',
  );
  expect(line(1_200)).toContain('next in 0.10s');
  expect(line(1_300)).toBe(' 1. height("peak 1")  1.30s  try 2 after tool.threw: no luck');
  expect(view(facts, { at: 600 }).at(-1)).toMatch(/^↻/);
  expect(view(facts, { at: 1_300 }).at(-1)).not.toMatch(/^↻/);
});

test("what the task's own tool threw is told in its own words", () => {
  const error = { code: 'tool.threw', message: 'height failed: no luck' } as const;
  const facts = [start, planStart, planned(1), { ...started(1), at: 0 }, { ...retry, error }];
  expect(view(facts, { at: 500, width: 90 }).at(-1)).toContain('next in 0.80s: no luck');
  expect(view([...facts, ended(1, { status: 'failed', error })]).at(-1)).toContain(
    '0.50s  no luck, 1 retry',
  );
  const of = { code: 'tool.threw', message: 'depth failed: no luck' } as const;
  const inner = view([...facts, ended(1, { status: 'failed', error: of })], { width: 90 });
  expect(inner.at(-1)).toContain('tool.threw: depth failed: no luck');
});

test('a read that an equal one answers waits for that one, a write for its turn', () => {
  const call = (id: number) => ({ call: `${String(id)}. height("K2")` });
  const facts = [start, planStart, planned(1, call(1)), started(1), planned(2, call(2))];
  expect(view(facts).at(-1)).toBe('· 2. height("K2")  waits for $1, an equal call');
  const write = { ...call(2), effect: 'write' } as const;
  expect(view([...facts.slice(0, 4), planned(2, write), planEnd]).at(-1)).toContain('its turn');
  expect(view([...facts, ended(1)]).at(-1)).toContain('waits its turn');
});

test('a write says that its arguments were edited', () => {
  const write = { taskId: 1, tool: 'height', call: '1. height()', known: {}, unknown: {} };
  const asked: Fact = { type: 'approval-asked', approvalId: 1, scope: 'write', writes: [write] };
  const decided = (decision: 'edited' | 'approved') =>
    view([
      ...[start, planStart, planned(1, { effect: 'write' }), planEnd, asked],
      { type: 'approval-decided', approvalId: 1, decision },
      ended(1),
    ]).at(-1);
  expect(decided('edited')).toBe('✓ 1. height("peak 1")  with edited arguments');
  expect(decided('approved')).not.toContain('edited');
});

test('a task that waits at a gate shows the gate, the reason, and the time left', () => {
  const wait: Fact & { at: number } = {
    type: 'task-wait',
    taskId: 1,
    gate: 'web',
    reason: 'rate',
    waitMs: 1_000,
    at: 500,
  };
  const facts = [start, planStart, planned(1), planEnd, wait];
  expect(view(facts, { at: 700 }).at(-1)).toBe(
    '· 1. height("peak 1")  waits 0.80s for the rate of "web"',
  );
  expect(view(facts, { at: 2_000 }).at(-1)).toMatch(/waits for the rate of "web"$/);
  expect(view([...facts, started(1)], { at: 2_000 }).at(-1)).not.toContain('web');
});

test('a model that waits at its gate says so in the line of the run, counted down', () => {
  const wait = {
    type: 'model-wait',
    gate: 'gpt',
    reason: 'pause',
    waitMs: 2_000,
    at: 500,
  } as const;
  const planning = [start, planStart, { ...wait, role: 'planner' } as const];
  const line = (facts: Parameters<typeof view>[0], at: number) => view(facts, { at })[1];
  expect(line(planning, 700)).toBe('planning · 0.70s · waits 1.80s for the pause of "gpt"');
  expect(line(planning, 3_000)).toBe('planning · 3.00s · waits for the pause of "gpt"');
  const turn: Fact = { type: 'model-start', role: 'planner' };
  expect(line([...planning, turn], 3_000)).toBe('planning · 3.00s');
  const asked: Fact = { type: 'join-start', attempt: 1 };
  const joining = [start, planStart, planEnd, asked, { ...wait, role: 'joiner' } as const];
  expect(line(joining, 700)).toBe('answering · 0.70s · waits 1.80s for the pause of "gpt"');
  expect(line([...joining, { ...turn, role: 'joiner' }], 3_000)).toBe('answering · 3.00s');
});

test('of a fan-out the calls, their retries and the gate are shown together', () => {
  const lines = view(
    [
      start,
      planStart,
      planned(1, { mapped: true }),
      { ...started(1), at: 0 },
      started(1, { path: '1.0' }),
      { ...retry, path: '1.0' },
      { type: 'task-wait', taskId: 1, path: '1.1', gate: 'web', reason: 'pause' },
      started(1, { path: '1.2' }),
    ],
    { width: 130 },
  );
  expect(lines.at(-1)).toBe(
    '⠋ 1. height("peak 1")  1.00s  0 of 2 calls ended, waits for the pause of "web", 1 retry, the last for tool.threw: no luck',
  );
});

test('a write that waits for consent says so, and so does the line of the run', () => {
  const write = { taskId: 1, tool: 'send', call: '1. send("x")', known: {}, unknown: {} };
  const lines = view([
    start,
    planStart,
    planned(1, { effect: 'write' }),
    planEnd,
    { type: 'approval-asked', approvalId: 1, scope: 'plan', writes: [write] },
  ]);
  expect(lines[1]).toMatch(/^asking for consent/);
  expect(lines.at(-1)).toContain('waits for your consent');
});

test('a reached budget stays in sight', () => {
  const lines = view([
    start,
    planStart,
    { type: 'budget-reached', bound: 'toolCalls', limit: 3, message: 'The run may make 3 calls.' },
  ]);
  expect(lines[2]).toBe('incomplete: The run may make 3 calls.');
});

test('the end of the answer streams below the tasks, wrapped, and can be left out', () => {
  const facts: Fact[] = [
    start,
    planStart,
    planned(1),
    ended(1),
    planEnd,
    { type: 'join-start', attempt: 1 },
  ];
  const answer: Fact = { type: 'answer-delta', text: 'K2 is 8611 metres high.' };
  const lines = view([...facts, answer], { width: 20 });
  expect(lines[1]).toBe('answering · 1.00s');
  expect(lines.slice(-3)).toEqual(['', 'K2 is 8611 metres', 'high.']);
  expect(view([...facts, answer], { answer: 'left-out' }).join('\n')).not.toContain('8611');
});

test('later rounds and the end of the run are named', () => {
  expect(view([start, planStart, { ...planStart, round: 2 }])[1]).toBe('round 2: planning · 1.00s');
  const error = { code: 'run.aborted', message: 'The caller aborted.' } as const;
  expect(view([start, { type: 'run-end', status: 'aborted', error }])[1]).toBe('aborted · 1.00s');
  expect(view([start, { type: 'run-end', status: 'done', answer: 'x' }])[1]).toBe('done · 1.00s');
});

test('with more tasks than room, those that run or failed stay, and the others are counted', () => {
  const many = Array.from({ length: 100 }, (_, index) => index + 1);
  const lines = view(
    [
      start,
      planStart,
      ...many.map((id) => planned(id)),
      planEnd,
      ...many.slice(0, 50).map((id) => ended(id)),
      started(97),
      ended(98, { status: 'failed', error: { code: 'tool.threw', message: 'no' } }),
    ],
    { height: 7 },
  );
  expect(lines).toHaveLength(7);
  expect(lines.slice(2).map((line) => line.slice(0, 6))).toEqual([
    '· 51. ',
    '· 52. ',
    expect.stringMatching(/^. 97\. $/),
    '✗ 98. ',
    '… and ',
  ]);
  expect(lines.at(-1)).toBe('… and 96 more: 50 ok, 46 waiting');
});

test('a long call is cut so that the time and the reason still have room', () => {
  const [, , line] = view(
    [
      start,
      planStart,
      planned(1, { call: `1. search("${'x'.repeat(500)}")` }),
      planEnd,
      { ...started(1), at: 0 },
    ],
    { width: 40 },
  );
  expect(textWidth(line ?? '')).toBe(40);
  expect(line).toMatch(/…  1\.00s$/);
});

test('text of models and tools cannot drive the terminal', () => {
  const evil = '\x1b[2J\x1b]52;c;eA==\x07\r\n\x9b31m';
  const lines = view([
    { ...start, question: evil } as Fact,
    planStart,
    { type: 'plan-delta', text: evil },
    planned(1, { call: evil }),
    ended(1, { status: 'failed', error: { code: 'tool.threw', message: evil } }),
    { type: 'answer-delta', text: evil },
  ]);
  expect(lines.join('')).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
});

test('colours are the only sequences, and end in their line', () => {
  const lines = view([start, planStart, planned(1), started(1), planned(2), ended(2)], {
    color: 'on',
  });
  for (const line of lines) {
    expect(line).toContain('\x1b[');
    expect(line.replace(/\x1b\[\d+m/g, '')).not.toContain('\x1b');
    expect(line).toMatch(/\x1b\[(0|22|39)m$/);
  }
});

test('no line is wider and no view higher than the frame', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('日本語'.repeat(20), 'a\nb'.repeat(20)),
  );
  const fact: fc.Arbitrary<Fact> = fc.oneof(
    word.map((text): Fact => ({ type: 'plan-delta', text })),
    word.map((text): Fact => ({ type: 'answer-delta', text })),
    fc
      .tuple(fc.nat(20), word)
      .map(([id, call]) => planned(id, { call, dependencies: [1, 2, 3, 4, 5] })),
    fc.nat(20).map((id) => started(id)),
    fc
      .tuple(fc.nat(20), word)
      .map(([id, message]) =>
        ended(id, { status: 'failed', error: { code: 'tool.threw', message } }),
      ),
    fc.tuple(fc.nat(20), word).map(([taskId, gate]): Fact => {
      return { type: 'task-wait', taskId, gate, reason: 'rate', waitMs: 5_000 };
    }),
    word.map((gate): Fact => ({ type: 'model-wait', role: 'joiner', gate, reason: 'rate' })),
    fc.tuple(fc.nat(20), word, fc.nat(9_000)).map(([taskId, message, waitMs]): Fact => {
      return { ...retry, taskId, waitMs, error: { code: 'tool.threw', message } };
    }),
    word.map((message): Fact => ({ type: 'budget-reached', bound: 'tokens', limit: 1, message })),
    fc.constantFrom<Fact>(planEnd, planStart, { type: 'join-start', attempt: 1 }),
  );
  fc.assert(
    fc.property(
      fc.array(fact, { maxLength: 40 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 0, max: 12 }),
      (facts, width, height) => {
        const lines = view([start, planStart, ...facts], { width, height });
        expect(lines.length).toBeLessThanOrEqual(height);
        for (const line of lines) {
          expect(textWidth(line)).toBeLessThanOrEqual(Math.max(2, width));
          expect(line).not.toContain('\n');
        }
      },
    ),
  );
});
