import { expect, it } from 'vitest';
import { createFailedTogether } from '../../src/executor/failed-together.ts';
import { createFakeClock } from '../../src/testing/index.ts';

it('has one timer for those that wait as long, in the order in which they began to', async () => {
  const clock = createFakeClock();
  const { after } = createFailedTogether(clock);
  const ran: string[] = [];
  for (const name of ['a', 'b']) after(5, () => ran.push(name));
  after(9, () => ran.push('late'));
  expect(clock.pending).toBe(2);
  await clock.advance(5);
  expect(ran).toEqual(['a', 'b']);
  after(5, () => ran.push('again'));
  await clock.advance(5);
  expect(ran).toEqual(['a', 'b', 'late', 'again']);
});

it('takes one back without the others, and the timer with the last', async () => {
  const clock = createFakeClock();
  const { after } = createFailedTogether(clock);
  const ran: string[] = [];
  const cancels = ['a', 'b', 'c'].map((name) => after(5, () => ran.push(name)));
  cancels[0]?.();
  cancels[0]?.();
  cancels[1]?.();
  expect(clock.pending).toBe(1);
  await clock.advance(5);
  cancels[2]?.();
  expect(ran).toEqual(['c']);
  after(7, () => ran.push('d'))();
  expect(clock.pending).toBe(0);
});
