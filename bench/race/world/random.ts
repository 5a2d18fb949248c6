/** Chance that repeats: the same seed gives the same numbers, names and picks. */
export interface Random {
  readonly seed: string;
  /** From 0 to below 1. */
  readonly unit: () => number;
  /** A whole number, both ends included. */
  readonly integer: (low: number, high: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** The list in another order. */
  readonly shuffle: <T>(list: readonly T[]) => readonly T[];
}

/** A generator of 32 bits of state (mulberry32, T. Ettinger), started from a hash (FNV-1a) of the seed. */
export function createRandom(seed: string): Random {
  let state = hashText(seed);
  const unit = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (low: number, high: number): number =>
    low + Math.floor(unit() * (high - low + 1));
  return {
    seed,
    unit,
    integer,
    pick: (list) => {
      const picked = list[integer(0, list.length - 1)];
      if (picked === undefined) throw new Error('expected a list to pick from, got an empty one');
      return picked;
    },
    shuffle: (list) =>
      list
        .map((item) => ({ item, place: unit() }))
        .sort((left, right) => left.place - right.place)
        .map(({ item }) => item),
  };
}

function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
