import { describe, expect, test } from 'vitest';
import { readProgram, runProgram } from '../../../bench/race/runners/run-program.ts';

describe('readProgram', () => {
  test('takes the first fenced block', () => {
    expect(readProgram('So:\n```js\nreturn 1;\n```\n```js\nreturn 2;\n```')).toBe('return 1;\n');
  });

  test('finds none in a text without a fence', () => {
    expect(readProgram('The answer is 1.')).toBeUndefined();
  });
});

describe('runProgram', () => {
  const tools = { twice: async (input: unknown) => Number(Object(input).n) * 2 };

  test('gives what the program returns', async () => {
    const program =
      'const all = await Promise.all([tools.twice({ n: 1 }), tools.twice({ n: 2 })]);\nreturn { all };';
    expect(JSON.stringify(await runProgram(program, tools))).toBe('{"all":[2,4]}');
  });

  test('rejects for a program that throws and for one that cannot be read', async () => {
    await expect(runProgram('throw new TypeError("no");', tools)).rejects.toThrow('no');
    await expect(runProgram('return (;', tools)).rejects.toThrow(/Unexpected token/);
  });

  test('gives the program its tools and the language, nothing of the process', async () => {
    expect(await runProgram('return typeof process + typeof require;', tools)).toBe(
      'undefinedundefined',
    );
  });
});
