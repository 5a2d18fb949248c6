import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Case } from '../../../bench/race/case.ts';
import { type Provider, startProvider } from '../../../bench/race/provider/provider.ts';
import type { Runner } from '../../../bench/race/runner.ts';
import { createRunners } from '../../../bench/race/runners/index.ts';
import { workloads } from '../../../bench/race/workloads/index.ts';

/** A model that takes no time: here turns and answers are proved, not times. */
const timing = { firstTokenMs: 0, promptTokenMs: 0, tokenMs: 0, jitter: 0 };

const cases = new Map(workloads.map(({ name, make }) => [name, make(3)]));
const runners = createRunners();
let provider: Provider;

beforeAll(async () => {
  provider = await startProvider({ cases: cases.values(), timing, chunkCharacters: 512 });
});
afterAll(() => provider.close());

interface Raced {
  readonly isRight: boolean;
  readonly partial: string | undefined;
  readonly turns: number;
  readonly promptTokens: number;
  /** Every call, sorted: equal where the same calls were made. */
  readonly calls: readonly string[];
}

async function race(runner: Runner, raceCase: Case): Promise<Raced> {
  const calls: string[] = [];
  const { answer, partial } = await runner.run({
    raceCase,
    baseUrl: provider.url,
    apiKey: 'lane-1',
    model: (role) => `sim-${role}`,
    callTool: async (name, input) => {
      calls.push(`${name} ${JSON.stringify(input)}`);
      const tool = raceCase.tools.find((each) => each.name === name);
      if (tool === undefined) throw new Error(`There is no tool ${name}.`);
      return tool.result(Object(input));
    },
    onAnswerText: () => undefined,
    signal: AbortSignal.timeout(10_000),
  });
  const turns = provider.takeCalls('lane-1');
  const isRight = raceCase.isRight?.(answer) ?? answer.trim() === raceCase.expected.trim();
  const promptTokens = turns.reduce((sum, turn) => sum + turn.promptTokens, 0);
  return { isRight, partial, turns: turns.length, promptTokens, calls: calls.sort() };
}

describe.each([...cases])('%s', (_, raceCase) => {
  test('is answered right by every runner, with the same calls', async () => {
    const [first, ...others] = runners;
    if (first === undefined) throw new Error('There is no runner.');
    const { calls } = await race(first, raceCase);
    expect(calls.length).toBeGreaterThan(0);
    for (const runner of others) {
      const raced = await race(runner, raceCase);
      const { isRight, partial } = raced;
      expect({ name: runner.name, isRight, partial, calls: raced.calls }).toEqual({
        name: runner.name,
        isRight: true,
        partial: undefined,
        calls,
      });
    }
  });
});

const turnsOf = async (name: string, workload: string): Promise<Raced> => {
  const runner = runners.find((each) => each.name === name);
  const raceCase = cases.get(workload);
  if (runner === undefined || raceCase === undefined) throw new Error(`${name}, ${workload}?`);
  return race(runner, raceCase);
};

test.each([
  [
    'chain',
    { react: 5, 'native-parallel': 5, 'code-parallel': 2, 'code-finish': 1, 'toolc-finish': 1 },
  ],
  ['eight-at-once', { react: 9, 'native-sequential': 9, 'native-parallel': 2, toolc: 2 }],
  ['uneven-branches', { react: 13, 'native-parallel': 4, 'code-parallel': 2, toolc: 2 }],
  ['one-call', { react: 2, 'native-parallel': 2, toolc: 2, 'toolc-finish': 1, floor: 2 }],
  [
    'exploratory',
    { react: 4, 'native-parallel': 4, 'code-serial': 4, 'code-finish': 4, toolc: 4, floor: 4 },
  ],
])('%s takes each kind of runner the turns of its kind', async (workload, wanted) => {
  for (const [name, turns] of Object.entries(wanted)) {
    expect({ name, turns: (await turnsOf(name, workload)).turns }).toEqual({ name, turns });
  }
});

test.each([...cases.keys()])(
  '%s costs the bare loop the very prompt of toolc',
  async (workload) => {
    const [ours, bare] = [await turnsOf('toolc', workload), await turnsOf('floor', workload)];
    expect(bare.promptTokens).toBe(ours.promptTokens);
  },
);
