import type { Task } from '../../../src/plan/task.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { layeredTasks } from '../layered-plan.ts';
import type { Row } from '../row.ts';
import { runLayered } from '../run-layered.ts';
import { median } from '../statistics.ts';

const repetitions = 7;

export const executorTime: Row = {
  id: 'executor-time',
  what: '100,000 no-op tasks in a layered DAG (up to 3 dependencies each), event log on',
  excludes: 'parsing and checking the plan, tools that take time, anything that reads the log',
  async measure() {
    const small = layeredTasks(10_000);
    const large = layeredTasks(100_000);
    for (let round = 0; round < 5; round += 1) await runLayered(small);
    const smallMs: number[] = [];
    const largeMs: number[] = [];
    const promisesMs: number[] = [];
    // In turns, so that a noisy moment of the machine hits all of them.
    for (let round = 0; round < repetitions; round += 1) {
      collectGarbage();
      smallMs.push(await runLayered(small));
      collectGarbage();
      largeMs.push(await runLayered(large));
      collectGarbage();
      promisesMs.push(await runPromises(large));
    }
    const perTask = largeMs.map((ms) => (ms * 1_000) / large.length);
    const smallMedian = median(smallMs);
    return [
      { label: 'a task', unit: 'µs', values: perTask, limit: 10 },
      {
        label: 'growth 10⁴ → 10⁵ tasks',
        unit: '×',
        values: largeMs.map((ms) => ms / smallMedian),
        limit: 12,
      },
      {
        label: 'beside it, bare chained promises, a task',
        unit: 'µs',
        values: promisesMs.map((ms) => (ms * 1_000) / large.length),
      },
    ];
  },
};

/** The same DAG with nothing but promises. */
async function runPromises(tasks: readonly Task[]): Promise<number> {
  const startedAt = performance.now();
  const results: Promise<number>[] = [];
  for (const { dependencies } of tasks) {
    const inputs = dependencies.map((id) => results[id - 1]);
    results.push(Promise.all(inputs).then(() => 1));
  }
  await Promise.all(results);
  return performance.now() - startedAt;
}
