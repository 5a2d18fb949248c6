import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createGraph,
  type Edge,
  type Ending,
  type NodeKey,
  type Transition,
} from '../../src/executor/graph.ts';
import { runs } from './runs.ts';

const data = (source: NodeKey): Edge => ({ source, kind: 'data' });
const order = (source: NodeKey): Edge => ({ source, kind: 'order' });
const after = (source: NodeKey): Edge => ({ source, kind: 'after' });
const short = (transitions: readonly Transition[]): string[] =>
  transitions.map(({ key, kind }) => `${String(key)} ${kind}`);

describe('a graph', () => {
  it('has a node ready when its last edge goes, and names that edge', () => {
    const graph = createGraph();
    expect(short(graph.add(1, []))).toEqual(['1 ready']);
    expect(short(graph.add(2, []))).toEqual(['2 ready']);
    expect(graph.add(3, [data(1), data(2)])).toEqual([]);
    expect(graph.end(1, 'ok')).toEqual([]);
    expect(graph.end(2, 'ok')).toEqual([{ key: 3, kind: 'ready', edge: data(2) }]);
  });

  it('ends a node once', () => {
    const graph = createGraph();
    graph.add(1, []);
    graph.add(2, [after(1)]);
    expect(short(graph.end(1, 'bad'))).toEqual(['2 ready']);
    expect(graph.end(1, 'ok')).toEqual([]);
    expect(graph.end(7, 'ok')).toEqual([]);
  });

  it('demands ok of data, ok or void of order, and any end of after', () => {
    const endings: readonly Ending[] = ['ok', 'void', 'bad'];
    const met = endings.map((ending) => {
      const graph = createGraph();
      graph.add(0, []);
      graph.add(1, [data(0)]);
      graph.add(2, [order(0)]);
      graph.add(3, [after(0)]);
      return short(graph.end(0, ending));
    });
    expect(met).toEqual([
      ['1 ready', '2 ready', '3 ready'],
      ['1 blocked', '2 ready', '3 ready'],
      ['1 blocked', '2 blocked', '3 ready'],
    ]);
  });

  it('blocks a node at once, whatever else it waits for, also one that comes later', () => {
    const graph = createGraph();
    graph.add(1, []);
    graph.add(2, [data(1), data(9)]);
    expect(short(graph.end(1, 'bad'))).toEqual(['2 blocked']);
    expect(short(graph.add(3, [data(9), data(1)]))).toEqual(['3 blocked']);
  });

  it('lets a node wait for a key that nobody has added yet', () => {
    const graph = createGraph();
    expect(graph.add(1, [data(2)])).toEqual([]);
    graph.add(2, []);
    expect(short(graph.end(2, 'ok'))).toEqual(['1 ready']);
  });

  it('lets those wait for the new node who waited for the old one of its name', () => {
    const graph = createGraph();
    graph.add(1, []);
    graph.add(2, [data(1)]);
    expect(graph.add(1, [data(5)])).toEqual([]);
    graph.add(5, []);
    expect(short(graph.end(5, 'ok'))).toEqual(['1 ready']);
    expect(short(graph.end(1, 'ok'))).toEqual(['2 ready']);
  });

  it('tells nothing more of a node whose name was taken over', () => {
    const graph = createGraph();
    graph.add(1, []);
    graph.add(2, [data(1)]);
    graph.add(2, [data(3)]);
    expect(graph.end(1, 'bad')).toEqual([]);
  });

  it('names what is stuck: before a key that is not there, or in a circle', () => {
    const graph = createGraph();
    graph.add(1, []);
    graph.add(2, [data(1)]);
    graph.add(3, [data(2), data(99)]);
    graph.add(4, [data(5)]);
    graph.add(5, [data(4)]);
    expect(graph.stuck()).toEqual([3, 4, 5]);
    graph.end(1, 'ok');
    expect(graph.stuck()).toEqual([3, 4, 5]);
  });

  it('does not name what waits for what is stuck: it goes on when that has its end', () => {
    const graph = createGraph();
    graph.add(1, [data(99)]);
    graph.add(2, [after(1)]);
    graph.add(3, [data(4)]);
    graph.add(4, [data(3)]);
    graph.add(5, [after(3)]);
    expect(graph.stuck()).toEqual([1, 3, 4]);
    expect(short(graph.end(1, 'bad'))).toEqual(['2 ready']);
    expect(short(graph.end(3, 'bad'))).toEqual(['4 blocked', '5 ready']);
  });

  it('counts nobody as stuck behind a blocked node, which its owner will end', () => {
    const graph = createGraph();
    graph.add(2, []);
    graph.add(0, [data(8)]);
    graph.end(2, 'void');
    graph.add(8, [data(2)]);
    expect(graph.stuck()).toEqual([]);
  });

  it('does not recurse over a chain of 100,000', () => {
    const graph = createGraph();
    const length = 100_000;
    graph.add(0, []);
    for (let key = 1; key < length; key += 1) graph.add(key, [data(key - 1)]);
    expect(graph.height(0)).toBe(length);
    expect(graph.stuck()).toEqual([]);
    let freed = 0;
    for (let key = 0; key < length; key += 1) freed += graph.end(key, 'ok').length;
    expect(freed).toBe(length - 1);
  });

  it('weighs a path by what its nodes weigh, anew when the weights have changed', () => {
    const weigh: Record<NodeKey, number> = { 1: 10, 2: 1, 3: 200, signpost: 0, 4: 5 };
    let version = 0;
    const graph = createGraph({ of: (key) => weigh[key] ?? 0, version: () => version });
    graph.add(1, []);
    graph.add(2, [data(1)]);
    graph.add('signpost', [data(1)]);
    graph.add(3, [data('signpost')]);
    graph.add(4, [data(2)]);
    expect([1, 2, 'signpost', 3, 4].map(graph.height)).toEqual([210, 6, 200, 200, 5]);
    weigh[4] = 1_000;
    expect(graph.height(1)).toBe(210);
    version += 1;
    expect(graph.height(1)).toBe(1_011);
  });

  it('gives a circle a height and does not hang on it', () => {
    const graph = createGraph();
    graph.add(1, [data(2)]);
    graph.add(2, [data(1)]);
    expect(graph.height(1)).toBeGreaterThan(0);
  });

  it('says of any sequence of adds and ends what a naive model says', () => {
    const key = fc.nat(11);
    const edge = fc.record({
      source: key,
      kind: fc.constantFrom('data' as const, 'order' as const, 'after' as const),
    });
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('add' as const),
        key,
        edges: fc.array(edge, { maxLength: 3 }),
      }),
      fc.record({
        kind: fc.constant('end' as const),
        key,
        ending: fc.constantFrom<Ending>('ok', 'void', 'bad'),
      }),
    );
    const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const graph = createGraph();
      const model = createModel();
      for (const action of steps) {
        if (action.kind === 'add') {
          const edges = action.edges.filter(({ source }) => source !== action.key);
          const version = graph.version();
          expect(short(graph.add(action.key, edges))).toEqual(model.add(action.key, edges));
          expect(graph.version()).toBeGreaterThan(version);
          const known = model.hasCircle() ? [] : model.keys();
          expect(known.map(graph.height)).toEqual(known.map(model.height));
        } else {
          const told = short(graph.end(action.key, action.ending));
          expect([...told].sort()).toEqual(model.end(action.key, action.ending).sort());
        }
        expect([...graph.stuck()].sort()).toEqual(model.stuck().sort());
      }
    });
    fc.assert(property, runs(500, 100_000));
  });
});

