import { expect, test } from 'vitest';
import { createCompiler, foldAll, runPlan, type RunEvent } from '../src/index.ts';
import { controlledTool, createFakeClock, scriptedModel } from '../src/testing/index.ts';

async function messageAfter(abort: (controller: AbortController) => void): Promise<string> {
  const controller = new AbortController();
  const look = controlledTool({ name: 'look' });
  const run = runPlan('1. look({})', { tools: [look], signal: controller.signal });
  const call = await look.next();
  abort(controller);
  call.resolve(1);
  return (await run.report).error?.message ?? '';
}

test('an abort is told with the reason of its signal, if that says something', async () => {
  expect(await messageAfter((controller) => controller.abort())).toBe(
    'The signal of the run was aborted.',
  );
  expect(await messageAfter((controller) => controller.abort('the client left'))).toBe(
    'The signal of the run was aborted: the client left.',
  );
  const late = new DOMException('The operation timed out.', 'TimeoutError');
  expect(await messageAfter((controller) => controller.abort(late))).toBe(
    'The signal of the run was aborted: The operation timed out.',
  );
});

async function eventsOf(run: { events(): AsyncIterable<RunEvent> }): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of run.events()) events.push(event);
  return events;
}

test('what the answer does not need is closed as its tool says, and a late result follows the end', async () => {
  const clock = createFakeClock();
  const need = controlledTool({ name: 'need' });
  const cancel = controlledTool({ name: 'cancel' });
  const finish = controlledTool({ name: 'finish_it', onClose: 'finish' });
  const model = scriptedModel(['1. need({})\n2. cancel({})\n3. finish_it({})\n4. finish($1)']);
  const tools = [need, cancel, finish];
  const run = createCompiler({ model, tools, clock }).stream('?');
  const late: unknown[] = [];
  run.on('task-late', ({ taskId }) => void late.push(taskId));
  const calls = [await need.next(), await cancel.next(), await finish.next()] as const;
  calls[0].resolve('all there is');
  const report = await run.report;
  expect(report.answer).toBe('all there is');
  expect(calls[1].context.signal.aborted).toBe(true);
  expect(calls[2].context.signal.aborted).toBe(false);
  const notNeeded = { status: 'cancelled', cause: { reason: 'not-needed' } };
  expect(report.outcomes.get(2)).toMatchObject(notNeeded);
  expect(report.outcomes.get(3)).toMatchObject(notNeeded);
  expect((await eventsOf(run)).at(-1)?.type).toBe('run-end');

  calls[1].resolve('dropped');
  await clock.advance(5_000);
  calls[2].resolve('kept');
  await clock.advance(0);
  expect(late).toEqual([3]);
  const events = await eventsOf(run);
  expect(events.at(-2)?.type).toBe('run-end');
  expect(events.at(-1)).toMatchObject({ type: 'task-late', at: 5_000, outcome: { value: 'kept' } });
  const state = foldAll(events);
  expect(state.tasks.get(3)?.late).toMatchObject({ status: 'ok', value: 'kept' });
  expect(state.tasks.get(3)?.outcome).toMatchObject(notNeeded);
  expect(state.at).toBeLessThan(5_000);
  expect(clock.pending).toBe(0);
});

test('a run that is aborted does not wait for a call that may finish', async () => {
  const clock = createFakeClock();
  const look = controlledTool({ name: 'look', onClose: 'finish' });
  const run = runPlan('1. look({})', { tools: [look], clock });
  const call = await look.next();
  run.abort();
  expect((await run.report).status).toBe('aborted');
  expect(call.context.signal.aborted).toBe(false);
  call.reject(new Error('too late'));
  await clock.advance(0);
  expect((await eventsOf(run)).at(-1)).toMatchObject({
    type: 'task-late',
    outcome: { status: 'failed' },
  });
});
