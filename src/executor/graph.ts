/**
 * What waits for what, over all rounds of a run. Pure: it knows nothing of tools, time or text.
 *
 * 1. A node is waiting, ready or ended; it goes that way only, and ends exactly once.
 * 2. An edge is a demand on how its source ends. When a node's last edge goes, and all were met, the
 *    node is ready.
 * 3. A source that ends otherwise blocks the node at once, whatever else it waits for. Its owner ends
 *    it then, or takes no notice of a `ready` that follows.
 * 4. A source need not be there yet: an edge to a key that nobody has added waits for it.
 * 5. Nothing recurses: a chain of any length unwinds in the caller's loop.
 */
export interface Graph {
  /**
   * Adds a node. A key may be added again: it is a new node under that name, and whoever waited for
   * the old one waits for the new.
   */
  add(key: NodeKey, edges: readonly Edge[]): readonly Transition[];
  /** Ends a node; returns whom that makes ready or blocks. A key that is not there or has ended is left alone. */
  end(key: NodeKey, ending: Ending): readonly Transition[];
  /**
   * Waiting nodes that nothing can free: they wait for a key that is not there, or for themselves. What
   * waits for these is not named: they have an end when their owner gives them one.
   */
  stuck(): readonly NodeKey[];
  /** The weights on the heaviest path from here to a sink, its own included. Found anew once per `version`. */
  height(key: NodeKey): number;
  /** Rises with every node added, and with the weights: heights may have changed. */
  version(): number;
}

/** What the nodes weigh. */
export interface Weights {
  /** At least 0. */
  of(key: NodeKey): number;
  /** Rises when `of` has changed for a key. */
  version(): number;
}

const eachOne: Weights = { of: () => 1, version: () => 0 };

/** A task's id, or the name of a barrier, a guard, a terminal. */
export type NodeKey = number | string;

type NodeState = 'waiting' | 'ready' | 'ended';

/** `'ok'`: succeeded; `'void'`: had nothing to do (a false guard); `'bad'`: anything else. */
export type Ending = 'ok' | 'void' | 'bad';

export interface Edge {
  readonly source: NodeKey;
  /** What the source must come to: data wants ok, order takes ok or void, after takes any end. */
  readonly kind: 'data' | 'order' | 'after';
}

export interface Transition {
  readonly key: NodeKey;
  readonly kind: 'ready' | 'blocked';
  /** The edge that went last, or that cannot be met; absent for a node that waits for nothing. */
  readonly edge: Edge | undefined;
}

interface Node {
  readonly key: NodeKey;
  state: NodeState;
  ending: Ending | undefined;
  /** Sources that have not ended. */
  pending: number;
  /** Of those, the ones that cannot end as things stand: for `stuck`. */
  unmet: number;
  height: number;
  heightVersion: number;
}

interface Outgoing {
  readonly node: Node;
  readonly edge: Edge;
}

const none: readonly Transition[] = [];

