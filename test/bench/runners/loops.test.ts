import { describe, expect, test } from 'vitest';
import { runnerOf, scriptRace } from './scripted-provider.ts';

const failing = (): never => {
  throw new Error('no such sum');
};

describe('a call that failed', () => {
  test('is told to the tool loop, which goes on', async () => {
    const calls = { calls: [['add', '{"left":1,"right":2}']] } as const;
    const replies = { 'tools-parallel': [calls, 'I could not add.'] };
    const race = await scriptRace({ replies, tool: failing });
    expect(await runnerOf('native-parallel').run(race.input)).toEqual({
      answer: 'I could not add.',
    });
    expect(race.asked[1]?.body.messages).toContainEqual({
      role: 'tool',
      tool_call_id: 'call_0',
      content: 'Error: no such sum',
    });
  });

  test('is an observation of ReAct', async () => {
    const replies = { react: ['Action: add({"left":1,"right":2})', 'Finish: I could not add.'] };
    const race = await scriptRace({ replies, tool: failing });
    expect((await runnerOf('react').run(race.input)).answer).toBe('I could not add.');
    expect(JSON.stringify(race.asked[1]?.body)).toContain('Observation: Error: no such sum');
  });

  test('ends a program, whose error is told as its output', async () => {
    const program = '```js\nreturn await tools.add({ left: 1, right: 2 });\n```';
    const race = await scriptRace({
      replies: { 'code-serial': [program, 'None.'] },
      tool: failing,
    });
    expect((await runnerOf('code-serial').run(race.input)).answer).toBe('None.');
    expect(JSON.stringify(race.asked[1]?.body)).toContain('Output:\\nError: no such sum');
  });

  test('makes an answer of toolc a partial one that names it', async () => {
    const replies = { planner: ['1. add(1, 2)\njoin()'], joiner: ['Finish: I could not add.'] };
    const race = await scriptRace({ replies, tool: failing });
    const { answer, partial } = await runnerOf('toolc').run(race.input);
    expect(answer).toBe('I could not add.');
    expect(partial).toMatch(/add.*failed.*no such sum/);
  });
});

describe('the parallel loop', () => {
  test('starts all calls of a reply before the first has ended', async () => {
    const release: (() => void)[] = [];
    const tool = (): Promise<unknown> =>
      new Promise((resolve) => {
        release.push(() => resolve({ value: 1 }));
        if (release.length === 2) for (const each of release) each();
      });
    const args = '{"left":1,"right":2}';
    const calls = { calls: [['add', args] as const, ['add', args] as const] };
    const race = await scriptRace({ replies: { 'tools-parallel': [calls, 'Done.'] }, tool });
    expect((await runnerOf('native-parallel').run(race.input)).answer).toBe('Done.');
  });
});

describe('a loop that does not end', () => {
  test('is stopped after 30 calls of the model', async () => {
    const again = Array.from({ length: 40 }, () => 'Action: add({"left":1,"right":2})');
    const race = await scriptRace({ replies: { react: again } });
    await expect(runnerOf('react').run(race.input)).rejects.toThrow(/after 30 calls/);
    expect(race.asked).toHaveLength(30);
  });
});

describe('code mode', () => {
  test('runs no program of a real model', async () => {
    const race = await scriptRace({ replies: {}, model: () => 'gpt-5-mini' });
    await expect(runnerOf('code-parallel').run(race.input)).rejects.toThrow(/simulated model/);
    expect(race.asked).toEqual([]);
  });
});

describe('a plan that the joiner goes on with', () => {
  const replies = {
    planner: ['1. add(1, 2)\njoin()'],
    joiner: ['Replan: ten is to be added\n2. add($1.value, 10)\njoin()', 'Finish: 13'],
  };

  test.each(['toolc', 'floor'])('runs under %s', async (name) => {
    const race = await scriptRace({ replies });
    expect((await runnerOf(name).run(race.input)).answer).toBe('13');
    expect(race.calls).toEqual(['add {"left":1,"right":2}', 'add {"left":3,"right":10}']);
  });

  test('asks the joiner of the bare loop and of toolc the same', async () => {
    const [ours, bare] = [await scriptRace({ replies }), await scriptRace({ replies })];
    await runnerOf('toolc').run(ours.input);
    await runnerOf('floor').run(bare.input);
    expect(bare.asked.map(({ body }) => body.messages)).toEqual(
      ours.asked.map(({ body }) => body.messages),
    );
  });
});

describe('the bare loop', () => {
  test('fails for a plan that cannot be read', async () => {
    const race = await scriptRace({ replies: { planner: ['1. subtract(1, 2)\njoin()'] } });
    await expect(runnerOf('floor').run(race.input)).rejects.toThrow(/subtract/);
  });
});

describe('a runner', () => {
  test('keeps its connection from one question to the next', async () => {
    const replies = { 'tools-parallel': ['1', '2'] };
    const race = await scriptRace({ replies });
    const runner = runnerOf('native-parallel');
    await runner.run(race.input);
    expect((await runner.run(race.input)).answer).toBe('2');
    expect(race.connections()).toBe(1);
  });
});
