import { types } from 'node:util';

/**
 * For what a user's function gave where no promise is wanted. An async one that fails must not end the
 * process with an unhandled rejection: nobody else holds its promise.
 */
export function ignorePromise(given: unknown): void {
  if (types.isPromise(given)) given.catch(() => undefined);
}
