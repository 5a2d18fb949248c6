import { describe, expect, test } from 'vitest';
import type { Case } from '../../../bench/race/case.ts';
import type { ChatMessage } from '../../../bench/race/provider/chat-request.ts';
import { roles } from '../../../bench/race/provider/roles/play-role.ts';
import { readProgram, runProgram } from '../../../bench/race/runners/run-program.ts';
import { message, requestOf } from './chat.ts';
import { resultText } from './play-loops.ts';
import { clueCase, compareCase } from './sample-case.ts';

const ways = ['code-serial', 'code-parallel'] as const;

describe('the model in code mode', () => {
  test('writes one await after another, and returns what the answer needs', () => {
    expect(firstProgram('code-serial')).toBe(
      [
        'const r1 = await tools.search({ query: "Everest" });',
        'const r2 = await tools.search({ query: "K2" });',
        'const r3 = await tools.fetch({ url: r1[0].url });',
        'const r4 = await tools.fetch({ url: r2[0].url });',
        'const r5 = await tools.subtract({ left: r3.metres, right: r4.metres });',
        'return { r5 };\n',
      ].join('\n'),
    );
  });

  test('awaits independent calls together in the parallel role', () => {
    expect(firstProgram('code-parallel')).toContain(
      'const [r3, r4] = await Promise.all([\n  tools.fetch({ url: r1[0].url }),\n  tools.fetch({ url: r2[0].url }),\n]);\nconst r5 = await',
    );
  });

  test.each(ways)('answers rightly from what the program returned: %s', async (way) => {
    expect(await playCodeLoop(compareCase, way)).toBe(compareCase.expected);
    expect(await playCodeLoop(clueCase, way)).toBe(clueCase.expected);
  });

  test('answers wrongly where the output is damaged, and in another way where it is changed', async () => {
    expect(await playCodeLoop(compareCase, 'code-serial', () => '{"r5":"none"}')).toMatch(
      /^I could not find /,
    );
    expect(await playCodeLoop(compareCase, 'code-serial', () => '{"r5":1}')).toBe(
      'Everest is 1 m higher.',
    );
  });

  test('writes a program again that did not run', () => {
    const messages = [message('user', compareCase.question)];
    const spoilt = roles['code-serial']({
      raceCase: compareCase,
      request: requestOf(compareCase, messages),
      badLine: true,
    }).text;
    messages.push(message('assistant', spoilt), message('user', 'Output:\nError: syntax'));
    const request = requestOf(compareCase, messages);
    const input = { raceCase: compareCase, request, badLine: false };
    expect(readProgram(roles['code-serial'](input).text)).toBe(firstProgram('code-serial'));
  });

  test('words the answer in its own role from an output alone', () => {
    const messages = [message('user', `${compareCase.question}\nOutput: {"r5": 238}`)];
    const request = requestOf(compareCase, messages);
    const reply = roles['code-answer']({ raceCase: compareCase, request, badLine: false });
    expect(reply.text).toBe(compareCase.expected);
  });
});

function firstProgram(way: (typeof ways)[number]): string | undefined {
  const request = requestOf(compareCase, [message('user', compareCase.question)]);
  return readProgram(roles[way]({ raceCase: compareCase, request, badLine: false }).text);
}

async function playCodeLoop(
  raceCase: Case,
  way: (typeof ways)[number],
  tell: (output: string) => string = (output) => output,
): Promise<string> {
  const messages: ChatMessage[] = [message('user', raceCase.question)];
  const tools = Object.fromEntries(
    raceCase.tools.map(({ name }) => [
      name,
      (input: unknown) =>
        Promise.resolve<unknown>(JSON.parse(resultText(raceCase, name, JSON.stringify(input)))),
    ]),
  );
  for (;;) {
    const request = requestOf(raceCase, messages);
    const { text } = roles[way]({ raceCase, request, badLine: false });
    const program = readProgram(text);
    if (program === undefined) return text;
    const output = tell(JSON.stringify(await runProgram(program, tools)));
    messages.push(message('assistant', text), message('user', `Output:\n${output}`));
  }
}
