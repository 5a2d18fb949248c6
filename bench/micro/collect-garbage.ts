/** A full collection; the child processes run with --expose-gc. */
export function collectGarbage(): void {
  const collect: unknown = Reflect.get(globalThis, 'gc');
  if (typeof collect !== 'function') throw new Error('run node with --expose-gc');
  collect();
}

export const megabyte = 1_048_576;
