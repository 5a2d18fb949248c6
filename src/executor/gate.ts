/**
 * A resource's concurrency, owned by the compiler and shared by all its runs.
 *
 * 1. At most `capacity` permits are out.
 * 2. Waiters are served once each, in the order they came, while a permit is free; one that does not
 *    take it lets the next one try.
 */
export interface Gate {
  tryTake(): boolean;
  giveBack(): void;
  /**
   * `serve` is called once, when a permit is free; it takes it with `tryTake` or leaves it. Returns a
   * function that ends the wait.
   */
  wait(serve: () => void): () => void;
}

export function createGate(capacity: number): Gate {
  let taken = 0;
  const waiting = new Set<() => void>();

  const serveNext = (): void => {
    for (const serve of waiting) {
      if (taken >= capacity) return;
      waiting.delete(serve);
      serve();
    }
  };

  return {
    tryTake() {
      if (taken >= capacity) return false;
      taken += 1;
      return true;
    },
    giveBack() {
      taken -= 1;
      serveNext();
    },
    wait(serve) {
      waiting.add(serve);
      return () => void waiting.delete(serve);
    },
  };
}

/** What a resource allows. What is absent is not limited; overload is heeded in any case. */
export interface GateOptions {
  /** Calls at once. */
  readonly concurrency?: number;
  readonly requestsPerMinute?: number;
  /** Of model calls: prompt and completion. */
  readonly tokensPerMinute?: number;
}

/** The gates of a compiler: one a tool that declares a concurrency. */
export interface Gates {
  get(name: string, capacity: number): Gate;
}

export function createGates(): Gates {
  const gates = new Map<string, Gate>();
  return {
    get(name, capacity) {
      let gate = gates.get(name);
      if (gate === undefined) {
        gate = createGate(capacity);
        gates.set(name, gate);
      }
      return gate;
    },
  };
}
