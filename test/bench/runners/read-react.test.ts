import { describe, expect, test } from 'vitest';
import { readReact, watchFinish } from '../../../bench/race/runners/read-react.ts';

describe('readReact', () => {
  test('reads an action with its JSON', () => {
    const reply = 'Thought: the height\nAction: search({"query": "K2 (mountain)"})';
    expect(readReact(reply)).toEqual({
      kind: 'action',
      tool: 'search',
      input: { query: 'K2 (mountain)' },
    });
  });

  test('gives no input where the JSON is broken, so that the tool refuses the call', () => {
    expect(readReact('Action: search({"query": )')).toEqual({
      kind: 'action',
      tool: 'search',
      input: undefined,
    });
  });

  test('reads an answer of many lines', () => {
    expect(readReact('Thought: done\nFinish: one\ntwo')).toEqual({
      kind: 'finish',
      answer: 'one\ntwo',
    });
  });

  test('takes what stands first of an action and an answer', () => {
    expect(readReact('Action: add({})\nFinish: 3').kind).toBe('action');
    expect(readReact('Finish: 3\nAction: add({})').kind).toBe('finish');
  });

  test('drops what the model made up behind its own Observation', () => {
    expect(readReact('Action: add({})\nObservation: 4\nFinish: 4')).toEqual({
      kind: 'action',
      tool: 'add',
      input: {},
    });
  });

  test('says so where there is neither', () => {
    expect(readReact('I think it is three.')).toEqual({ kind: 'unreadable' });
  });
});

describe('watchFinish', () => {
  test('tells once, with the first text behind the mark', () => {
    const told: string[] = [];
    let last = '';
    const watch = watchFinish(() => told.push(last));
    for (last of ['Thought: fin', 'ish\nFin', 'ish:', ' ', '1', '3']) watch(last);
    expect(told).toEqual(['1']);
  });
});
