import { expect, test } from 'vitest';
import { createCompiler, ToolcError, type Message, type RunInput } from '../src/index.ts';
import { controlledTool, scriptedModel } from '../src/testing/index.ts';

const compiler = createCompiler({
  model: scriptedModel([]),
  tools: [controlledTool({ name: 'look' })],
});

const user = (content: unknown): Message => ({ role: 'user', content }) as Message;

test.each<[string, unknown, string]>([
  ['an empty text', ' \n', 'at least one user message'],
  ['no messages', [], 'at least one user message'],
  ['no message of the user', [{ role: 'assistant', content: 'hi' }], 'at least one user message'],
  ['a last user message that is empty', [user('one'), user('')], 'at least one user message'],
  ['nothing', undefined, 'each message an object of a role'],
  ['an object', { role: 'user', content: 'x' }, 'each message an object of a role'],
  ['a message without content', [user(undefined)], 'each message an object of a role'],
  ['content in parts', [user([{ type: 'text', text: 'x' }])], 'each message an object of a role'],
  [
    'a role that is none',
    [{ role: 'tool', content: 'x' }, user('x')],
    'each message an object of a role',
  ],
  ['a message that is none', [null, user('x')], 'each message an object of a role'],
])('%s as input is refused at once, and says what is wanted', (_, input, words) => {
  const start = (): unknown => compiler.stream(input as RunInput);
  expect(start).toThrow(ToolcError);
  expect(start).toThrow(words);
});
