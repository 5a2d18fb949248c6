/**
 * A map of at most `most` entries: one more, and the one used longest ago goes. Using is finding or
 * setting. A map alone does it: it keeps the order of insertion.
 */
export interface RecentMap<Value> {
  find(key: string): Value | undefined;
  set(key: string, value: Value): void;
  /** Only if that is what the key has. */
  remove(key: string, value: Value): void;
  readonly size: number;
}

export function createRecentMap<Value>(most: number): RecentMap<Value> {
  const entries = new Map<string, Value>();
  return {
    find(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      entries.set(key, value);
      if (entries.size <= most) return;
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        return;
      }
    },
    remove(key, value) {
      if (entries.get(key) === value) entries.delete(key);
    },
    get size() {
      return entries.size;
    },
  };
}
