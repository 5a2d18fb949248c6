import type { RunnerInput } from '../runner.ts';

/**
 * Makes a thing with its first run and gives the same to the runs whose key is equal as JSON: as a
 * program makes its client and its compiler once and not with each question. It holds one a provider
 * and kind of work; a race has few of either.
 */
export function oncePer<Made>(
  keyOf: (race: RunnerInput) => unknown,
  make: (race: RunnerInput) => Made,
): (race: RunnerInput) => Made {
  const made = new Map<string, { readonly value: Made }>();
  return (race) => {
    const key = JSON.stringify(keyOf(race));
    const known = made.get(key) ?? { value: make(race) };
    made.set(key, known);
    return known.value;
  };
}
