import { describe, expect, test } from 'vitest';
import { createRunners } from '../../../bench/race/runners/index.ts';
import type { Role } from '../../../bench/race/runner.ts';
import { question, runnerOf, scriptRace, type Scripted } from './scripted-provider.ts';

const PLAN = '1. add(1, 2)\n2. add($1.value, 10)\n';
const REACT: readonly Scripted[] = [
  'Thought: first\nAction: add({"left":1,"right":2})\n',
  'Thought: then\nAction: add({"left":3,"right":10})\n',
  ['Thought: done\nFin', 'ish:', ' 1', '3'],
];
const NATIVE: readonly Scripted[] = [
  { calls: [['add', '{"left":1,"right":2}']] },
  { calls: [['add', '{"left":3,"right":10}']] },
  ['1', '3'],
];
const PROGRAM =
  '```js\nconst first = await tools.add({ left: 1, right: 2 });\nreturn await tools.add({ left: first.value, right: 10 });\n```';

/** What each role says; a chain of two has three turns as a loop and two as a plan or a program. */
const replies: Readonly<Record<Role, readonly Scripted[]>> = {
  planner: [`${PLAN}join()`],
  'planner-finish': [`${PLAN}finish("\${2.value}")`],
  joiner: [['Finish: 1', '3']],
  react: REACT,
  'tools-sequential': NATIVE,
  'tools-parallel': NATIVE,
  'code-serial': [PROGRAM, ['1', '3']],
  'code-parallel': [PROGRAM, ['1', '3']],
  'code-finish': [
    PROGRAM.replace('return await', 'const last = await').replace(
      '\n```',
      '\nreturn { answer: String(last.value) };\n```',
    ),
  ],
};

const turns: Readonly<Record<string, number>> = {
  react: 3,
  'react-paper': 3,
  'native-sequential': 3,
  'native-parallel': 3,
  'code-serial': 2,
  'code-parallel': 2,
  'code-finish': 1,
  toolc: 2,
  'toolc-finish': 1,
  'toolc-plain': 2,
  'toolc-no-single-flight': 2,
  'toolc-no-batching': 2,
  'toolc-no-close-unread': 1,
  'toolc-arrival-order': 2,
  floor: 2,
};

describe.each(createRunners().map(({ name }) => name))('%s', (name) => {
  test('answers a chain of two calls in the turns that its kind needs', async () => {
    const race = await scriptRace({ replies });
    expect(await runnerOf(name).run(race.input)).toEqual({ answer: '13' });
    expect(race.asked).toHaveLength(turns[name] ?? NaN);
    expect(race.calls).toEqual(['add {"left":1,"right":2}', 'add {"left":3,"right":10}']);
    expect(race.answerTexts()).toBe(1);
  });

  test('shows its model the question word for word', async () => {
    const race = await scriptRace({ replies });
    await runnerOf(name).run(race.input);
    for (const { body } of race.asked) expect(JSON.stringify(body)).toContain(question);
  });

  test('rejects when the provider refuses', async () => {
    const race = await scriptRace({ replies: {} });
    await expect(runnerOf(name).run(race.input)).rejects.toThrow(/no reply 0/);
  });

  test('ends when its signal aborts, though a tool never answers', async () => {
    const controller = new AbortController();
    const hang = (): Promise<never> => {
      controller.abort(new Error('the time is up'));
      return new Promise(() => undefined);
    };
    const race = await scriptRace({ replies, tool: hang, signal: controller.signal });
    await expect(runnerOf(name).run(race.input)).rejects.toThrow();
  });
});

test('every runner has a name of its own', () => {
  const names = createRunners().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
