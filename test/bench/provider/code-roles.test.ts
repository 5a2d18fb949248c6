import { describe, expect, test } from 'vitest';
import type { Case } from '../../../bench/race/case.ts';
import type { ChatMessage } from '../../../bench/race/provider/chat-request.ts';
import { countTokens } from '../../../bench/race/provider/tokens.ts';
import { roles } from '../../../bench/race/provider/roles/play-role.ts';
import { readProgram, runProgram } from '../../../bench/race/runners/run-program.ts';
import { unevenBranches } from '../../../bench/race/workloads/uneven-branches.ts';
import { workloads } from '../../../bench/race/workloads/index.ts';
import { message, requestOf } from './chat.ts';
import { resultText } from './play-loops.ts';
import { clueCase, compareCase } from './sample-case.ts';

const ways = ['code-serial', 'code-parallel', 'code-finish'] as const;
type Way = (typeof ways)[number];

describe('the model in code mode', () => {
  test('writes one await after another, and returns what the answer needs', () => {
    expect(firstProgram('code-serial')).toBe(
      [
        'const a = [];',
        'for (const b of ["Everest", "K2"]) {',
        '  const c = await tools.search({query: b});',
        '  a.push((await tools.fetch({url: c[0].url})).metres);',
        '}',
        'return tools.subtract({left: a[0], right: a[1]});\n',
      ].join('\n'),
    );
  });

  test('writes calls of one form once, and one chain for each branch', () => {
    expect(firstProgram('code-parallel')).toBe(
      [
        'const a = await Promise.all(["Everest", "K2"].map(async b => {',
        '  const c = await tools.search({query: b});',
        '  return (await tools.fetch({url: c[0].url})).metres;',
        '}));',
        'return tools.subtract({left: a[0], right: a[1]});\n',
      ].join('\n'),
    );
  });

  test('words the answer in the program where it may', () => {
    expect(firstProgram('code-finish')).toMatch(
      /return \{answer: `Everest is \$\{\w} m higher.`};/,
    );
    expect(firstProgram('code-finish', clueCase)).not.toContain('answer');
  });

  test('writes no more than a plan does, wherever calls are of one form', () => {
    for (const { name, make } of workloads) {
      if (['chain', 'one-call', 'shop', 'exploratory', 'compare-two'].includes(name)) continue;
      const raceCase = make(1);
      const request = requestOf(raceCase, [message('user', raceCase.question)]);
      const plan = roles.planner({ raceCase, request, badLine: false }).text;
      const program = roles['code-parallel']({ raceCase, request, badLine: false }).text;
      expect([name, countTokens(program) <= countTokens(plan)]).toEqual([name, true]);
    }
  });

  test('never waits for another branch', () => {
    const program = firstProgram('code-parallel', unevenBranches.make(1)) ?? '';
    expect(program.match(/Promise\.all/g)).toHaveLength(1);
    expect(program).toMatch(/fetch\({url: \w\.items\[0\]\.url}\);\n.*tools\.extract/);
  });

  test.each(ways)('answers rightly from what the program returned: %s', async (way) => {
    for (const raceCase of [compareCase, clueCase, ...workloads.map(({ make }) => make(1))]) {
      const answer = await playCodeLoop(raceCase, way);
      const { expected, isRight = (text: string) => text === expected } = raceCase;
      expect([raceCase.question, answer, isRight(answer)]).toEqual([
        raceCase.question,
        answer,
        true,
      ]);
    }
  });

  test('answers wrongly where the output is damaged, and in another way where it is changed', async () => {
    expect(await playCodeLoop(compareCase, 'code-serial', () => '"none"')).toMatch(
      /^I could not find /,
    );
    expect(await playCodeLoop(compareCase, 'code-serial', () => '1')).toBe(
      'Everest is 1 m higher.',
    );
    const uneven = unevenBranches.make(1);
    expect(await playCodeLoop(uneven, 'code-parallel', () => '[1, 2, 3]')).toMatch(
      /^I could not find /,
    );
    expect(await playCodeLoop(uneven, 'code-parallel', () => '[1, 2, 3, "4"]')).toMatch(
      /^I could not find /,
    );
    expect(await playCodeLoop(uneven, 'code-parallel', () => '[1, 2, 3, 4]')).toMatch(
      /^Visitors: .* 1, .* 2, .* 3, .* 4\.$/,
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

  test('does not take the output of another program for its own', () => {
    const messages = [
      message('user', compareCase.question),
      message('assistant', '```js\nreturn tools.pay({});\n```'),
      message('user', 'Output:\n238'),
    ];
    const request = requestOf(compareCase, messages);
    const input = { raceCase: compareCase, request, badLine: false };
    expect(readProgram(roles['code-serial'](input).text)).toBe(firstProgram('code-serial'));
  });
});

function firstProgram(way: Way, raceCase = compareCase): string | undefined {
  const request = requestOf(raceCase, [message('user', raceCase.question)]);
  return readProgram(roles[way]({ raceCase, request, badLine: false }).text);
}

async function playCodeLoop(
  raceCase: Case,
  way: Way,
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
    const returned = await runProgram(program, tools);
    const { answer } = Object(returned) as { readonly answer?: unknown };
    if (typeof answer === 'string') return answer;
    messages.push(message('assistant', text));
    messages.push(message('user', `Output:\n${tell(JSON.stringify(returned))}`));
  }
}
