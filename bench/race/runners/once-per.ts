import type { RunnerInput } from '../runner.ts';

const kept = 64;

/**
 * Makes a thing with its first run and gives the same to the runs whose key is equal as JSON: as a
 * program makes its client and its compiler once and not with each question. The 64 made last are kept:
 * a race has fewer kinds of work, and a fault race has a provider of its own for each.
 */
export function oncePer<Made>(
  keyOf: (race: RunnerInput) => unknown,
  make: (race: RunnerInput) => Made,
): (race: RunnerInput) => Made {
  const made = new Map<string, { readonly value: Made }>();
  return (race) => {
    const key = JSON.stringify(keyOf(race));
    const known = made.get(key) ?? { value: make(race) };
    made.delete(key);
    made.set(key, known);
    const [oldest] = made.keys();
    if (made.size > kept && oldest !== undefined) made.delete(oldest);
    return known.value;
  };
}
