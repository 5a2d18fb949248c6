import { elapsedMs, type Clock } from './clock.ts';
import type { Fact, RunEvent } from './events.ts';

/**
 * The event log of one run.
 *
 * 1. Events are appended, stamped and never changed; `seq` rises, `at` never falls.
 * 2. A reader is a cursor: it can come at any time, sees every event from the start, and ends when
 *    the log is closed and it has seen all.
 * 3. A slow reader holds nobody up: append never waits.
 * 4. The number of deltas is bounded: once `deltaLimit` characters of deltas were appended, deltas of
 *    one kind that stand side by side become one, unless a reader stands between the two. No reader
 *    loses or repeats text by that.
 * 5. A closed log takes nothing more but late results (`task-late`): they stand behind its end, for
 *    whoever reads it then, and no reader waits for them.
 */
export interface Log {
  /** Returns the event as it was appended; of a closed log, as it would have been. */
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
  /** Sees every event as it is appended, before any merging; may append more. Must not throw. */
  readonly onAppend?: (event: RunEvent) => void;
}

export function createLog({ clock, deltaLimit = 1_000_000, onAppend }: LogOptions): Log {
  const events: RunEvent[] = [];
  const cursors = new Set<Cursor>();
  const waiting = new Set<() => void>();
  const startedAt = clock.now();
  let nextSeq = 0;
  let deltaLength = 0;
  let closed = false;

  const wakeReaders = (): void => {
    if (waiting.size === 0) return;
    const resolves = [...waiting];
    waiting.clear();
    for (const resolve of resolves) resolve();
  };

  /** Makes one event of the last two, if both are deltas of one kind and nobody stands between them. */
  const mergeLastTwo = (): void => {
    const last = events.length - 1;
    const merged = mergeDeltas(events[last - 1], events[last]);
    if (merged === undefined) return;
    for (const cursor of cursors) if (cursor.next === last) return;
    for (const cursor of cursors) if (cursor.next > last) cursor.next = last;
    events.pop();
    events[last - 1] = merged;
  };

  async function* read(): AsyncIterableIterator<RunEvent> {
    const cursor = { next: 0 };
    cursors.add(cursor);
    try {
      for (;;) {
        const event = events[cursor.next];
        if (event !== undefined) {
          cursor.next += 1;
          yield event;
        } else if (closed) {
          return;
        } else {
          await new Promise<void>((resolve) => waiting.add(resolve));
        }
      }
    } finally {
      cursors.delete(cursor);
    }
  }

  return {
    append(fact, round) {
      // The stamp first: what is added behind a spread makes a shape of its own for each event.
      const event = { seq: nextSeq, at: elapsedMs(clock, startedAt), round, ...fact };
      if (closed && event.type !== 'task-late') return event;
      nextSeq += 1;
      if (isDelta(event)) {
        if (deltaLength >= deltaLimit) mergeLastTwo();
        deltaLength += event.text.length;
      }
      events.push(event);
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

/** Where a reader stands: the index of the event it gets next. */
interface Cursor {
  next: number;
}

type Delta = Extract<RunEvent, { type: 'plan-delta' | 'answer-delta' }>;

function isDelta(event: RunEvent): event is Delta {
  return event.type === 'plan-delta' || event.type === 'answer-delta';
}

function mergeDeltas(
  earlier: RunEvent | undefined,
  later: RunEvent | undefined,
): RunEvent | undefined {
  if (earlier === undefined || later === undefined) return undefined;
  if (!isDelta(earlier) || !isDelta(later)) return undefined;
  if (earlier.type !== later.type || earlier.round !== later.round) return undefined;
  return { ...earlier, text: earlier.text + later.text };
}