interface ModelNode {
  edges: readonly Edge[];
  /** Sources that had ended before the node came, or since. */
  gone: Set<Edge>;
  ending: Ending | undefined;
}

/** The graph as its header says it, with everything looked up anew each time. */
function createModel() {
  const nodes = new Map<NodeKey, ModelNode>();
  const isMet = ({ kind }: Edge, ending: Ending): boolean =>
    kind === 'after' || ending === 'ok' || (kind === 'order' && ending === 'void');
  const isWaiting = (node: ModelNode): boolean =>
    node.ending === undefined && node.gone.size < node.edges.length;
  const isOpen = (edge: Edge, node: ModelNode): boolean => !node.gone.has(edge);
  const dependents = (key: NodeKey): NodeKey[] =>
    [...nodes].flatMap(([other, node]) =>
      isWaiting(node) && node.edges.some((edge) => edge.source === key && isOpen(edge, node))
        ? [other]
        : [],
    );
  const height = (key: NodeKey): number =>
    nodes.has(key) ? 1 + Math.max(0, ...dependents(key).map(height)) : 0;
  return {
    keys: () => [...nodes.keys()],
    height,
    hasCircle(): boolean {
      const visit = (key: NodeKey, path: readonly NodeKey[]): boolean =>
        path.includes(key) || dependents(key).some((next) => visit(next, [...path, key]));
      return [...nodes.keys()].some((key) => visit(key, []));
    },
    add(key: NodeKey, edges: readonly Edge[]): string[] {
      const node: ModelNode = { edges, gone: new Set(), ending: undefined };
      nodes.delete(key);
      nodes.set(key, node);
      let blocked = false;
      for (const edge of edges) {
        const ending = nodes.get(edge.source)?.ending;
        if (ending === undefined) continue;
        node.gone.add(edge);
        if (!isMet(edge, ending)) blocked = true;
      }
      if (blocked) return [`${String(key)} blocked`];
      return isWaiting(node) ? [] : [`${String(key)} ready`];
    },
    end(key: NodeKey, ending: Ending): string[] {
      const node = nodes.get(key);
      if (node === undefined || node.ending !== undefined) return [];
      node.ending = ending;
      const told: string[] = [];
      for (const [other, waiting] of nodes) {
        if (!isWaiting(waiting)) continue;
        for (const edge of waiting.edges) {
          if (edge.source !== key || !isOpen(edge, waiting)) continue;
          waiting.gone.add(edge);
          if (!isMet(edge, ending)) told.push(`${String(other)} blocked`);
          else if (!isWaiting(waiting)) told.push(`${String(other)} ready`);
        }
      }
      return told;
    },
    stuck(): NodeKey[] {
      const sourcesOf = (key: NodeKey): NodeKey[] => {
        const node = nodes.get(key);
        if (node === undefined || !isWaiting(node)) return [];
        return node.edges.filter((edge) => isOpen(edge, node)).map(({ source }) => source);
      };
      const missing = [...nodes.keys()].filter((key) =>
        sourcesOf(key).some((source) => !nodes.has(source)),
      );
      // What these hold up goes on when they have their end; the rest is left.
      const left = new Set([...nodes.keys()].filter((key) => sourcesOf(key).length > 0));
      for (const key of missing) left.delete(key);
      for (let before = -1; before !== left.size;) {
        before = left.size;
        for (const key of left) {
          if (!sourcesOf(key).some((source) => left.has(source))) left.delete(key);
        }
      }
      const leftSources = (key: NodeKey): NodeKey[] =>
        sourcesOf(key).filter((source) => left.has(source));
      const reach = (key: NodeKey): Set<NodeKey> => {
        const seen = new Set(leftSources(key));
        for (const next of seen) for (const source of leftSources(next)) seen.add(source);
        return seen;
      };
      return [...missing, ...[...left].filter((key) => reach(key).has(key))];
    },
  };
}
