/**
 * Handles items from one loop, first come first served: what handling adds is handled after what is
 * there already, so that a chain of any length does not recurse.
 */
export interface Agenda<Item> {
  add(items: readonly Item[]): void;
  /** Does `work`; what it adds is handled when it is over. */
  during(work: () => void): void;
}

/** `next` is called when no item is left, again and again while it returns true. */
export function createAgenda<Item>(
  handle: (item: Item) => void,
  next: () => boolean = nothingMore,
): Agenda<Item> {
  const items: Item[] = [];
  let busy = false;

  const handleAll = (): void => {
    // The list's iterator sees what is pushed while it runs.
    for (const item of items) handle(item);
    items.length = 0;
  };

  const during = (work: () => void): void => {
    if (busy) return work();
    busy = true;
    try {
      work();
      do handleAll();
      while (next());
    } finally {
      items.length = 0;
      busy = false;
    }
  };

  return {
    add(added) {
      if (added.length === 0) return;
      during(() => {
        for (const item of added) items.push(item);
      });
    },
    during,
  };
}

function nothingMore(): boolean {
  return false;
}
