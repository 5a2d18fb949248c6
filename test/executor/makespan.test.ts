import { expect, test } from 'vitest';
import { randomPlans, simulateMakespans } from '../../bench/micro/simulate-makespan.ts';

test('the longest path first, with durations learned on the way, beats first come first served', async () => {
  const plans = randomPlans(60, 5);
  const meanRatio = async (concurrency: number): Promise<number> => {
    const longest = await simulateMakespans(plans, { concurrency, priority: 'longest-path' });
    const arrival = await simulateMakespans(plans, { concurrency, priority: 'arrival' });
    const ratios = longest.map((ms, index) => ms / arrival[index]!);
    return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  };
  expect(await meanRatio(2)).toBeLessThan(0.97);
  expect(await meanRatio(4)).toBeLessThan(0.95);
  // With a permit for every call there is nothing to order.
  expect(await meanRatio(64)).toBe(1);
});
