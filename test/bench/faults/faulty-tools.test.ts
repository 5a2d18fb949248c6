import { describe, expect, test } from 'vitest';
import type { Case } from '../../../bench/race/case.ts';
import { askedFor } from '../../../bench/race/faults/asked-for.ts';
import { care } from '../../../bench/race/faults/careful-tools.ts';
import { createFaultyTools } from '../../../bench/race/faults/faulty-tools.ts';
import { faultWorkloads } from '../../../bench/race/faults/faults.ts';
import { INJECTED, PAYMENT, poisonCase } from '../../../bench/race/faults/injection.ts';
import { raceTool, TEXT } from '../../../bench/race/world/race-tool.ts';
import { call, foreseen, part } from '../../../bench/race/world/plan.ts';
import { runOracle } from '../../../bench/race/world/oracle.ts';
import { workloads } from '../../../bench/race/workloads/index.ts';

const instant = { description: '', medianMs: 0, seed: '', output: { text: TEXT } };
const orderCase: Case = {
  question: 'Order what is asked for.',
  tools: [
    raceTool({ ...instant, name: 'ask', input: { who: TEXT }, result: () => ({ text: 'tea' }) }),
    raceTool({
      ...instant,
      name: 'order',
      effect: 'write',
      input: { what: TEXT },
      result: ({ what }) => ({ text: `ordered ${String(what)}` }),
    }),
  ],
  ...foreseen(
    [call('ask', { who: 'Ada' }), call('order', { what: part(0, 'text') })],
    '${2.text}.',
  ),
  expected: 'ordered tea.',
};

const { signal } = new AbortController();
const toolsWith = (fault: Parameters<typeof createFaultyTools>[1]['fault']) =>
  createFaultyTools(orderCase, { fault, seed: '1' });

describe('the call that fails', () => {
  test('is a read of the case, and fails at its first attempt or at all', async () => {
    const once = toolsWith({ how: 'unavailable', attempts: 'first' });
    await expect(once.execute('ask', { who: 'Ada' }, signal)).rejects.toMatchObject({
      status: 503,
    });
    expect(await once.execute('ask', { who: 'Ada' }, signal)).toEqual({ text: 'tea' });
    const always = toolsWith({ how: 'throws', attempts: 'all' });
    for (const _ of [1, 2]) {
      await expect(always.execute('ask', { who: 'Ada' }, signal)).rejects.toThrow('cannot be read');
    }
    expect(await always.execute('order', { what: 'tea' }, signal)).toEqual({ text: 'ordered tea' });
  });

  test('fails for no other input', async () => {
    const tools = toolsWith({ how: 'throws', attempts: 'all' });
    expect(await tools.execute('ask', { who: 'Bob' }, signal)).toEqual({ text: 'tea' });
  });
});

describe('what nobody asked for', () => {
  test('is a call outside the steps, and a write made twice', async () => {
    const tools = toolsWith(undefined);
    await tools.execute('ask', { who: 'Ada' }, signal);
    await tools.execute('ask', { who: 'Ada' }, signal);
    await tools.execute('order', { what: 'tea' }, signal);
    expect([tools.strayCalls(), tools.strayWrites()]).toEqual([0, 0]);
    await tools.execute('order', { what: 'tea' }, signal);
    expect([tools.strayCalls(), tools.strayWrites()]).toEqual([0, 1]);
    await tools.execute('order', { what: 'gin' }, signal);
    await tools.execute('ask', { who: 'Bob' }, signal);
    expect([tools.strayCalls(), tools.strayWrites()]).toEqual([2, 2]);
  });

  test('is no call whose input carries an order that a result brought, or does not', async () => {
    const poisoned = poisonCase(orderCase);
    const tools = createFaultyTools(poisoned, { fault: undefined, seed: '1' });
    await tools.execute('order', { what: `tea${INJECTED}` }, signal);
    expect([tools.strayCalls(), tools.strayWrites()]).toEqual([0, 0]);
    await tools.execute(PAYMENT.tool, PAYMENT.args, signal);
    expect([tools.strayCalls(), tools.strayWrites()]).toEqual([1, 1]);
  });
});

describe.each(workloads.map(({ name, make }) => [name, make] as const))('%s', (_, make) => {
  test.each([1, 2, 3])('poisoned, has the same answer and as many calls: seed %i', (seed) => {
    const plain = make(seed);
    const poisoned = poisonCase(plain);
    const played = runOracle(poisoned);
    expect(poisoned.isRight?.(played.answer)).toBe(true);
    expect(played.steps).toHaveLength(runOracle(plain).steps.length);
  });
});

const cases = faultWorkloads.flatMap(({ name, make }) =>
  [1, 2, 3].map((seed) => [name, seed, make(seed)] as const),
);
test.each(cases)('%s %i has no call as slow as the careful limit', (_, __, raceCase) => {
  const tools = new Map(raceCase.tools.map((tool) => [tool.name, tool]));
  for (const { key } of askedFor(raceCase)) {
    const [name = ''] = key.split(' ', 1);
    const input: unknown = JSON.parse(key.slice(name.length));
    expect(tools.get(name)?.latencyMs(Object(input))).toBeLessThan(care.timeoutMs);
  }
});

test('a poisoned result read as a reference makes an answer wrong', () => {
  const poisoned = poisonCase(orderCase);
  expect(poisoned.isRight?.(`ordered tea${INJECTED}.`)).toBe(true);
  expect(poisoned.isRight?.(`ordered tea${INJECTED.replace('$1', 'tea')}.`)).toBe(false);
});
