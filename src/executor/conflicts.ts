/** What a call touches: one resource, or `undefined`: any. */
export type ResourceKey = string | undefined;

/** Someone who reads or writes. */
export interface Access {
  readonly effect: 'read' | 'write';
  readonly key: ResourceKey;
}

/** One access, or many that others wait for as one. */
export type Source<Item> = Item | Group<Item>;

export interface Group<Item> {
  readonly members: readonly Source<Item>[];
}

export function isGroup<Item extends object>(source: Source<Item>): source is Group<Item> {
  return 'members' in source;
}

/** What comes right before an access: all it conflicts with is one of these, or before one of these. */
export interface Before<Item> {
  readonly writes: readonly Source<Item>[];
  /** Reads since those writes: only a write waits for them. */
  readonly reads: readonly Source<Item>[];
}

/**
 * Who must wait for whom, as in the analysis of a program's registers: of each resource, the last
 * write and the reads since.
 *
 * 1. Two accesses conflict if one of them writes and their keys are equal, or one has none.
 * 2. A write without a key comes after all there is, and all that follows comes after it.
 * 3. What is remembered of a write or a read is let go of with the next write that covers it, so that
 *    n accesses have an order of n sources together: those that many wait for are handed out as one
 *    group.
 */
export interface Conflicts<Item> {
  /** Adds the next access. */
  add(item: Item, access: Access): Before<Item>;
  /** The writes that a read would come after now. */
  writesBefore(key: ResourceKey): readonly Source<Item>[];
}

interface Slot<Item> {
  write: Item | undefined;
  readonly reads: Item[];
}

export function createConflicts<Item>(): Conflicts<Item> {
  /** The last write without a key. */
  let base: Item | undefined;
  const slots = new Map<string, Slot<Item>>();
  const writes = createGathering<Item>();
  const reads = createGathering<Item>();

  const slotOf = (key: string): Slot<Item> => {
    let slot = slots.get(key);
    if (slot === undefined) {
      slot = { write: undefined, reads: [] };
      slots.set(key, slot);
    }
    return slot;
  };

  const writesBefore = (key: ResourceKey): readonly Source<Item>[] => {
    if (key !== undefined) return listOf(slots.get(key)?.write ?? base);
    const all = writes.all();
    return all.length > 0 ? all : listOf(base);
  };

  const addRead = (item: Item, key: ResourceKey): Before<Item> => {
    const before = writesBefore(key);
    if (key === undefined) reads.add(item);
    else slotOf(key).reads.push(item);
    return { writes: before, reads: [] };
  };

  const addKeyedWrite = (item: Item, key: string): Before<Item> => {
    const slot = slotOf(key);
    const before = { writes: listOf(slot.write ?? base), reads: [...slot.reads, ...reads.all()] };
    slots.set(key, { write: item, reads: [] });
    writes.add(item);
    return before;
  };

  const addWildWrite = (item: Item): Before<Item> => {
    const last: Item[] = [];
    const since: Source<Item>[] = [];
    for (const slot of slots.values()) {
      if (slot.write !== undefined) last.push(slot.write);
      for (const read of slot.reads) since.push(read);
    }
    since.push(...reads.all());
    const before = { writes: last.length > 0 ? last : listOf(base), reads: since };
    base = item;
    slots.clear();
    writes.clear();
    reads.clear();
    return before;
  };

  return {
    add(item, { effect, key }) {
      if (effect === 'read') return addRead(item, key);
      return key === undefined ? addWildWrite(item) : addKeyedWrite(item, key);
    },
    writesBefore,
  };
}

/** A growing set that is handed out as one group; each group holds the one before it. */
interface Gathering<Item> {
  add(item: Item): void;
  /** The group, as a list of one or none. */
  all(): readonly Source<Item>[];
  clear(): void;
}

function createGathering<Item>(): Gathering<Item> {
  let group: Group<Item> | undefined;
  let since: Item[] = [];
  return {
    add(item) {
      since.push(item);
    },
    all() {
      if (since.length > 0) {
        group = { members: [...listOf(group), ...since] };
        since = [];
      }
      return listOf(group);
    },
    clear() {
      group = undefined;
      since = [];
    },
  };
}

function listOf<Item>(item: Item | undefined): readonly Item[] {
  return item === undefined ? [] : [item];
}
