import { expect, test } from 'vitest';
import { skipThinking, withoutThinking } from '../../../bench/race/runners/skip-thinking.ts';

test.each([
  ['<think>so</think>\n13', '13'],
  ['<think>never ended', ''],
  ['13, I <think>', '13, I <think>'],
  ['<13', '<13'],
])('%j says %j, whole and in pieces of any length', (reply, said) => {
  expect(withoutThinking(reply)).toBe(said);
  for (let length = 1; length <= reply.length; length += 1) {
    let heard = '';
    const hear = skipThinking((text) => (heard += text));
    for (let at = 0; at < reply.length; at += length) hear(reply.slice(at, at + length));
    expect(heard).toBe(said);
  }
});
