import { afterEach, expect, test, vi } from 'vitest';
import { onInterrupt } from '../../src/cli/on-interrupt.ts';
import { createFakeClock } from '../../src/testing/index.ts';

afterEach(() => vi.restoreAllMocks());

/** Never ends this process. */
function watchExits(): readonly unknown[] {
  const exits: unknown[] = [];
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    exits.push(code);
    return undefined as never;
  });
  return exits;
}

test('the first Ctrl-C aborts, the second ends the process', async () => {
  const exits = watchExits();
  const clock = createFakeClock();
  const interrupt = onInterrupt(clock);
  expect(interrupt.status()).toBeUndefined();
  interrupt.press();
  expect(interrupt.signal.aborted).toBe(true);
  expect(interrupt.status()).toBe(130);
  await clock.advance(100);
  interrupt.press();
  expect(exits).toEqual([130]);
  interrupt.release();
});

test('a signal that what started us hands on as well is no second one', async () => {
  const exits = watchExits();
  const clock = createFakeClock();
  const interrupt = onInterrupt(clock);
  process.emit('SIGINT');
  await clock.advance(99);
  process.emit('SIGINT');
  expect(exits).toEqual([]);
  expect(interrupt.status()).toBe(130);
  interrupt.release();
});

test('released it listens to no signal', () => {
  const before = process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
  const interrupt = onInterrupt(createFakeClock());
  expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(before + 2);
  interrupt.release();
  expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(before);
});
