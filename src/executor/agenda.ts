/**
 * Handles items from one loop: what handling adds is handled after what is there already, so that a
 * chain of any length does not recurse.
 */
export function createAgenda<Item>(handle: (item: Item) => void): (items: readonly Item[]) => void {
  const agenda: Item[] = [];
  let handling = false;
  return (items) => {
    for (const item of items) agenda.push(item);
    if (handling) return;
    handling = true;
    try {
      // The list's iterator sees what is pushed while it runs.
      for (const item of agenda) handle(item);
    } finally {
      agenda.length = 0;
      handling = false;
    }
  };
}
