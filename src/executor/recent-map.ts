/**
 * A map of at most `most` entries: one more, and the one used longest ago goes. Using is finding or
 * adding.
 *
 * 1. `newest` and `oldest` are the ends of one list of all entries, in the order of use.
 * 2. An entry is in the list exactly while it is in the map; it may be in one such map at a time.
 *
 * A map alone would do it, for it keeps the order of insertion; but its first key is found by passing
 * over all that were removed before it. The entries are the list's nodes themselves: every call of a
 * run makes one.
 */
export interface RecentMap<Entry extends Listed<Entry>> {
  find(key: string): Entry | undefined;
  /** In the place of the one with its key, if there is one. */
  add(entry: Entry): void;
  /** Without effect if another has taken its place, or it has gone. */
  remove(entry: Entry): void;
  readonly size: number;
}

/** The links belong to the map. */
export interface Listed<Entry> {
  readonly key: string;
  older: Entry | undefined;
  newer: Entry | undefined;
}

export function createRecentMap<Entry extends Listed<Entry>>(most: number): RecentMap<Entry> {
  const entries = new Map<string, Entry>();
  let newest: Entry | undefined;
  let oldest: Entry | undefined;

  const link = (entry: Entry): void => {
    entry.older = newest;
    if (newest === undefined) oldest = entry;
    else newest.newer = entry;
    newest = entry;
  };

  const unlink = (entry: Entry): void => {
    if (entry.older === undefined) oldest = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === undefined) newest = entry.older;
    else entry.newer.older = entry.older;
    entry.older = undefined;
    entry.newer = undefined;
  };

  const drop = (entry: Entry): void => {
    unlink(entry);
    entries.delete(entry.key);
  };

  return {
    find(key) {
      const entry = entries.get(key);
      if (entry === undefined || entry === newest) return entry;
      unlink(entry);
      link(entry);
      return entry;
    },
    add(entry) {
      const before = entries.get(entry.key);
      if (before !== undefined) unlink(before);
      entries.set(entry.key, entry);
      link(entry);
      if (entries.size > most && oldest !== undefined) drop(oldest);
    },
    remove(entry) {
      if (entries.get(entry.key) === entry) drop(entry);
    },
    get size() {
      return entries.size;
    },
  };
}
