import { describe, expect, it } from 'vitest';
import { findMerges } from '../../src/plan/find-merges.ts';
import { parsePlan } from '../../src/plan/parse-plan.ts';
import { createToolset } from '../../src/tools/toolset.ts';
import { defineTool, type ToolDefinition } from '../../src/index.ts';

function tool(name: string, more: Partial<ToolDefinition> = {}) {
  return defineTool({
    name,
    description: name,
    effect: 'read',
    inputSchema: { type: 'object', properties: { a: {}, b: {} } },
    execute: () => null,
    ...more,
  });
}

const toolset = createToolset([
  tool('look'),
  tool('find'),
  tool('roll', { cache: 'off' }),
  tool('put', { effect: 'write' }),
]);

function merges(...lines: string[]): readonly (readonly number[])[] {
  const { tasks, problems } = parsePlan(`${lines.join('\n')}\njoin()`, { tools: toolset });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return findMerges(tasks, toolset);
}

describe('the tasks of a plan that would be one call', () => {
  it('have the same tool and the same arguments, whatever their order', () => {
    expect(
      merges(
        '1. look(a="x", b={"p": 1, "q": [2]})',
        '2. look(b={"q": [2], "p": 1}, a="x")',
        '3. look(a="x", b={"p": 1, "q": ["2"]})',
        '4. find(a="x", b={"p": 1, "q": [2]})',
        '5. look(a="x", b={"p": 1, "q": [2]})',
      ),
    ).toEqual([[1, 2, 5]]);
  });

  it('have references to equal tasks, over any number of them, forward ones included', () => {
    expect(
      merges(
        '1. look("x")',
        '2. look("x")',
        '3. find($1.url, "at $2")',
        '4. find($2.url, "at $1")',
        '5. look([$3])',
        '6. look([$4])',
        '7. find($1.name, "at $2")',
        '8. find($10)',
        '9. find($11)',
        '10. look("y")',
        '11. look("y")',
      ),
    ).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
      [8, 9],
      [10, 11],
    ]);
  });

  it('are not writes, not of a tool that says so, and have no write between them', () => {
    expect(
      merges(
        '1. look("x")',
        '2. roll()',
        '3. roll()',
        '4. put("x")',
        '5. put("x")',
        '6. look("x")',
      ),
    ).toEqual([]);
  });

  it('have the same guard', () => {
    expect(
      merges(
        '1. look("x")',
        '2. if $1.ok: find("a")',
        '3. if not $1.ok: find("a")',
        '4. if $1.ok: find("a")',
        '5. find("a")',
      ),
    ).toEqual([[2, 4]]);
  });
});
