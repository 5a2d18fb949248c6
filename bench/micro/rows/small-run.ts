import { createCompiler, defineTool, type Compiler } from '../../../src/index.ts';
import type { Row } from '../row.ts';
import { benchModel } from '../scripted-run.ts';

export const smallRun: Row = {
  id: 'small-run',
  what: 'one run of 8 tasks: planned, executed, joined, with a model and tools that take no time',
  excludes: 'the model and the tools, which take nearly all the time of a real run',
  async measure() {
    const compiler = smallCompiler(8);
    const values: number[] = [];
    for (let round = 0; round < 400; round += 1) {
      const startedAt = performance.now();
      await compiler.run('Add.');
      if (round >= 200) values.push(performance.now() - startedAt);
    }
    return [{ label: 'a run, warm', unit: 'ms', values, limit: 5 }];
  },
};

/** Plans a chain with branches over the given number of tasks. */
export function smallCompiler(taskCount: number): Compiler {
  const add = defineTool({
    name: 'add',
    description: 'Adds two numbers.',
    effect: 'read',
    inputSchema: {
      type: 'object',
      properties: { a: { type: 'number' }, b: { type: 'number' } },
      required: ['a', 'b'],
    },
    execute: ({ a, b }) => Number(a) + Number(b),
  });
  const lines = Array.from({ length: taskCount }, (_, index) =>
    index < 2
      ? `${String(index + 1)}. add(${String(index)}, 1)\n`
      : `${String(index + 1)}. add($${String(index - 1)}, $${String(index)})\n`,
  );
  const model = benchModel(() => [...lines, 'join()<END_OF_PLAN>']);
  return createCompiler({ model, tools: [add] });
}
