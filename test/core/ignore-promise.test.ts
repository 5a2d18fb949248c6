import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ignorePromise } from '../../src/core/ignore-promise.ts';
import { unhandledDuring } from '../unhandled.ts';

it('a rejected promise is nobody’s unhandled rejection, and anything else is left alone', async () => {
  expect(await unhandledDuring(() => void Promise.reject(new Error('heard')))).toHaveLength(1);
  expect(await unhandledDuring(() => ignorePromise(Promise.reject(new Error('no'))))).toEqual([]);
  for (const given of [undefined, null, 5, 'text', { then: 1 }, Promise.resolve(1)]) {
    ignorePromise(given);
  }
  await setImmediate();
});
