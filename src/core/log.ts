import type { Clock } from './clock.ts';
import type { Fact, RunEvent } from './events.ts';

/**
 * The event log of one run.
 *
 * 1. Events are appended, stamped and never changed; `seq` rises, `at` never falls.
 * 2. A reader is a cursor: it can come at any time, sees every event from the start, and ends when
 *    the log is closed and it has seen all.
 * 3. A slow reader holds nobody up: append never waits.
 * 4. Memory is bounded in the number of deltas: once more than `deltaLimit` characters of deltas are
 *    held, a delta that follows one of its own type, not yet seen by any reader, is merged with it.
 */
export interface Log {
  append(fact: Fact, round: number): RunEvent;
  /** Every event from the start, then what comes, until the log is closed. */
  read(): AsyncIterableIterator<RunEvent>;
  /** Ends every reader once it has seen all. */
  close(): void;
  readonly events: readonly RunEvent[];
}

export interface LogOptions {
  readonly clock: Clock;
  /** Characters; default 1,000,000. */
  readonly deltaLimit?: number;
  /** Sees every event as it is appended, before any merging. Must not throw. */
  readonly onAppend?: (event: RunEvent) => void;
}

export function createLog({ clock, deltaLimit = 1_000_000, onAppend }: LogOptions): Log {
  const events: RunEvent[] = [];
  const waiting = new Set<() => void>();
  const startedAt = clock.now();
  let nextSeq = 0;
  let deltaLength = 0;
  let lastSeen = -1; // the greatest index that any reader was given
  let closed = false;

  const wakeReaders = (): void => {
    if (waiting.size === 0) return;
    const resolves = [...waiting];
    waiting.clear();
    for (const resolve of resolves) resolve();
  };

  const store = (event: RunEvent): void => {
    const merged = deltaLength > deltaLimit ? mergeDeltas(events.at(-1), event) : undefined;
    if (merged !== undefined && lastSeen < events.length - 1) events[events.length - 1] = merged;
    else events.push(event);
  };

  async function* read(): AsyncIterableIterator<RunEvent> {
    for (let index = 0; ;) {
      const event = events[index];
      if (event !== undefined) {
        lastSeen = Math.max(lastSeen, index);
        index += 1;
        yield event;
      } else if (closed) {
        return;
      } else {
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    }
  }

  return {
    append(fact, round) {
      const event = { ...fact, seq: nextSeq, at: clock.now() - startedAt, round };
      nextSeq += 1;
      if (isDelta(event)) deltaLength += event.text.length;
      store(event);
      onAppend?.(event);
      wakeReaders();
      return event;
    },
    read,
    close() {
      closed = true;
      wakeReaders();
    },
    events,
  };
}

type Delta = Extract<RunEvent, { type: 'plan-delta' | 'answer-delta' }>;

function isDelta(event: RunEvent): event is Delta {
  return event.type === 'plan-delta' || event.type === 'answer-delta';
}

function mergeDeltas(earlier: RunEvent | undefined, later: RunEvent): RunEvent | undefined {
  if (earlier === undefined || !isDelta(earlier) || !isDelta(later)) return undefined;
  if (earlier.type !== later.type || earlier.round !== later.round) return undefined;
  return { ...earlier, text: earlier.text + later.text };
}
