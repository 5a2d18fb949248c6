import { expect, it } from 'vitest';
import { createRetryBudget } from '../../src/executor/retry-budget.ts';

function takeAll(budget: { take(): boolean }): number {
  let taken = 0;
  while (budget.take()) taken += 1;
  return taken;
}

it('holds ten at first, one more for each ten calls, and a hundred at most', () => {
  const budget = createRetryBudget();
  expect(takeAll(budget)).toBe(10);
  for (let call = 0; call < 30; call += 1) budget.earn();
  expect(takeAll(budget)).toBeGreaterThanOrEqual(2);
  for (let call = 0; call < 1_000_000; call += 1) budget.earn();
  expect(takeAll(budget)).toBe(100);
});
