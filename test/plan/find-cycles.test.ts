import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCycles } from '../../src/plan/find-cycles.ts';

const graphs = fc
  .array(fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 3 }), { maxLength: 10 })
  .map((lists) => new Map(lists.map((needs, node) => [node, needs])));

/** The naive model: a node is on a cycle if a walk from it comes back to it. */
function isOnCycle(graph: ReadonlyMap<number, readonly number[]>, start: number): boolean {
  const seen = new Set<number>();
  const stack = [...(graph.get(start) ?? [])];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node === start) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    stack.push(...(graph.get(node) ?? []));
  }
  return false;
}

describe('cycles', () => {
  test('are found exactly if there is one, on any graph', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const expected = [...graph.keys()].some((node) => isOnCycle(graph, node));
        expect(findCycles(graph).length > 0).toBe(expected);
      }),
    );
  });

  test('are true cycles, and no node is in two of them', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const cycles = findCycles(graph);
        for (const cycle of cycles) {
          cycle.forEach((node, index) => {
            expect(graph.get(node)).toContain(cycle[(index + 1) % cycle.length]);
          });
        }
        const nodes = cycles.flat();
        expect(new Set(nodes).size).toBe(nodes.length);
      }),
    );
  });

  test('apart from each other are each found', () => {
    const graph = new Map([
      [1, [2]],
      [2, [1]],
      [3, [4]],
      [4, [3]],
      [5, [1, 3]],
    ]);
    expect(findCycles(graph)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('of 100,000 nodes need no recursion', () => {
    const size = 100_000;
    const ring = new Map(Array.from({ length: size }, (_, node) => [node, [(node + 1) % size]]));
    expect(findCycles(ring)[0]).toHaveLength(size);
    ring.set(size - 1, []);
    expect(findCycles(ring)).toEqual([]);
  });
});
