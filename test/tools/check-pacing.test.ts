import { describe, expect, it } from 'vitest';
import { defineTool } from '../../src/tools/define-tool.ts';

const right = {
  name: 'send',
  description: 'Sends.',
  effect: 'read',
  inputSchema: { type: 'object' },
  execute: () => 1,
} as const;

/** What an untyped caller may write. */
const untyped: (definition: unknown) => unknown = defineTool as never;

describe('how a tool is tried again or paced', () => {
  it.each<[object, string]>([
    [{ retry: true }, 'retry of tool "send": expected an object with any of attempts'],
    [{ retry: [] }, 'expected an object'],
    [{ retry: { atempts: 2 } }, 'it has no "atempts". Did you mean "attempts"?'],
    [{ retry: { attempts: 0 } }, 'attempts must be a whole number of 1 or more'],
    [{ retry: { attempts: 2.5 } }, 'attempts must be'],
    [{ retry: { baseMs: -1 } }, 'baseMs must be a number of milliseconds'],
    [{ retry: { maxMs: NaN } }, 'maxMs must be'],
    [{ retry: { maxRetryAfterMs: '5' } }, 'maxRetryAfterMs must be'],
    [{ retry: { on: 'always' } }, 'on must be a function'],
    [{ retry: { writes: 'yes' } }, `writes must be 'with-idempotency-key'`],
    [{ rate: 60 }, 'rate of tool "send": expected an object with any of requestsPerMinute'],
    [{ rate: { perMinute: 60 } }, 'it has no "perMinute".'],
    [{ rate: { requestsPerMinute: 0 } }, 'requestsPerMinute must be a positive number'],
    [{ rate: { tokensPerMinute: Infinity } }, 'tokensPerMinute must be'],
  ])('%j is refused', (more, words) => {
    expect(() => untyped({ ...right, ...more })).toThrow(words);
    expect(() => untyped({ ...right, ...more })).toThrow(
      expect.objectContaining({ code: 'tool.definition' }),
    );
  });

  it('a write is not tried again without an idempotency key, and is told what to do', () => {
    const write = { ...right, effect: 'write', retry: { attempts: 2 } };
    expect(() => untyped(write)).toThrow(
      `Let execute pass context.idempotencyKey on to what it calls, and add writes: 'with-idempotency-key'; or leave retry out`,
    );
    const keyed = { attempts: 2, writes: 'with-idempotency-key' };
    expect(() => untyped({ ...write, retry: keyed })).not.toThrow();
  });

  it('takes what is left out, or undefined, for the default', () => {
    const retry = { attempts: undefined, on: undefined };
    expect(() => untyped({ ...right, retry, rate: {} })).not.toThrow();
    expect(() => untyped({ ...right, retry: undefined, rate: undefined })).not.toThrow();
  });
});
