import { createCompiler, defineTool } from '../../../src/index.ts';
import type { Row } from '../row.ts';
import { benchModel } from '../scripted-run.ts';
import { quantile, seeded } from '../statistics.ts';

const taskCount = 1_000;

export const readyToExecute: Row = {
  id: 'ready-to-execute',
  what: 'ready → execute called, 1,000 tasks of 0–4 ms with up to 3 dependencies, plan still streaming',
  excludes: 'waiting for a permit (concurrency is 1,000), a model or tools in another process',
  async measure() {
    const values: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const delays = await runOnce();
      if (round > 0) values.push(quantile(delays, 0.99));
    }
    return [{ label: 'p99 of a run', unit: 'ms', values, limit: 2 }];
  },
};

/** The delay of each task between its last input, or its `)`, and its call. */
async function runOnce(): Promise<readonly number[]> {
  const random = seeded(11);
  const readyAt = new Map<number, number>();
  const dependents = new Map<number, number[]>();
  const delays: number[] = [];
  const settle = (id: number): void => {
    const now = performance.now();
    for (const reader of dependents.get(id) ?? []) {
      readyAt.set(reader, Math.max(now, readyAt.get(reader) ?? 0));
    }
  };
  const work = defineTool({
    name: 'work',
    description: 'Takes a moment.',
    effect: 'read',
    inputSchema: { type: 'object', properties: { a: {}, b: {}, c: {} } },
    execute: (_, { taskId }) => {
      delays.push(performance.now() - (readyAt.get(taskId) ?? Number.NaN));
      const waitMs = random() * 4;
      return new Promise<number>((resolve) => {
        setTimeout(() => {
          settle(taskId);
          resolve(taskId);
        }, waitMs);
      });
    },
  });
  async function* plan(): AsyncIterable<string> {
    for (let id = 1; id <= taskCount; id += 1) {
      const sources = new Set<number>();
      const wanted = id === 1 ? 0 : Math.floor(random() * 4);
      for (let pick = 0; pick < wanted; pick += 1) {
        sources.add(Math.max(1, id - 1 - Math.floor(random() * 40)));
      }
      for (const source of sources) dependents.set(source, [...(dependents.get(source) ?? []), id]);
      const args = [...sources].map((source, index) => `${'abc'[index] ?? ''}=$${String(source)}`);
      if (id % 5 === 0) await new Promise((resolve) => void setImmediate(resolve));
      readyAt.set(id, performance.now());
      yield `${String(id)}. work(${args.join(', ')})\n`;
    }
    yield 'join()<END_OF_PLAN>';
  }
  const compiler = createCompiler({
    model: benchModel(plan),
    tools: [work],
    concurrency: taskCount,
  });
  await compiler.run('Work.');
  if (delays.length !== taskCount || delays.some(Number.isNaN)) {
    throw new Error(`${String(delays.length)} of ${String(taskCount)} tasks were measured`);
  }
  return delays;
}
