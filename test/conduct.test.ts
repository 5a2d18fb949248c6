import { expect, test } from 'vitest';
import { createCompiler } from '../src/index.ts';
import { controlledTool, createFakeClock, scriptedModel } from '../src/testing/index.ts';

test('a plan cut by the budget is told as that, not as a bad planner', async () => {
  const clock = createFakeClock();
  const model = scriptedModel([['1. look({})\n', '2. join()']], { pace: 'held' });
  const look = controlledTool({ name: 'look' });
  const compiler = createCompiler({ model, tools: [look], clock, budget: { wallMs: 100 } });
  const run = compiler.stream('?');
  await clock.advance(100);
  const { status, error } = await run.report;
  expect(status).toBe('failed');
  expect(error?.code).toBe('run.budget');
  expect(error?.message).toContain('budget.wallMs of 100 ms');
  expect(error?.message).toContain('Raise that bound.');
});

test('a plan with errors is told with their number and the first, behind what to do', async () => {
  const model = scriptedModel(['1. nope()\n2. join()', '1. nope()\n2. join()']);
  const compiler = createCompiler({ model, tools: [controlledTool({ name: 'look' })] });
  const { error } = await compiler.stream('?').report;
  expect(error?.code).toBe('run.plan-invalid');
  expect(error?.message).toMatch(/: 1 error\. Try .*\. The first: plan\.unknown-tool: .*[^.]\.$/);
});
