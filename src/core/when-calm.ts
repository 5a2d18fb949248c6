import { nextTick } from 'node:process';

/**
 * Calls `action` once, when every promise reaction that is due has run, and those that they made due:
 * when all has been done that the present event leads to by itself. No timer, and no turn of the event
 * loop, lies between.
 */
export function whenCalm(action: () => void): void {
  // Node looks at its ticks when it has no microtask left; asked for in a microtask, that is behind all of them.
  queueMicrotask(() => nextTick(action));
}
