/**
 * A map of at most `most` entries: one more, and the one used longest ago goes. Using is finding or
 * setting.
 *
 * 1. `newest` and `oldest` are the ends of one list of all nodes, in the order of use.
 * 2. A node is in the list exactly while it is in the map.
 *
 * A map alone would do it, for it keeps the order of insertion; but its first key is found by passing
 * over all that were removed before it.
 */
export interface RecentMap<Value> {
  find(key: string): Value | undefined;
  set(key: string, value: Value): void;
  /** Only if the key has that value. */
  remove(key: string, value: Value): void;
  readonly size: number;
}

interface Node<Value> {
  readonly key: string;
  value: Value;
  older: Node<Value> | undefined;
  newer: Node<Value> | undefined;
}

export function createRecentMap<Value>(most: number): RecentMap<Value> {
  const nodes = new Map<string, Node<Value>>();
  let newest: Node<Value> | undefined;
  let oldest: Node<Value> | undefined;

  const link = (node: Node<Value>): void => {
    node.older = newest;
    if (newest === undefined) oldest = node;
    else newest.newer = node;
    newest = node;
  };

  const unlink = (node: Node<Value>): void => {
    if (node.older === undefined) oldest = node.newer;
    else node.older.newer = node.newer;
    if (node.newer === undefined) newest = node.older;
    else node.newer.older = node.older;
    node.older = undefined;
    node.newer = undefined;
  };

  const use = (node: Node<Value>): void => {
    if (node === newest) return;
    unlink(node);
    link(node);
  };

  const drop = (node: Node<Value>): void => {
    unlink(node);
    nodes.delete(node.key);
  };

  return {
    find(key) {
      const node = nodes.get(key);
      if (node !== undefined) use(node);
      return node?.value;
    },
    set(key, value) {
      const known = nodes.get(key);
      if (known !== undefined) {
        known.value = value;
        return use(known);
      }
      const node = { key, value, older: undefined, newer: undefined };
      nodes.set(key, node);
      link(node);
      if (nodes.size > most && oldest !== undefined) drop(oldest);
    },
    remove(key, value) {
      const node = nodes.get(key);
      if (node?.value === value) drop(node);
    },
    get size() {
      return nodes.size;
    },
  };
}
