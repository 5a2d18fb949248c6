import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countTurns } from '../../../bench/race/provider/count-turns.ts';
import { createFaults } from '../../../bench/race/provider/faults.ts';
import { chunkReply } from '../../../bench/race/provider/reply-chunks.ts';
import { countReplyTokens, speakReply } from '../../../bench/race/provider/reply.ts';
import { drawPace, timings, tokenAtMs } from '../../../bench/race/provider/timing.ts';
import { countPromptTokens, countTokens } from '../../../bench/race/provider/tokens.ts';
import { message, requestOf } from './chat.ts';
import { compareCase } from './sample-case.ts';

const key = { seed: 1, question: 'q', role: 'planner', turn: 0 };

describe('the time of a reply', () => {
  test('is 400 ms and 0.05 ms a prompt token, then 12.5 ms a token, in the typical preset', () => {
    const pace = drawPace({ ...key, timing: { ...timings.typical, jitter: 0 } });
    expect(tokenAtMs(pace, 1_000, 1)).toBe(450);
    expect(tokenAtMs(pace, 1_000, 101)).toBe(1_700);
  });

  test('has the jitter of its seed and turn, within its bounds', () => {
    const timing = timings.typical;
    const tokenMs = (turn: number): number => drawPace({ ...key, timing, turn }).tokenMs;
    expect(tokenMs(3)).toBe(tokenMs(3));
    const drawn = Array.from({ length: 200 }, (_, turn) => tokenMs(turn));
    expect(new Set(drawn).size).toBeGreaterThan(190);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(12.5 * 0.9);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(12.5 * 1.1);
    expect(Math.max(...drawn) - Math.min(...drawn)).toBeGreaterThan(2);
  });

  test('has a turn for each result that was told', () => {
    expect(countTurns([message('user', 'q')])).toBe(0);
    expect(countTurns([message('user', 'q\nObservation: 1\nObservation: 2')])).toBe(2);
    expect(countTurns([message('user', 'q\n1. a() -> ok\n| 1\n2. b() -> failed (x)')])).toBe(2);
    expect(countTurns([message('assistant', ''), message('tool', '1')])).toBe(1);
  });
});

describe('the chunks of a reply', () => {
  const replies = fc.record({
    text: fc.string({ maxLength: 300, unit: 'grapheme' }),
    calls: fc.array(
      fc.record({ id: fc.uuid(), name: fc.string({ minLength: 1 }), args: fc.json() }),
      {
        maxLength: 3,
      },
    ),
    thinking: fc.string({ maxLength: 50 }),
    size: fc.integer({ min: 1, max: 4_096 }),
  });

  test('put together are the reply, each at the token of its last character', () => {
    fc.assert(
      fc.property(replies, ({ size, thinking, ...reply }) => {
        const spoken = speakReply(reply, { thinking });
        const chunks = chunkReply(spoken, size);
        const textOf = (kind: string): string =>
          chunks
            .map(({ delta }) => (delta.kind === kind && 'text' in delta ? delta.text : ''))
            .join('');
        expect(textOf('text')).toBe(reply.text);
        expect(textOf('thinking')).toBe(thinking);
        expect(textOf('args')).toBe(reply.calls.map(({ args }) => args).join(''));
        const tokens = chunks.map(({ token }) => token);
        expect(tokens).toEqual([...tokens].sort((left, right) => left - right));
        expect(tokens.at(-1) ?? 0).toBe(countReplyTokens(spoken));
      }),
    );
  });

  test('split no surrogate pair', () => {
    const spoken = speakReply({ text: '😀😀', calls: [] }, { thinking: '' });
    const texts = chunkReply(spoken, 1).map(({ delta }) => ('text' in delta ? delta.text : ''));
    expect(texts).toEqual(['😀', '😀']);
  });
});

describe('a reply', () => {
  test('is cut by max_tokens, and says so', () => {
    const reply = { text: 'abcdefgh', calls: [{ id: '1', name: 'tool', args: '{"n":1}' }] };
    expect(speakReply(reply, { thinking: '' }).finish).toBe('tool_calls');
    expect(speakReply(reply, { thinking: '', maxTokens: 1 })).toMatchObject({
      text: 'abcd',
      calls: [],
      finish: 'length',
    });
    expect(speakReply(reply, { thinking: '', maxTokens: 4 }).calls[0]?.args).toBe('{"n"');
  });
});

describe('the tokenizer', () => {
  test('counts four characters a token, rounded up', () => {
    expect([countTokens(''), countTokens('abcd'), countTokens('abcde')]).toEqual([0, 1, 2]);
  });

  test('counts texts, calls and the tools that a prompt shows', () => {
    const calls = [{ id: 'x', name: 'four', args: '{}{}' }];
    const messages = [message('user', 'abcd'), { ...message('assistant', ''), toolCalls: calls }];
    const bare = countPromptTokens(requestOf({ ...compareCase, tools: [] }, messages));
    expect(bare).toBe(4 + 1 + 4 + 2);
    expect(countPromptTokens(requestOf(compareCase, messages))).toBeGreaterThan(bare + 20);
  });
});

describe('the faults', () => {
  test('refuse above the rate, each cell for itself, until the window has passed', () => {
    const faultOf = createFaults({ rateLimit: { requests: 2, perMs: 1_500 } });
    expect([faultOf('a', 0).kind, faultOf('a', 100).kind]).toEqual(['none', 'none']);
    expect(faultOf('a', 200)).toEqual({ kind: 'refused', retryAfterSeconds: 2 });
    expect(faultOf('b', 200).kind).toBe('none');
    expect(faultOf('a', 1_500).kind).toBe('none');
  });

  test('meet the calls that were named, and count none that was refused', () => {
    const cut = { calls: [2], how: 'reset' } as const;
    const faultOf = createFaults({ cut, rateLimit: { requests: 1, perMs: 10 } });
    const kinds = [0, 1, 20, 40].map((nowMs) => faultOf('a', nowMs).kind);
    expect(kinds).toEqual(['none', 'refused', 'cut', 'none']);
  });

  test('remember the last 10,000 cells', () => {
    const faultOf = createFaults({ badLine: { calls: [1] } });
    expect(faultOf('first', 0).kind).toBe('bad-line');
    for (let index = 0; index < 10_000; index += 1) faultOf(String(index), 0);
    expect(faultOf('first', 0).kind).toBe('bad-line');
  });
});
