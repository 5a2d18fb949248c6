import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact, RunEvent } from '../../src/core/events.ts';
import { createLog, type Log } from '../../src/core/log.ts';
import { createFakeClock } from '../../src/testing/index.ts';
import { runs } from '../executor/runs.ts';

const delta = (text: string): Fact => ({ type: 'plan-delta', text });
const answer = (text: string): Fact => ({ type: 'answer-delta', text });

function logOf(options: { deltaLimit?: number; onAppend?: (event: RunEvent) => void } = {}): Log {
  return createLog({ clock: createFakeClock(), ...options });
}

/** What a reader makes of the events: the texts of each kind, and all other events. */
function digest(events: Iterable<RunEvent>): { plan: string; answer: string; rest: string[] } {
  const found = { plan: '', answer: '', rest: [] as string[] };
  for (const event of events) {
    if (event.type === 'plan-delta') found.plan += event.text;
    else if (event.type === 'answer-delta') found.answer += event.text;
    else found.rest.push(`${event.type} ${String(event.seq)}`);
  }
  return found;
}

describe('a log', () => {
  it('stamps events with a rising seq, the time since it began, and the round', async () => {
    const clock = createFakeClock();
    await clock.advance(500);
    const log = createLog({ clock });
    log.append(delta('a'), 1);
    await clock.advance(20);
    log.append(answer('b'), 2);
    expect(log.events).toEqual([
      { type: 'plan-delta', text: 'a', seq: 0, at: 0, round: 1 },
      { type: 'answer-delta', text: 'b', seq: 1, at: 20, round: 2 },
    ]);
  });

  it('shows a late reader everything from the start, and ends it when it is closed', async () => {
    const log = logOf();
    log.append(delta('a'), 1);
    log.append(delta('b'), 1);
    log.close();
    expect(digest(await collect(log.read())).plan).toBe('ab');
  });

  it('wakes a waiting reader for each event and for the close', async () => {
    const log = logOf();
    const reader = log.read();
    const one = reader.next();
    log.append(delta('a'), 1);
    expect((await one).value).toMatchObject({ text: 'a' });
    const two = reader.next();
    log.close();
    expect(await two).toEqual({ done: true, value: undefined });
  });

  it('keeps late results behind its end, for those who read later', async () => {
    const told: string[] = [];
    const log = logOf({ onAppend: ({ type }) => void told.push(type) });
    const waiting = log.read();
    const end = waiting.next();
    log.close();
    expect((await end).done).toBe(true);
    const outcome = { status: 'ok', value: 1, endedAt: 5, attempts: 1 } as const;
    log.append({ type: 'task-late', taskId: 1, outcome }, 1);
    log.append(delta('a'), 1);
    expect(told).toEqual(['task-late']);
    expect(log.events).toMatchObject([{ type: 'task-late', seq: 0 }]);
    expect(await collect(log.read())).toEqual(log.events);
  });

  it('takes nothing more once it is closed', () => {
    const log = logOf();
    log.close();
    log.append(delta('late'), 1);
    expect(log.events).toEqual([]);
  });

  it('keeps the order of events that a listener appends while it is told of one', () => {
    const log: Log = logOf({
      onAppend: (event) => void (event.seq === 0 && log.append(answer('second'), 1)),
    });
    log.append(delta('first'), 1);
    log.append(delta('third'), 1);
    expect(log.events.map((event) => ('text' in event ? event.text : ''))).toEqual([
      'first',
      'second',
      'third',
    ]);
  });

  it('merges no deltas below the limit', () => {
    const log = logOf({ deltaLimit: 10 });
    for (let index = 0; index < 10; index += 1) log.append(delta('x'), 1);
    expect(log.events).toHaveLength(10);
  });

  it('holds a bounded number of deltas above the limit, read as they come or not at all', async () => {
    for (const isRead of [true, false]) {
      const log = logOf({ deltaLimit: 10 });
      const reader = log.read();
      for (let index = 0; index < 500; index += 1) {
        log.append(delta('x'), 1);
        if (isRead) await reader.next();
      }
      expect(log.events.length).toBeLessThanOrEqual(13);
      expect(digest(log.events).plan).toHaveLength(500);
    }
  });

  it('merges neither deltas of two kinds nor of two rounds', () => {
    const log = logOf({ deltaLimit: 0 });
    log.append(delta('a'), 1);
    log.append(answer('b'), 1);
    log.append(answer('c'), 2);
    log.append(answer('d'), 2);
    log.append(answer('e'), 2);
    expect(log.events.map((event) => ('text' in event ? event.text : ''))).toEqual([
      'a',
      'b',
      'cd',
      'e',
    ]);
  });

  it('forgets a reader that was left', async () => {
    const log = logOf({ deltaLimit: 0 });
    log.append(delta('a'), 1);
    for await (const event of log.read()) {
      expect(event.seq).toBe(0);
      break;
    }
    for (let index = 0; index < 50; index += 1) log.append(delta('x'), 1);
    expect(log.events.length).toBeLessThanOrEqual(2);
  });

  it('gives each reader the same text and events, whenever it comes and however slowly it reads', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('plan' as const), text: fc.string({ maxLength: 4 }) }),
      fc.record({ kind: fc.constant('answer' as const), text: fc.string({ maxLength: 4 }) }),
      fc.record({ kind: fc.constant('other' as const) }),
      fc.record({ kind: fc.constant('open' as const) }),
      fc.record({ kind: fc.constant('read' as const), reader: fc.nat(5) }),
    );
    const property = fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.nat(8),
      async (steps, deltaLimit) => {
        const log = logOf({ deltaLimit });
        const appended: RunEvent[] = [];
        const readers: Reader[] = [];
        for (const action of steps) {
          if (action.kind === 'plan') appended.push(log.append(delta(action.text), 1));
          else if (action.kind === 'answer') appended.push(log.append(answer(action.text), 1));
          else if (action.kind === 'other')
            appended.push(log.append({ type: 'join-start', attempt: 1 }, 1));
          else if (action.kind === 'open') {
            readers.push({ iterator: log.read(), seen: [] });
          } else {
            await readOne(readers[action.reader], log, appended);
          }
        }
        log.close();
        readers.push({ iterator: log.read(), seen: [] });
        for (const reader of readers) {
          for (
            let next = await reader.iterator.next();
            next.done !== true;
            next = await reader.iterator.next()
          ) {
            reader.seen.push(next.value);
          }
          expect(digest(reader.seen)).toEqual(digest(appended));
          const seqs = reader.seen.map(({ seq }) => seq);
          expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
        }
      },
    );
    await fc.assert(property, runs(300, 20_000));
  });
});

interface Reader {
  readonly iterator: AsyncIterator<RunEvent>;
  readonly seen: RunEvent[];
}

/** Reads one event, where there is one: the test must not wait. */
async function readOne(
  reader: Reader | undefined,
  log: Log,
  appended: readonly RunEvent[],
): Promise<void> {
  const last = log.events.at(-1)?.seq ?? -1;
  if (reader === undefined || (reader.seen.at(-1)?.seq ?? -1) >= last) return;
  if (hasAll(reader.seen, appended)) return;
  const next = await reader.iterator.next();
  if (next.done !== true) reader.seen.push(next.value);
}

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const found: RunEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}

function hasAll(seen: readonly RunEvent[], appended: readonly RunEvent[]): boolean {
  const got = digest(seen);
  const all = digest(appended);
  return got.plan === all.plan && got.answer === all.answer && got.rest.length === all.rest.length;
}
