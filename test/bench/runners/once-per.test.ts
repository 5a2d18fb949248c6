import { expect, test } from 'vitest';
import { oncePer } from '../../../bench/race/runners/once-per.ts';
import type { RunnerInput } from '../../../bench/race/runner.ts';
import { scriptRace } from './scripted-provider.ts';

async function setUp(): Promise<{ of: (apiKey: string) => number; made: string[] }> {
  const { input } = await scriptRace({ replies: {} });
  const made: string[] = [];
  const once = oncePer(
    ({ apiKey }: RunnerInput) => apiKey,
    ({ apiKey }) => made.push(apiKey),
  );
  return { of: (apiKey) => once({ ...input, apiKey }), made };
}

test('a thing is made once for an equal key, and anew for another', async () => {
  const { of, made } = await setUp();
  for (const apiKey of ['a', 'b', 'a', 'b']) of(apiKey);
  expect(made).toEqual(['a', 'b']);
});

test('the 64 used last are kept', async () => {
  const { of, made } = await setUp();
  of('first');
  for (let index = 0; index < 63; index += 1) of(`other ${index}`);
  of('first');
  of('one more');
  of('first');
  expect(made.filter((apiKey) => apiKey === 'first')).toHaveLength(1);
  of('other 0');
  expect(made.filter((apiKey) => apiKey === 'other 0')).toHaveLength(2);
});
