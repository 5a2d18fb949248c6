import { describe, expect, test } from 'vitest';
import { createCompiler, runPlan, ToolcError, type GateOptions } from '../src/index.ts';
import { controlledTool, scriptedModel } from '../src/testing/index.ts';

const tools = [controlledTool({ name: 'look', gate: 'api' }), controlledTool({ name: 'find' })];
const model = scriptedModel([], { name: 'gpt' });

describe('gates that cannot work', () => {
  test.each<[unknown, string]>([
    [
      { find: { concurency: 1 } },
      'There is no option gates["find"].concurency. Did you mean "concurrency"?',
    ],
    [
      { find: { concurrency: 0 } },
      'gates["find"].concurrency must be a whole number of 1 or more; it is 0.',
    ],
    [{ find: { concurrency: 1.5 } }, 'a whole number'],
    [{ find: { requestsPerMinute: -1 } }, 'must be a number above 0; it is -1'],
    [{ find: { tokensPerMinute: '9' } }, 'it is string'],
    [{ find: { tokensPerMinute: Infinity } }, 'it is Infinity'],
    [{ find: 5 }, 'gates["find"] must be an object; it is number'],
    [null, 'gates must be an object; it is null'],
    [{ look: {} }, 'gates has "look", but that tool stands at the gate "api": name that one.'],
    [
      { fnd: {} },
      'gates has "fnd", which is neither a tool, a model nor the gate of a tool. Did you mean "find"?',
    ],
  ])('%j are refused by name', (given, words) => {
    const gates = given as Record<string, GateOptions>;
    for (const start of [
      () => createCompiler({ model, tools, gates }),
      () => runPlan('join()', { tools, gates }),
    ]) {
      expect(start).toThrow(ToolcError);
      expect(start).toThrow(words);
    }
  });

  test('may name a tool, what tools share, or a model', () => {
    const gates = { find: {}, api: { concurrency: 1 }, gpt: { tokensPerMinute: 1_000 } };
    expect(() => createCompiler({ model, tools, gates })).not.toThrow();
    expect(() => runPlan('join()', { tools, gates })).toThrow('"gpt"');
  });
});
