import { expect, test } from 'vitest';
import { afterTurn } from '../../src/core/after-turn.ts';
import { tick } from '../executor/builders.ts';

/** Runs an action after so many promise callbacks, each made by the one before. */
async function hop(times: number, action: () => void): Promise<void> {
  for (let index = 0; index < times; index += 1) await Promise.resolve();
  action();
}

test('what is to follow a turn runs when its promises have, those that they make included', async () => {
  const order: string[] = [];
  const start = (name: string): void => {
    afterTurn(() => order.push(`${name} after`));
    void hop(50, () => order.push(`${name} promises`));
  };
  start('callback');
  await tick();
  await Promise.resolve().then(() => start('promise'));
  await tick();
  process.nextTick(() => start('next tick'));
  await tick();
  expect(order).toEqual([
    'callback promises',
    'callback after',
    'promise promises',
    'promise after',
    'next tick promises',
    'next tick after',
  ]);
});
