import { describe, expect, test } from 'vitest';
import type { OnFailure } from '../../src/tools/tool.ts';
import {
  benchOf,
  preparedTool,
  ref,
  reference,
  task,
  write,
  type ToolOptions,
} from './builders.ts';

const fails = (): never => {
  throw new Error('no');
};

const fallback = (value: null | string | number): ToolOptions => ({
  more: { onFailure: { fallback: value } },
});

describe('a fallback', () => {
  test('stands for a failed call, with the failure beside it, and what needs it goes on', async () => {
    const seen: unknown[] = [];
    const look = preparedTool('look', fails, fallback('unknown'));
    const show = preparedTool('show', ({ text }) => void seen.push(text));
    const bench = benchOf({ tools: [look, show] });
    await bench.run(task(1, 'look'), task(2, 'show', { text: ref(1) }));
    expect(bench.outcome(1)).toMatchObject({
      status: 'ok',
      value: 'unknown',
      fallbackFor: { code: 'tool.threw', message: 'look failed: no' },
      attempts: 1,
    });
    expect(seen).toEqual(['unknown']);
  });

  test('stands for a call that its time limit ended', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const look = preparedTool('look', never, { ...fallback(0), timeoutMs: 50 });
    const bench = benchOf({ tools: [look] });
    const ended = bench.run(task(1, 'look'));
    await bench.clock.advance(50);
    await ended;
    expect(bench.outcome(1)).toMatchObject({ value: 0, fallbackFor: { code: 'tool.timeout' } });
  });

  test('does not stand for a call that succeeded, was skipped or cancelled', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const look = preparedTool('look', () => 'seen', fallback('unknown'));
    const hang = preparedTool('hang', never, fallback('unknown'));
    const fail = preparedTool('fail', fails);
    const bench = benchOf({ tools: [look, hang, fail] });
    const ended = bench.run(
      task(1, 'look'),
      task(2, 'hang'),
      task(3, 'fail'),
      task(4, 'look', { it: ref(3) }),
    );
    bench.executor.close([2], { reason: 'not-needed', message: 'x' });
    await ended;
    expect(bench.outcome(1)).not.toHaveProperty('fallbackFor');
    expect(bench.outcome(2)?.status).toBe('cancelled');
    expect(bench.outcome(4)?.status).toBe('skipped');
  });

  test('is a copy for each call', async () => {
    const more = { onFailure: { fallback: { list: [1] } } };
    const look = preparedTool('look', fails, { more });
    const bench = benchOf({ tools: [look] });
    await bench.run(task(1, 'look'), task(2, 'look', { other: ref(1) }));
    expect(bench.value(1)).toEqual(bench.value(2));
    expect(bench.value(1)).not.toBe(bench.value(2));
    expect(bench.value(1)).not.toBe(more.onFailure.fallback);
  });

  test('is what the outputSchema makes of it', async () => {
    const output = (value: unknown): { ok: true; value: unknown } => ({ ok: true, value: [value] });
    const look = preparedTool('look', fails, { ...fallback(1), output });
    const bench = benchOf({ tools: [look] });
    await bench.run(task(1, 'look'));
    expect(bench.value(1)).toEqual([1]);
  });

  test('of the run is for the reads that say nothing of their own', async () => {
    const onFailure: OnFailure = { fallback: 'of the run' };
    const look = preparedTool('look', fails);
    const own = preparedTool('own', fails, fallback('its own'));
    const skip = preparedTool('skip', fails, { more: { onFailure: 'skip-dependents' } });
    const save = preparedTool('save', fails, { effect: 'write' });
    const bench = benchOf({ tools: [look, own, skip, save], onFailure });
    await bench.run(task(1, 'look'), task(2, 'own'), task(3, 'skip'), write(4, 'save'));
    expect([1, 2, 3, 4].map((id) => bench.value(id))).toEqual([
      'of the run',
      'its own',
      undefined,
      undefined,
    ]);
    expect(bench.outcome(4)?.status).toBe('failed');
  });

  test('of the run that the outputSchema refuses leaves the failure', async () => {
    const refuse = { ok: false, issues: [] } as const;
    const look = preparedTool('look', fails, { output: () => refuse });
    const bench = benchOf({ tools: [look], onFailure: { fallback: 1 } });
    await bench.run(task(1, 'look'));
    expect(bench.outcome(1)?.status).toBe('failed');
  });

  test('stands for a child call too', async () => {
    const look = preparedTool('look', fails, fallback('unknown'));
    const ask = preparedTool('ask', async (_, { call }) => {
      const outcome = await call('look', {});
      return outcome.status === 'ok' ? outcome.value : 'no value';
    });
    const bench = benchOf({ tools: [look, ask] });
    await bench.run(task(1, 'ask'));
    expect(bench.value(1)).toBe('unknown');
  });

  test('stands for a call whose input cannot be made', async () => {
    const look = preparedTool('look', () => 'seen', fallback('unknown'));
    const bench = benchOf({ tools: [look, preparedTool('give', () => ({}))] });
    await bench.run(task(1, 'give'), task(2, 'look', { it: ref(1, 'missing') }));
    expect(bench.outcome(2)).toMatchObject({
      value: 'unknown',
      fallbackFor: { code: 'reference.missing-path' },
      attempts: 0,
    });
  });

  test('stands for the elements of a fan-out, whose outcome says for how many', async () => {
    const look = preparedTool(
      'look',
      ({ it }) => (it === 1 ? 'one' : fails()),
      fallback('unknown'),
    );
    const bench = benchOf({ tools: [look, preparedTool('give', () => [{ n: 1 }, { n: 2 }, {}])] });
    const over = reference(1, '*');
    const args = { it: ref(1, '*', 'n') };
    await bench.run(
      task(1, 'give'),
      task(2, 'look', args, { fanOut: { over, parameters: ['it'] } }),
    );
    expect(bench.outcome(2)).toMatchObject({
      status: 'ok',
      value: ['one', 'unknown', 'unknown'],
      fallbackFor: {
        code: 'tool.threw',
        message: 'For 2 of 3 elements; the first: look failed: no',
      },
    });
    expect(bench.outcome(2)).not.toHaveProperty('holes');
  });
});
