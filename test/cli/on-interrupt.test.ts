import { afterEach, expect, test, vi } from 'vitest';
import { onInterrupt } from '../../src/cli/on-interrupt.ts';

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

test('the first Ctrl-C aborts, the second ends the process', () => {
  const exits = watchExits();
  const interrupt = onInterrupt();
  expect(interrupt.status()).toBeUndefined();
  interrupt.press();
  expect(interrupt.signal.aborted).toBe(true);
  expect(interrupt.status()).toBe(130);
  interrupt.press();
  expect(exits).toEqual([130]);
  interrupt.release();
});

test('released it listens to no signal', () => {
  const before = process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
  const interrupt = onInterrupt();
  expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(before + 2);
  interrupt.release();
  expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(before);
});