export function createGraph(weights: Weights = eachOne): Graph {
  const nodes = new Map<NodeKey, Node>();
  const outgoing = new Map<NodeKey, Outgoing[]>();
  let added = 0;

  /** Neither part of it ever falls, so that two states never share one. */
  const version = (): number => added + weights.version();

  const add = (key: NodeKey, edges: readonly Edge[]): readonly Transition[] => {
    const node: Node = {
      key,
      state: 'waiting',
      ending: undefined,
      pending: 0,
      unmet: 0,
      height: 0,
      heightVersion: -1,
    };
    const before = nodes.get(key);
    if (before !== undefined) before.state = 'ended'; // its edges count no more
    nodes.set(key, node);
    added += 1;
    let blocking: Edge | undefined;
    for (const edge of edges) {
      const ending = nodes.get(edge.source)?.ending;
      if (ending !== undefined) {
        if (!meets(edge, ending)) blocking ??= edge;
        continue;
      }
      node.pending += 1;
      const list = outgoing.get(edge.source);
      if (list === undefined) outgoing.set(edge.source, [{ node, edge }]);
      else list.push({ node, edge });
    }
    if (blocking !== undefined) return [{ key, kind: 'blocked', edge: blocking }];
    if (node.pending > 0) return none;
    node.state = 'ready';
    return [{ key, kind: 'ready', edge: undefined }];
  };

  const end = (key: NodeKey, ending: Ending): readonly Transition[] => {
    const node = nodes.get(key);
    if (node === undefined || node.state === 'ended') return none;
    node.state = 'ended';
    node.ending = ending;
    const list = outgoing.get(key);
    if (list === undefined) return none;
    outgoing.delete(key);
    const transitions: Transition[] = [];
    for (const out of list) {
      if (!isLive(out)) continue;
      out.node.pending -= 1;
      if (!meets(out.edge, ending)) {
        transitions.push({ key: out.node.key, kind: 'blocked', edge: out.edge });
      } else if (out.node.pending === 0) {
        // A node that another edge has blocked is ended by its owner before it could get here.
        out.node.state = 'ready';
        transitions.push({ key: out.node.key, kind: 'ready', edge: out.edge });
      }
    }
    return transitions;
  };

  const stuck = (): readonly NodeKey[] => {
    const ending: Node[] = [];
    const found = new Set<Node>();
    for (const node of nodes.values()) {
      node.unmet = node.pending;
      if (node.state !== 'ended' && node.pending === 0) ending.push(node);
    }
    for (const [source, list] of outgoing) {
      if (nodes.has(source)) continue;
      for (const { node } of list.filter(isLive)) {
        if (node.unmet > 0) ending.push(node);
        node.unmet = 0;
        found.add(node);
      }
    }
    endOnPaper(ending);
    for (const node of nodes.values()) if (isLeft(node) && waitsForItself(node)) found.add(node);
    return [...found].map(({ key }) => key);
  };

  /** Takes these for ended, and whatever that frees; what is left then waits in a circle, or behind one. */
  const endOnPaper = (agenda: Node[]): void => {
    for (let node = agenda.pop(); node !== undefined; node = agenda.pop()) {
      for (const { node: next } of outgoing.get(node.key) ?? []) {
        next.unmet -= 1;
        if (next.unmet === 0 && next.state === 'waiting') agenda.push(next);
      }
    }
  };

  const waitsForItself = (start: Node): boolean => {
    const seen = new Set<Node>();
    const agenda = [start];
    for (let node = agenda.pop(); node !== undefined; node = agenda.pop()) {
      for (const next of dependents(node)) {
        if (next === start) return true;
        if (seen.has(next) || !isLeft(next)) continue;
        seen.add(next);
        agenda.push(next);
      }
    }
    return false;
  };

  const dependents = (node: Node): readonly Node[] =>
    (outgoing.get(node.key) ?? []).filter(isLive).map((out) => out.node);

  /** Post-order over waiting dependents, with a stack of our own; a cycle (a bad plan) counts once. */
  const height = (key: NodeKey): number => {
    const start = nodes.get(key);
    if (start === undefined) return 0;
    const current = version();
    const stack = [start];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      if (node.heightVersion === current) {
        stack.pop();
        let above = 0;
        for (const next of dependents(node)) above = Math.max(above, next.height);
        node.height = above + weights.of(node.key);
        continue;
      }
      node.heightVersion = current;
      node.height = 0;
      for (const next of dependents(node)) if (next.heightVersion !== current) stack.push(next);
    }
    return start.height;
  };

  return {
    add,
    end,
    stuck,
    height,
    version,
  };
}

function isLeft({ state, unmet }: Node): boolean {
  return state === 'waiting' && unmet > 0;
}

/** An edge counts while the node that it belongs to waits. */
function isLive({ node }: Outgoing): boolean {
  return node.state === 'waiting';
}

function meets(edge: Edge, ending: Ending): boolean {
  if (edge.kind === 'after') return true;
  if (edge.kind === 'order') return ending !== 'bad';
  return ending === 'ok';
}
