import { systemClock } from '../../src/core/clock.ts';
import { createLog } from '../../src/core/log.ts';
import { defaultExecutorLimits, type Dispatch } from '../../src/executor/dispatch.ts';
import { createExecutor } from '../../src/executor/driver.ts';
import { createGates } from '../../src/executor/gates.ts';
import { defaultPasses } from '../../src/executor/passes.ts';
import { createDispatcher } from '../../src/executor/policies.ts';
import type { Task } from '../../src/plan/task.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import type { PreparedTool } from '../../src/tools/prepared-tool.ts';
import { createToolset } from '../../src/tools/toolset.ts';

const noop = defineTool({
  name: 'noop',
  description: 'Does nothing.',
  effect: 'read',
  inputSchema: {
    type: 'object',
    properties: { id: {}, input1: {}, input2: {}, input3: {} },
  },
  execute: () => 1,
});

export interface LayeredOptions {
  readonly createDispatch?: () => (tool: PreparedTool) => Dispatch;
  readonly singleFlight?: 'on' | 'off';
}

/**
 * Runs the tasks as one plan with the event log on; resolves when all have ended well. Each run has a
 * dispatcher of its own: the chain that users have, unless told.
 */
export async function runLayered(
  tasks: readonly Task[],
  { createDispatch = usersChain, singleFlight = 'on' }: LayeredOptions = {},
): Promise<number> {
  const toolset = createToolset([noop]);
  const log = createLog({ clock: systemClock });
  const startedAt = performance.now();
  const executor = createExecutor({
    runId: 'bench',
    toolset,
    dispatchOf: createDispatch(),
    passes: { ...defaultPasses, singleFlight },
    concurrency: 16,
    limits: { ...defaultExecutorLimits, tasks: Infinity },
    clock: systemClock,
    context: undefined as never,
    emit: (fact, round) => void log.append(fact, round),
  });
  const plan = { round: 1 };
  executor.openPlan(plan);
  for (const task of tasks) executor.add(task, plan);
  executor.pass(plan);
  await executor.settled();
  const elapsedMs = performance.now() - startedAt;
  const oks = [...executor.outcomes.values()].filter(({ status }) => status === 'ok').length;
  if (oks !== tasks.length || log.events.length !== 3 * tasks.length) {
    throw new Error(`${String(oks)} of ${String(tasks.length)} tasks succeeded`);
  }
  return elapsedMs;
}

function usersChain(): (tool: PreparedTool) => Dispatch {
  return createDispatcher({ gates: createGates() });
}
