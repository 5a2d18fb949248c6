/** A binary heap: `peek` and `pop` give the item that comes before all others. */
export interface Heap<Item> {
  push(item: Item): void;
  pop(): Item | undefined;
  peek(): Item | undefined;
  /** Restores the order after items have changed. */
  rebuild(): void;
  /** In heap order. */
  readonly items: readonly Item[];
  readonly size: number;
}

export function createHeap<Item>(isBefore: (left: Item, right: Item) => boolean): Heap<Item> {
  const items: Item[] = [];

  const swapIfBefore = (lower: number, upper: number): boolean => {
    const low = items[lower];
    const high = items[upper];
    if (low === undefined || high === undefined || !isBefore(low, high)) return false;
    items[upper] = low;
    items[lower] = high;
    return true;
  };

  const sink = (start: number): void => {
    for (let index = start; ;) {
      const left = 2 * index + 1;
      const child = comesFirst(left + 1, left) ? left + 1 : left;
      if (!swapIfBefore(child, index)) return;
      index = child;
    }
  };

  const comesFirst = (index: number, other: number): boolean => {
    const item = items[index];
    const rival = items[other];
    return item !== undefined && rival !== undefined && isBefore(item, rival);
  };

  return {
    push(item) {
      items.push(item);
      for (let index = items.length - 1; index > 0;) {
        const parent = (index - 1) >> 1;
        if (!swapIfBefore(index, parent)) return;
        index = parent;
      }
    },
    pop() {
      const top = items[0];
      const last = items.pop();
      if (last !== undefined && items.length > 0) {
        items[0] = last;
        sink(0);
      }
      return top;
    },
    peek: () => items[0],
    rebuild() {
      for (let index = (items.length >> 1) - 1; index >= 0; index -= 1) sink(index);
    },
    items,
    get size() {
      return items.length;
    },
  };
}
