/**
 * A map of at most `most` entries: one more, and the one used longest ago goes. Using is finding or
 * adding. Plain data: every run has some.
 *
 * 1. `newest` and `oldest` are the ends of one list of all entries, in the order of use.
 * 2. An entry is in the list exactly while it is in the map; it may be in one such map at a time.
 *
 * A map alone would do it, for it keeps the order of insertion; but its first key is found by passing
 * over all that were removed before it. The entries are the list's nodes themselves: every call of a
 * run makes one.
 */
export interface RecentMap<Entry extends Listed<Entry>> {
  readonly most: number;
  /** Changed, as all of it, by the functions below only. */
  readonly entries: Map<string, Entry>;
  newest: Entry | undefined;
  oldest: Entry | undefined;
}

/** The links belong to the map. */
export interface Listed<Entry> {
  readonly key: string;
  older: Entry | undefined;
  newer: Entry | undefined;
}

export function createRecentMap<Entry extends Listed<Entry>>(most: number): RecentMap<Entry> {
  return { most, entries: new Map(), newest: undefined, oldest: undefined };
}

export function findRecent<Entry extends Listed<Entry>>(
  map: RecentMap<Entry>,
  key: string,
): Entry | undefined {
  const entry = map.entries.get(key);
  if (entry === undefined || entry === map.newest) return entry;
  unlink(map, entry);
  link(map, entry);
  return entry;
}

/** Adds it in the place of the one with its key, if there is one. */
export function addRecent<Entry extends Listed<Entry>>(map: RecentMap<Entry>, entry: Entry): void {
  const { entries, most } = map;
  const before = entries.get(entry.key);
  if (before !== undefined) unlink(map, before);
  entries.set(entry.key, entry);
  link(map, entry);
  if (entries.size > most && map.oldest !== undefined) removeRecent(map, map.oldest);
}

/** Without effect if another has taken its place, or it has gone. */
export function removeRecent<Entry extends Listed<Entry>>(
  map: RecentMap<Entry>,
  entry: Entry,
): void {
  if (map.entries.get(entry.key) !== entry) return;
  unlink(map, entry);
  map.entries.delete(entry.key);
}

function link<Entry extends Listed<Entry>>(map: RecentMap<Entry>, entry: Entry): void {
  entry.older = map.newest;
  if (map.newest === undefined) map.oldest = entry;
  else map.newest.newer = entry;
  map.newest = entry;
}

function unlink<Entry extends Listed<Entry>>(map: RecentMap<Entry>, entry: Entry): void {
  if (entry.older === undefined) map.oldest = entry.newer;
  else entry.older.newer = entry.newer;
  if (entry.newer === undefined) map.newest = entry.older;
  else entry.newer.older = entry.older;
  entry.older = undefined;
  entry.newer = undefined;
}
