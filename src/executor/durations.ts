/**
 * How long the calls of each tool take, learned over all runs of a compiler: what the priority of a
 * task is made of.
 *
 * 1. A tool counts with the moving average of its calls, never with less than `leastMs`; one that was
 *    never seen with the mean of those seen, and with 1 where none was.
 * 2. What counts is changed only when the average has left it by a quarter; then `version` rises. So
 *    priorities hold still while nothing material was learned.
 * 3. One entry a tool: it is told of tools that were called, and a toolset has so many.
 */
export interface Durations {
  /** A call of the tool took so long. */
  learn(tool: string, elapsedMs: number): void;
  /** In ms. */
  of(tool: string): number;
  version(): number;
}

interface Learned {
  calls: number;
  average: number;
  /** What counts: the average at some moment, rounded up to `leastMs`. */
  counted: number;
}

/**
 * The weight of the newest call in an exponential moving average; of the first calls of a tool each
 * counts alike. A tenth forgets a slow hour within some twenty calls.
 */
const newestShare = 0.1;

/** In ms: below it there is nothing to win by a better order, and the noise is large. */
const leastMs = 1;

const materialChange = 0.25;

export function createDurations(): Durations {
  const learned = new Map<string, Learned>();
  let sum = 0;
  let version = 0;

  const recount = (entry: Learned): void => {
    const counted = Math.max(entry.average, leastMs);
    if (Math.abs(counted - entry.counted) <= materialChange * entry.counted) return;
    sum += counted - entry.counted;
    entry.counted = counted;
    version += 1;
  };

  return {
    learn(tool, elapsedMs) {
      let entry = learned.get(tool);
      if (entry === undefined) {
        entry = { calls: 0, average: 0, counted: 0 };
        learned.set(tool, entry);
      }
      entry.calls += 1;
      const share = Math.max(newestShare, 1 / entry.calls);
      entry.average += (elapsedMs - entry.average) * share;
      recount(entry);
    },
    of(tool) {
      const entry = learned.get(tool);
      if (entry !== undefined) return entry.counted;
      return learned.size === 0 ? leastMs : sum / learned.size;
    },
    version: () => version,
  };
}
