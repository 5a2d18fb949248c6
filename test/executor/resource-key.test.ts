import { expect, it } from 'vitest';
import { resourceKey } from '../../src/executor/resource-key.ts';
import { unhandledDuring } from '../unhandled.ts';
import { preparedTool } from './builders.ts';

const keyOf = (resource: (input: unknown) => unknown, input = {}) =>
  resourceKey(
    preparedTool('tool', undefined, { more: { resource: resource as () => string } }),
    input,
  );

it('is what the tool says of the parsed input', () => {
  const tool = preparedTool('tool', undefined, {
    input: () => ({ ok: true, value: { id: 'parsed' } }),
    more: { resource: (input) => (input as { id: string }).id },
  });
  expect(resourceKey(tool, { id: 'raw' })).toBe('parsed');
});

it('is not known where there is none, where it throws, and where it gives no text', () => {
  expect(resourceKey(preparedTool('tool'), {})).toBeUndefined();
  expect(keyOf(() => 5)).toBeUndefined();
  expect(
    keyOf(() => {
      throw new Error('mine');
    }),
  ).toBeUndefined();
});

it('is not known where it gives a promise, whose rejection nobody need handle', async () => {
  const unhandled = await unhandledDuring(() => {
    expect(keyOf(() => Promise.reject(new Error('later')))).toBeUndefined();
  });
  expect(unhandled).toEqual([]);
});

it('is not known where the schema refuses the input or answers later', () => {
  const more = { resource: () => 'key' };
  const refusing = preparedTool('tool', undefined, {
    input: () => ({ ok: false, issues: [] }),
    more,
  });
  const later = preparedTool('tool', undefined, {
    input: (value) => Promise.resolve({ ok: true, value }),
    more,
  });
  expect([refusing, later].map((tool) => resourceKey(tool, {}))).toEqual([undefined, undefined]);
});
