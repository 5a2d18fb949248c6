import { setImmediate } from 'node:timers/promises';

/** What nobody handled of the rejections that `action` makes; vitest does not hear of them. */
export async function unhandledDuring(action: () => unknown): Promise<unknown[]> {
  const heard: unknown[] = [];
  const listener = (thrown: unknown): void => void heard.push(thrown);
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listener);
  try {
    await action();
    await setImmediate();
  } finally {
    process.off('unhandledRejection', listener);
    for (const other of others) process.on('unhandledRejection', other);
  }
  return heard;
}
