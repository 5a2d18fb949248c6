import { defaultExecutorLimits } from '../../src/executor/dispatch.ts';
import { createExecutor } from '../../src/executor/driver.ts';
import { createDurations, type Durations } from '../../src/executor/durations.ts';
import { createGates } from '../../src/executor/gates.ts';
import { defaultPasses, type Passes } from '../../src/executor/passes.ts';
import { createDispatcher } from '../../src/executor/policies.ts';
import type { Expression, Task } from '../../src/plan/task.ts';
import { createFakeClock, type FakeClock } from '../../src/testing/index.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import type { Tool } from '../../src/tools/tool.ts';
import { createToolset } from '../../src/tools/toolset.ts';
import { seeded } from './statistics.ts';

/** A plan whose calls take so long, in ms of a clock that only the simulation moves. */
export interface TimedPlan {
  readonly tasks: readonly Task[];
  readonly elapsedMs: ReadonlyMap<number, number>;
}

const toolCount = 12;

const toolNames = Array.from({ length: toolCount }, (_, index) => `tool${String(index + 1)}`);

/**
 * Random plans over the same twelve tools. Tools differ: the mean time of a call is 10 ms to 2 s, evenly
 * over the logarithm; so do the calls of one tool, from half to one and a half times its mean. A plan
 * has 10 to 60 tasks, each with up to three references to the twelve tasks before it. Seeded.
 */
export function randomPlans(count: number, seed: number): readonly TimedPlan[] {
  const random = seeded(seed);
  const means = toolNames.map(() => 10 * 200 ** random());
  return Array.from({ length: count }, () => {
    const elapsedMs = new Map<number, number>();
    const size = 10 + Math.floor(random() * 51);
    const tasks = Array.from({ length: size }, (_, index) => {
      const tool = Math.floor(random() * toolCount);
      elapsedMs.set(index + 1, Math.round((means[tool] ?? 1) * (0.5 + random())));
      return taskOf(index + 1, toolNames[tool] ?? '', sourcesOf(index, random));
    });
    return { tasks, elapsedMs };
  });
}

function sourcesOf(index: number, random: () => number): readonly number[] {
  const wanted = Math.min(index, Math.floor(random() * 4));
  const sources = new Set<number>();
  for (let pick = 0; pick < wanted; pick += 1) {
    sources.add(index - Math.floor(random() * Math.min(index, 12)));
  }
  return [...sources];
}

function taskOf(id: number, tool: string, sources: readonly number[]): Task {
  const entries = sources.map((source, position): readonly [string, Expression] => [
    `input${String(position + 1)}`,
    { kind: 'reference', reference: { source, path: [], optional: false } },
  ]);
  return {
    id,
    tool,
    effect: 'read',
    args: { kind: 'object', entries },
    dependencies: sources,
    guard: undefined,
    fanOut: undefined,
    thought: undefined,
    notes: [],
    line: id,
  };
}

/**
 * How long each plan takes in the executor, in virtual ms, one after another: what is learned of the
 * tools in one plan serves the next.
 */
export async function simulateMakespans(
  plans: readonly TimedPlan[],
  { concurrency, priority }: { readonly concurrency: number } & Pick<Passes, 'priority'>,
): Promise<readonly number[]> {
  const durations = createDurations();
  const makespans: number[] = [];
  for (const plan of plans) {
    makespans.push(await makespanOf(plan, { concurrency, priority, durations }));
  }
  return makespans;
}

async function makespanOf(
  { tasks, elapsedMs }: TimedPlan,
  {
    priority,
    ...options
  }: { readonly concurrency: number; readonly durations: Durations } & Pick<Passes, 'priority'>,
): Promise<number> {
  const clock = createFakeClock();
  const executor = createExecutor({
    ...options,
    runId: 'bench',
    toolset: createToolset(toolNames.map((name) => timedTool(name, elapsedMs, clock))),
    dispatchOf: createDispatcher({ gates: createGates() }),
    limits: defaultExecutorLimits,
    passes: { ...defaultPasses, singleFlight: 'off', priority },
    clock,
    context: undefined as never,
    emit: () => undefined,
  });
  const plan = { round: 1 };
  executor.openPlan(plan);
  executor.together(() => {
    for (const task of tasks) executor.add(task, plan);
    executor.pass(plan);
  });
  let endedAt: number | undefined;
  void executor.settled().then(() => (endedAt = clock.now()));
  await clock.advance(1e9);
  if (endedAt === undefined) throw new Error('a plan did not end');
  return endedAt;
}

function timedTool(name: string, elapsedMs: ReadonlyMap<number, number>, clock: FakeClock): Tool {
  return defineTool({
    name,
    description: 'Takes its time.',
    effect: 'read',
    inputSchema: { type: 'object' },
    execute: (_, { taskId }) =>
      new Promise((resolve) => clock.after(elapsedMs.get(taskId) ?? 0, () => resolve(1))),
  });
}
