import { expect, test } from 'vitest';
import { chooseApproval } from '../../src/cli/choose-approval.ts';
import type { Approve, Tool } from '../../src/index.ts';

const inputSchema = { type: 'object' };
const read: Tool = {
  name: 'look',
  description: 'Looks.',
  effect: 'read',
  inputSchema,
  execute: () => 1,
};
const write: Tool = { ...read, name: 'send', effect: 'write' };
const ask: Approve = () => ({ decision: 'approve' });

test('a tool set with a write asks the person at the terminal, by default once a plan', () => {
  const tools = [read, write];
  expect(chooseApproval({ mode: undefined, tools, ask })).toEqual({
    approval: 'per-plan',
    approve: ask,
  });
  expect(chooseApproval({ mode: 'per-write', tools, ask }).approval).toBe('per-write');
});

test('where nobody can be asked each write is refused with how to allow it', async () => {
  for (const mode of [undefined, 'per-plan', 'per-write'] as const) {
    const { approve } = chooseApproval({ mode, tools: [write], ask: undefined });
    const decided = await approve?.({
      scope: 'plan',
      runId: 'run',
      writes: [],
      signal: new AbortController().signal,
    });
    expect(decided).toMatchObject({ decision: 'deny' });
    expect(decided).toMatchObject({ reason: expect.stringContaining('--approve none') });
  }
});

test('nobody is asked where it is switched off, and where nothing can be written', () => {
  const none = { approval: 'none' };
  expect(chooseApproval({ mode: 'none', tools: [write], ask: undefined })).toEqual(none);
  expect(chooseApproval({ mode: 'per-write', tools: [read], ask })).toEqual(none);
});
