import { describe, expect, test } from 'vitest';
import { playTools } from '../../../bench/race/provider/roles/tools.ts';
import { workloads } from '../../../bench/race/workloads/index.ts';
import { message, requestOf } from './chat.ts';
import { playReactLoop, playToolLoop } from './play-loops.ts';
import { clueCase, compareCase } from './sample-case.ts';

const cases = [compareCase, clueCase];

describe('the model in a tool loop', () => {
  test.each(cases)('answers rightly: $question', (raceCase) => {
    for (const role of ['tools-sequential', 'tools-parallel'] as const) {
      expect(playToolLoop(raceCase, role).answer).toBe(raceCase.expected);
    }
  });

  test('asks for every call whose arguments are known when it may', () => {
    const { replies } = playToolLoop(compareCase, 'tools-parallel');
    expect(replies.map(({ calls }) => calls.map(({ name }) => name))).toEqual([
      ['search', 'search'],
      ['fetch', 'fetch'],
      ['subtract'],
      [],
    ]);
  });

  test('asks for one call a turn in the sequential role, or where parallel calls are off', () => {
    const { replies } = playToolLoop(compareCase, 'tools-sequential');
    expect(replies.map(({ calls }) => calls.length)).toEqual([1, 1, 1, 1, 1, 0]);
    const request = requestOf(compareCase, [message('user', compareCase.question)], {
      parallelToolCalls: false,
    });
    const input = { raceCase: compareCase, request, badLine: false };
    expect(playTools(input, { atOnce: 'all' }).calls).toHaveLength(1);
  });

  test('calls nothing that it was not offered, and nothing under tool_choice none', () => {
    const messages = [message('user', compareCase.question)];
    for (const more of [{ tools: [] }, { toolChoice: 'none' as const }]) {
      const request = requestOf(compareCase, messages, more);
      const reply = playTools(
        { raceCase: compareCase, request, badLine: false },
        { atOnce: 'all' },
      );
      expect(reply.calls).toEqual([]);
      expect(reply.text).toMatch(/^I could not find /);
    }
  });

  test('repeats a call whose arguments were malformed', () => {
    const first = message('user', compareCase.question);
    const request = requestOf(compareCase, [first]);
    const options = { atOnce: 'one' } as const;
    const bad = playTools({ raceCase: compareCase, request, badLine: true }, options);
    expect(() => JSON.parse(bad.calls[0]?.args ?? '') as unknown).toThrow();
    const told = { ...message('tool', 'Error: no JSON'), toolCallId: bad.calls[0]?.id };
    const messages = [first, { ...message('assistant', ''), toolCalls: bad.calls }, told];
    const next = playTools(
      { raceCase: compareCase, request: requestOf(compareCase, messages), badLine: false },
      options,
    );
    expect(next.calls).toMatchObject([{ name: 'search', args: '{"query":"Everest"}' }]);
  });

  test('does not call again what failed, and says what it could not find', () => {
    const { answer, replies } = playToolLoop(compareCase, 'tools-parallel', (text, number) =>
      number === 2 ? 'Error: the page is gone' : text,
    );
    expect(answer).toBe('I could not find the result of subtract.');
    expect(replies).toHaveLength(3);
  });

  test('reads a result that was encoded twice', () => {
    const { answer } = playToolLoop(compareCase, 'tools-parallel', (text) => JSON.stringify(text));
    expect(answer).toBe(compareCase.expected);
  });
});

describe('the model in a ReAct loop', () => {
  test.each(cases)('answers rightly, one action a turn: $question', (raceCase) => {
    const { answer, replies } = playReactLoop(raceCase);
    expect(answer).toBe(raceCase.expected);
    for (const { text } of replies) expect(text.match(/^Action: /gm)?.length ?? 0).toBeLessThan(2);
  });

  test('answers from a changed result what follows from it', () => {
    const { answer } = playReactLoop(compareCase, (text, number) =>
      number === 2 ? '{"metres":9000}' : text,
    );
    expect(answer).toBe('Everest is 389 m higher.');
  });
});

describe('a lost result', () => {
  const lost = workloads.flatMap(({ name, make }) => {
    const raceCase = make(1);
    const isRight =
      raceCase.isRight ?? ((answer: string): boolean => answer.trim() === raceCase.expected.trim());
    return [{ name, raceCase, isRight }];
  });

  test.each(lost)('makes the answer of $name wrong in every loop', ({ raceCase, isRight }) => {
    let calls = 0;
    const { answer } = playToolLoop(raceCase, 'tools-parallel', (text) => {
      calls += 1;
      return text;
    });
    expect(isRight(answer)).toBe(true);
    expect(isRight(playReactLoop(raceCase).answer)).toBe(true);
    for (const told of ['', 'Error: lost', '{"half":']) {
      const tell = (text: string, number: number): string => (number === calls - 1 ? told : text);
      expect(isRight(playToolLoop(raceCase, 'tools-parallel', tell).answer)).toBe(false);
      expect(isRight(playReactLoop(raceCase, tell).answer)).toBe(false);
    }
  });
});
