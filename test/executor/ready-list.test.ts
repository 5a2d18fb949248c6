import { describe, expect, test } from 'vitest';
import { createReadyList } from '../../src/executor/ready-list.ts';
import { createToolset } from '../../src/tools/toolset.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import type { Tool } from '../../src/tools/tool.ts';
import { task } from './builders.ts';

const echo: Tool = defineTool({
  name: 'echo',
  description: 'Gives its input.',
  effect: 'read',
  inputSchema: { type: 'object' },
  execute: (input) => input,
});

/** Starts tasks 1, 2 and 3, of which the greater ids are the more urgent. */
function startThree(
  free: number,
  tool: Tool = echo,
): { readonly started: number[]; readonly asked: number[] } {
  const started: number[] = [];
  const asked: number[] = [];
  const list = createReadyList({
    queue: { free: () => free },
    toolset: createToolset([tool]),
    priority: {
      of: (id) => {
        asked.push(id);
        return id;
      },
    },
    start: ({ task: { id } }) => void started.push(id),
  });
  for (const id of [1, 2, 3]) list.add({ task: task(id, tool.name) });
  expect(list.startAll()).toBe(true);
  expect(list.startAll()).toBe(false);
  return { started, asked };
}

describe('tasks that became ready together', () => {
  test('start by priority where there are fewer permits than tasks', () => {
    expect(startThree(2).started).toEqual([3, 2, 1]);
  });

  test('start as they came, with no priority asked for, where there are permits for all', () => {
    expect(startThree(3)).toEqual({ started: [1, 2, 3], asked: [] });
  });

  test.each([
    { concurrency: 1 },
    { rate: { requestsPerMinute: 60 } },
    { gate: 'web' },
    { retry: {} }, // its gate learns what the resource bears
  ])('start by priority where the gate of a tool may hold some back: %j', (limit) => {
    expect(startThree(3, { ...echo, ...limit }).started).toEqual([3, 2, 1]);
  });

  test('are started once, what starting adds in its turn', () => {
    const started: number[] = [];
    const list = createReadyList({
      queue: { free: () => 1 },
      toolset: createToolset([]),
      priority: { of: () => 0 },
      start: ({ task: { id } }) => {
        started.push(id);
        if (id < 3) list.add({ task: task(id + 1, 'tool') });
      },
    });
    list.add({ task: task(1, 'tool') });
    while (list.startAll()) void 0;
    expect(started).toEqual([1, 2, 3]);
  });
});
