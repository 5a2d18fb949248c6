import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../../src/testing/index.ts';
import { runPlan } from '../../src/index.ts';
import { offlineTools } from '../../src/offline/index.ts';

/** The value that `finish` gave, or the first failure. */
async function valueOf(plan: string): Promise<unknown> {
  const report = await runPlan(plan, { tools: offlineTools() }).report;
  const failed = [...report.outcomes.values()].find(({ status }) => status === 'failed');
  if (failed?.status === 'failed') return failed.error;
  return [...report.outcomes.values()]
    .flatMap((outcome) => (outcome.status === 'ok' ? [outcome.value] : []))
    .at(-1);
}

describe('the offline tools', () => {
  test('are four reads, each with an output schema', () => {
    const tools = offlineTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'search',
      'lookup',
      'list_entities',
      'calculate',
    ]);
    for (const { effect, outputSchema } of tools) {
      expect(effect).toBe('read');
      expect(outputSchema).toBeDefined();
    }
  });

  test('look one fact up, with unit and source, by any name of the thing and its attribute', async () => {
    expect(await valueOf('1. lookup("everest", "elevation")\njoin()')).toEqual({
      entity: 'Mount Everest',
      attribute: 'height',
      value: 8849,
      unit: 'm',
      source: {
        title: "Mount Everest (Wikipedia's article on it)",
        url: 'corpus://mountains/mount-everest',
      },
    });
  });

  test.each([
    ['lookup("Mount Everst", "height")', 'Did you mean "Mount Everest"?'],
    ['lookup("K2", "heigth")', 'Did you mean "height"?'],
    [
      'lookup("Carbon", "melting_point")',
      'The corpus has no melting_point of Carbon. It has symbol',
    ],
    ['list_entities("montain")', 'Did you mean "mountain"?'],
    ['list_entities("mountain", sort_by="heigth")', 'Did you mean "height"?'],
  ])('say of %s what was meant', async (call, text) => {
    const failure = await valueOf(`1. ${call}\njoin()`);
    expect(JSON.stringify(failure).replaceAll('\\"', '"')).toContain(text);
  });

  test('find articles by their words, the best first, with accents and slips of spelling', async () => {
    const titles = async (query: string): Promise<unknown> =>
      valueOf(`1. search("${query}", 1)\njoin()`);
    expect(await titles('highest mountain Karakoram K2')).toMatchObject([{ title: 'K2' }]);
    expect(await titles('sao paulo')).toMatchObject([{ title: 'São Paulo' }]);
    expect(await titles('Kangchenjnga')).toMatchObject([
      { title: 'Kangchenjunga', source: { url: 'corpus://mountains/kangchenjunga' } },
    ]);
    expect(await titles('zzzz qqqq')).toEqual([]);
  });

  test('filter and sort a kind', async () => {
    const where =
      '[{"attribute": "country", "operator": "is", "value": "nepal"}, {"attribute": "height", "operator": ">=", "value": 8516}]';
    expect(
      await valueOf(
        `1. list_entities("peaks", where=${where}, sort_by="height", order="ascending")\njoin()`,
      ),
    ).toMatchObject([
      { name: 'Lhotse', kind: 'mountain' },
      { name: 'Kangchenjunga' },
      { name: 'Mount Everest' },
    ]);
    expect(await valueOf('1. list_entities("planet", limit=2)\njoin()')).toMatchObject([
      { name: 'Mercury' },
      { name: 'Venus' },
    ]);
    expect(
      await valueOf(
        '1. list_entities("planet", where=[{"attribute": "class", "operator": "<", "value": 3}])\njoin()',
      ),
    ).toEqual([]);
  });

  test('leave out of a ranking what has no number for it', async () => {
    const ranked = await valueOf(
      '1. list_entities("element", sort_by="density", limit=100)\njoin()',
    );
    expect(JSON.stringify(ranked)).not.toContain('Hydrogen');
  });

  test('calculate over values that arrive by reference', async () => {
    const plan =
      '1. list_entities("mountain", sort_by="height", limit=2)\n2. lookup($1[*].name, "height")\n3. calculate("mean(values)", $2[*].value)\njoin()';
    expect(await valueOf(plan)).toBe(8730);
    expect(await valueOf('1. calculate("1 / 0")\njoin()')).toMatchObject({
      message: expect.stringContaining('divisor is zero') as string,
    });
  });

  test('wait as long as they are told on the clock that they are given', async () => {
    const clock = createFakeClock();
    const tools = offlineTools({ latencyMs: 300, clock });
    const run = runPlan('1. lookup("K2", "height")\n2. lookup("Lhotse", "height")\njoin()', {
      tools,
    });
    while (clock.pending < 2) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(299);
    expect(clock.pending).toBe(2);
    await clock.advance(1);
    const report = await run.report;
    expect([...report.outcomes.values()].map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(clock.pending).toBe(0);
  });
});
