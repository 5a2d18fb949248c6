import type { Cause } from '../core/outcome.ts';
import { blockedCause, neverReady } from './causes.ts';
import type { Edge, Ending, Graph, NodeKey, Transition } from './graph.ts';

/**
 * Nodes of a graph that are no tasks: guards, terminals, barriers, what stands for a row of writes.
 *
 * 1. `passed` is called at most once: when the node's edges are gone, or cannot be met.
 * 2. A node is ended by whoever added it; `cause` is what those are told whom the end blocks.
 */
export interface Signposts {
  /** Adds a node and returns its key. `passed` gets why its edges cannot be met, or nothing. */
  add(edges: readonly Edge[], passed: (blocked: Cause | undefined) => void): string;
  end(key: string, ending: Ending, cause?: Cause): void;
  /** To be told of what the graph says about such a node; `edge` absent for `blocked`: it is stuck. */
  pass(key: string, kind: Transition['kind'], edge: Edge | undefined): void;
  /** Resolves when each of these has ended, in whatever way. */
  ended(sources: Iterable<NodeKey>): Promise<void>;
  /** Why a task whose edge cannot be met is skipped. */
  causeOf(edge: Edge | undefined): Cause;
}

export function createSignposts(
  graph: Graph,
  apply: (transitions: readonly Transition[]) => void,
): Signposts {
  const waiting = new Map<string, (blocked: Cause | undefined) => void>();
  const causes = new Map<string, Cause>();
  let count = 0;

  const causeOf = (edge: Edge | undefined): Cause => {
    if (edge === undefined) return neverReady;
    return blockedCause(edge, (key) => causes.get(key));
  };

  const add: Signposts['add'] = (edges, passed) => {
    count += 1;
    const key = `node ${String(count)}`;
    waiting.set(key, passed);
    apply(graph.add(key, edges));
    return key;
  };

  return {
    add,
    end(key, ending, cause) {
      if (cause !== undefined && ending !== 'ok') causes.set(key, cause);
      apply(graph.end(key, ending));
    },
    pass(key, kind, edge) {
      const passed = waiting.get(key);
      waiting.delete(key);
      passed?.(kind === 'ready' ? undefined : causeOf(edge));
    },
    ended: (sources) =>
      new Promise((resolve) => {
        const edges = [...sources].map((source): Edge => ({ source, kind: 'after' }));
        add(edges, () => resolve());
      }),
    causeOf,
  };
}
