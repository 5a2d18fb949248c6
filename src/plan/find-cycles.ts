/**
 * Cycles of a graph given as the nodes that each node waits for. Every list returned is a true cycle,
 * each node waiting for the next and the last for the first; the answer is empty exactly if there is
 * none. No node is in two of them, so not every cycle is listed. Linear, without recursion; what
 * waits for a node that the graph does not hold waits for nothing.
 */
export function findCycles(
  graph: ReadonlyMap<number, readonly number[]>,
): readonly (readonly number[])[] {
  const stuck = nodesThatCannotFinish(graph);
  const visited = new Set<number>();
  const cycles: number[][] = [];
  for (const start of stuck) {
    const walk: number[] = [];
    let node: number | undefined = start;
    while (node !== undefined && !visited.has(node)) {
      visited.add(node);
      walk.push(node);
      node = graph.get(node)?.find((next) => stuck.has(next));
    }
    const entry = node === undefined ? -1 : walk.indexOf(node);
    if (entry !== -1) cycles.push(walk.slice(entry));
  }
  return cycles;
}

/** The nodes on a cycle or behind one: each of them waits for another of them. */
function nodesThatCannotFinish(graph: ReadonlyMap<number, readonly number[]>): Set<number> {
  const waiting = new Map<number, number>();
  const waiters = new Map<number, number[]>();
  const ready: number[] = [];
  for (const [node, needs] of graph) {
    const known = needs.filter((need) => graph.has(need));
    waiting.set(node, known.length);
    if (known.length === 0) ready.push(node);
    for (const need of known) {
      const list = waiters.get(need);
      if (list === undefined) waiters.set(need, [node]);
      else list.push(node);
    }
  }
  const stuck = new Set(graph.keys());
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    stuck.delete(node);
    for (const waiter of waiters.get(node) ?? []) {
      const left = (waiting.get(waiter) ?? 0) - 1;
      waiting.set(waiter, left);
      if (left === 0) ready.push(waiter);
    }
  }
  return stuck;
}
