import type { Expression, Task } from '../../src/plan/task.ts';
import { seeded } from './statistics.ts';

/** A DAG in layers of 100: each task reads up to three of the layer before. Seeded. */
export function layeredTasks(count: number): readonly Task[] {
  const random = seeded(7);
  const width = 100;
  return Array.from({ length: count }, (_, index): Task => {
    const layerStart = index - (index % width);
    const sources = new Set<number>();
    const wanted = layerStart === 0 ? 0 : 1 + Math.floor(random() * 3);
    for (let pick = 0; pick < wanted; pick += 1) {
      sources.add(layerStart - width + Math.floor(random() * width) + 1);
    }
    const dependencies = [...sources];
    const entries = dependencies.map((source, position): readonly [string, Expression] => [
      `input${String(position + 1)}`,
      { kind: 'reference', reference: { source, path: [], optional: false } },
    ]);
    // So that no two calls are equal.
    entries.unshift(['id', { kind: 'literal', value: index }]);
    return {
      id: index + 1,
      tool: 'noop',
      effect: 'read',
      args: { kind: 'object', entries },
      dependencies,
      guard: undefined,
      fanOut: undefined,
      thought: undefined,
      notes: [],
      line: index + 1,
    };
  });
}
