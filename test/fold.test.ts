import { describe, expect, test } from 'vitest';
import {
  createCompiler,
  defineTool,
  fold,
  foldAll,
  initialState,
  type RunEvent,
  type RunState,
} from '../src/index.ts';
import type { Fact } from '../src/core/events.ts';
import { scriptedModel } from '../src/testing/index.ts';

const echo = defineTool({
  name: 'echo',
  description: 'Gives its text back.',
  effect: 'read',
  inputSchema: { type: 'object', properties: { text: {} }, required: ['text'] },
  execute: ({ text }) => text ?? null,
});
const outer = defineTool({
  name: 'outer',
  description: 'Calls others.',
  effect: 'read',
  inputSchema: { type: 'object', properties: { depth: { type: 'number' } }, required: ['depth'] },
  execute: ({ depth }, { call }) => call('echo', { text: depth ?? 0 }),
});
const nest = defineTool({
  name: 'nest',
  description: 'Calls one that calls another.',
  effect: 'read',
  inputSchema: { type: 'object' },
  execute: (_, { call }) => call('outer', { depth: 1 }),
});

/** A run with a repair, a fan-out, child calls, a failure, a stray think end and a replan. */
async function eventful(): Promise<{ events: RunEvent[]; states: RunState[] }> {
  const model = scriptedModel([
    ['1. echo("think")\n', '</think>\n1. echo(["a", "b"])\n2. ecko($1)\n3. join()'],
    '1. echo(["a", "b"])\n2. outer($1[*])\n4. nest()\n5. join()',
    'Replan: more',
    '6. echo("c")\n7. join()',
    'Hmm',
    ['Finish: the', ' end'],
  ]);
  const run = createCompiler({ model, tools: [echo, outer, nest] }).stream('How?');
  const events: RunEvent[] = [];
  const states = [initialState];
  for await (const event of run.events()) {
    events.push(event);
    states.push(fold(states.at(-1) ?? initialState, event));
  }
  return { events, states };
}

describe('fold', () => {
  test('one event at a time comes to what all at once come to, from any state on', async () => {
    const { events, states } = await eventful();
    for (const [index, state] of states.entries()) {
      expect(foldAll(events.slice(0, index))).toEqual(state);
      expect(foldAll(events.slice(index), state)).toEqual(states.at(-1));
    }
  });

  test('changes no state that it was given', async () => {
    const { events } = await eventful();
    let state = initialState;
    for (const event of events) {
      const before = structuredClone(state);
      const next = fold(state, event);
      expect(state).toEqual(before);
      state = next;
    }
    expect(initialState.tasks.size).toBe(0);
  });

  test('says what the run looks like at each point', async () => {
    const { events, states } = await eventful();
    const at = (type: RunEvent['type'], nth = 0): RunState => {
      const found = events.filter((event) => event.type === type)[nth];
      return states[events.findIndex((event) => event === found) + 1] ?? initialState;
    };
    expect(at('run-start')).toMatchObject({ question: 'How?', status: 'running', round: 0 });
    expect(at('task-planned').tasks.get(1)).toMatchObject({
      state: 'waiting',
      plannedAt: 0 + at('task-planned').at,
    });
    expect(at('task-start').tasks.get(1)).toMatchObject({ state: 'running', outcome: undefined });
    expect(at('replan').replans).toEqual([{ round: 1, reason: 'more' }]);
    expect(at('answer-delta').answer).toBe('the');
    const last = states.at(-1) ?? initialState;
    expect(last).toMatchObject({ status: 'done', answer: 'the end', round: 2 });
    expect(last.plans.map(({ source, status }) => [source, status])).toEqual([
      ['planner', 'invalid'], // what it only thought of
      ['planner', 'invalid'],
      ['repair', 'ok'],
      ['planner', 'ok'],
    ]);
    expect(last.joins.map(({ decision, attempt }) => [decision, attempt])).toEqual([
      ['replan', 1],
      ['unusable', 1],
      ['finish', 2],
    ]);
  });

  test('counts the own children of a task, and not those below them', async () => {
    const { states } = await eventful();
    const tasks = states.at(-1)?.tasks;
    expect(tasks?.get(2)?.children).toMatchObject({ started: 0 });
    expect(tasks?.get(4)?.children).toMatchObject({ started: 1, ended: 1, failed: 0 });
  });

  test('moves only the time and the round at an event that it does not know', async () => {
    const { states } = await eventful();
    const state = states.at(-1) ?? initialState;
    const event = { type: 'new-fact', seq: 1e6, at: 1e6, round: 2 } as unknown as RunEvent;
    expect(fold(state, event)).toEqual({ ...state, at: 1e6 });
  });

  test('takes events of tasks and plans that it has not seen without harm', () => {
    const stamp = { seq: 0, at: 1, round: 1 };
    const events: RunEvent[] = [
      { ...stamp, type: 'plan-delta', text: 'x' },
      { ...stamp, type: 'task-start', taskId: 9, tool: 'echo', attempt: 1 },
      { ...stamp, type: 'join-end', decision: 'finish' },
    ];
    expect(foldAll(events)).toEqual({ ...initialState, at: 1, round: 1 });
  });
});

test('a wait at a gate is over when the call that waits starts or ends, not when another does', () => {
  const planned = { type: 'task-planned', taskId: 1, tool: 'echo', call: '1. echo($2)' } as const;
  const wait = { type: 'task-wait', taskId: 1, gate: 'echo', reason: 'rate' } as const;
  const start = { type: 'task-start', taskId: 1, tool: 'echo', attempt: 1 } as const;
  const stamp = { seq: 0, at: 0, round: 1 };
  const state = foldAll([
    { ...planned, ...stamp, dependencies: [], effect: 'read', mapped: true },
    { ...wait, ...stamp, path: '1.0' },
    { ...wait, ...stamp, path: '1.1' },
    { ...start, ...stamp, path: '1.0' },
  ]);
  expect(state.tasks.get(1)).toMatchObject({ gateWaits: 2, waits: { path: '1.1' } });
  const later = fold(state, { ...start, ...stamp, path: '1.1' });
  expect(later.tasks.get(1)).toMatchObject({ gateWaits: 2, waits: undefined });
});

test("a model's wait at its gate lasts until it has its turn or ends, whatever tasks do meanwhile", () => {
  const stamp = { seq: 0, at: 0, round: 1 };
  const wait: RunEvent = {
    ...{ type: 'model-wait', role: 'planner', gate: 'gpt', reason: 'pause', waitMs: 12_000 },
    ...stamp,
  };
  const waiting = foldAll([{ type: 'plan-start', source: 'planner', ...stamp }, wait]);
  expect(waiting.modelWait).toEqual(wait);
  const afterwards = (fact: Fact) => fold(waiting, { ...fact, ...stamp }).modelWait;
  const began = { type: 'task-start', taskId: 1, tool: 'echo', attempt: 1 } as const;
  expect(afterwards(began)).toEqual(wait);
  expect(afterwards({ ...wait, role: 'joiner' })).toMatchObject({ role: 'joiner' });
  const ends: Fact[] = [
    { type: 'model-start', role: 'planner' },
    { type: 'plan-end', status: 'invalid', terminal: null },
    { type: 'join-start', attempt: 1 },
    { type: 'join-end', decision: 'unusable' },
    { type: 'run-end', status: 'aborted' },
  ];
  for (const fact of ends) expect(afterwards(fact)).toBeUndefined();
});
