import { expect, test } from 'vitest';
import { runnerOf, scriptRace } from './scripted-provider.ts';

test('a parameter that the model refuses by name is left out from then on', async () => {
  const replies = {
    react: [
      { status: 400, param: 'temperature' },
      { status: 400, param: 'stop' },
      'Action: add({"left":1,"right":2})\nObservation: 4\n',
      'Finish: 3',
    ],
  };
  const race = await scriptRace({ replies });
  expect((await runnerOf('react').run(race.input)).answer).toBe('3');
  expect(race.asked.map(({ body }) => ['temperature' in body, 'stop' in body])).toEqual([
    [true, true],
    [false, true],
    [false, false],
    [false, false],
  ]);
  expect(JSON.stringify(race.asked[3]?.body)).toContain('Observation: {\\"value\\":3}');
  expect(JSON.stringify(race.asked[3]?.body)).not.toContain('Observation: 4');
});

test('any other refusal is told', async () => {
  const replies = { react: [{ status: 400, param: 'messages' }] };
  const race = await scriptRace({ replies });
  await expect(runnerOf('react').run(race.input)).rejects.toThrow(/no reply 0/);
  expect(race.asked).toHaveLength(1);
});

test('a <think> block is neither answer nor first text of one', async () => {
  const told: number[] = [];
  const replies = { 'tools-parallel': [['<thi', 'nk>Finish: 4', '</think>\n', '1', '3']] };
  const race = await scriptRace({ replies });
  const onAnswerText = (): void => void told.push(1);
  const result = await runnerOf('native-parallel').run({ ...race.input, onAnswerText });
  expect(result).toEqual({ answer: '13' });
  expect(told).toHaveLength(1);
});
