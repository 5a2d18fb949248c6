import { expect, test } from 'vitest';
import { runPlan } from '../src/index.ts';
import { controlledTool } from '../src/testing/index.ts';

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
