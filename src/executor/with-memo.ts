import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/canonical-json.ts';
import { copyJson, type Json, type JsonObject } from '../core/json.ts';
import type { Outcome } from '../core/outcome.ts';
import { onStop } from '../core/stop.ts';
import type { CacheOptions } from '../tools/tool.ts';
import { createContextNames } from './context-name.ts';
import {
  mayNotStart,
  timingOf,
  type Call,
  type Dispatch,
  type RunScope,
  type Scope,
} from './dispatch.ts';
import {
  beginFlight,
  followFlight,
  land,
  wouldWaitForItself,
  type Flight,
  type Landing,
} from './flight.ts';
import { stoppedOutcome } from './invoke.ts';
import type { Policy } from './policy.ts';
import { createRecentMap, type RecentMap } from './recent-map.ts';
import { resourceKey } from './resource-key.ts';
import type { WriteLedger, WriteMarks } from './write-marks.ts';

/**
 * Equal reads of a run happen once: one under way is joined, the result of one that ended is used
 * again. Equal means the same tool and the same canonical arguments.
 *
 * 1. Only a value is shared, and each reader gets a copy. A reader whose leader fails or is stopped
 *    makes the call itself, or follows one that does; after `mostFailures` it waits for nobody.
 * 2. A reader that is stopped ends alone.
 * 3. No reader gets what was read before a write that began before it and may have changed it; while
 *    such a write goes on every reader makes its own call.
 * 4. A reader that follows holds no permit, and no timer runs for it.
 * 5. At most `maxEntries` results are kept, for `ttlMs`.
 */
export const withMemo: Policy = (inner, prepared, { writes }) => {
  const { effect, cache } = prepared.tool;
  if (effect === 'write') return markWrites(inner, writes);
  if (cache === 'off') return inner;
  const memoryOf = createMemories(cache ?? {}, writes);
  return (call, scope) => {
    const { run, stop } = scope;
    if (run.passes.singleFlight === 'off' || stop.cause !== undefined) return inner(call, scope);
    return read({ inner, memory: memoryOf(run), call, scope, failures: 0 });
  };
};

/** How often a reader may have seen others fail: for each it has waited the length of a call. */
const mostFailures = 2;

/** In ms, of results that outlive their run. */
const defaultTtlMs = 60_000;

const defaultMaxEntries = 1_000;

/** From the start of a write to its end, what it touches is not read from memory. */
function markWrites(inner: Dispatch, writes: WriteLedger): Dispatch {
  return async (call, scope) => {
    const resource = resourceKey(call.tool, call.input);
    const ends = [writes.ofAll, writes.of(scope.run)].map((marks) => marks.begin(resource));
    try {
      return await inner(call, scope);
    } finally {
      for (const end of ends) end();
    }
  };
}

/** Where the reads of one tool in one run look. */
interface Memory {
  readonly flights: RecentMap<Entry>;
  /** The same map, or one that all runs share. */
  readonly results: RecentMap<Entry>;
  /** Stands before the keys of `results`: whose they are. */
  readonly owner: string;
  readonly marks: WriteMarks;
  readonly ttlMs: number;
}

type Entry = Flight | Kept;

interface Kept {
  readonly kind: 'kept';
  readonly value: Json;
  readonly mark: number;
  /** By the clock. */
  readonly until: number;
}

/** The memory of a tool for each run; made when its first call comes. */
function createMemories(
  { scope = 'run', ttlMs, maxEntries = defaultMaxEntries }: CacheOptions,
  writes: WriteLedger,
): (run: RunScope) => Memory {
  const byRun = new WeakMap<RunScope, Memory>();
  const shared = createRecentMap<Entry>(maxEntries);
  const nameOf = createContextNames();
  const create = (run: RunScope): Memory => {
    const flights = createRecentMap<Entry>(maxEntries);
    const owner = scope === 'compiler' ? nameOf(run.context) : undefined;
    if (owner === undefined) {
      const marks = writes.of(run);
      return { flights, results: flights, owner: '', marks, ttlMs: ttlMs ?? Infinity };
    }
    const marks = writes.ofAll;
    return { flights, results: shared, owner, marks, ttlMs: ttlMs ?? defaultTtlMs };
  };
  return (run) => {
    let memory = byRun.get(run);
    if (memory === undefined) {
      memory = create(run);
      byRun.set(run, memory);
    }
    return memory;
  };
}

interface Reader {
  readonly inner: Dispatch;
  readonly memory: Memory;
  readonly call: Call;
  readonly scope: Scope;
  /** Of flights that it followed. */
  readonly failures: number;
}

function read(reader: Reader): Promise<Outcome> {
  const { inner, memory, call, scope, failures } = reader;
  const { marks } = memory;
  const resource = resourceKey(call.tool, call.input);
  if (failures >= mostFailures || marks.isBusy(resource)) return inner(call, scope);
  const key = keyOf(call.input);
  const mark = marks.markOf(resource);
  const kept = findKept(memory, memory.owner + key, { mark, now: scope.run.clock.now });
  if (kept !== undefined) return Promise.resolve(reused(kept.value, 'cache', scope));
  const entry = memory.flights.find(key);
  if (entry?.kind !== 'flight' || entry.mark !== mark || isEnding(entry)) {
    return lead(reader, { key, mark, isCurrent: () => marks.markOf(resource) === mark });
  }
  return wouldWaitForItself(entry, scope) ? inner(call, scope) : follow(reader, entry);
}

function findKept(
  { results }: Memory,
  key: string,
  { mark, now }: { readonly mark: number; readonly now: () => number },
): Kept | undefined {
  const entry = results.find(key);
  if (entry?.kind !== 'kept') return undefined;
  if (entry.mark === mark && (entry.until === Infinity || now() < entry.until)) return entry;
  results.remove(key, entry);
  return undefined;
}

function isEnding({ landed, leader }: Flight): boolean {
  return landed || leader.stop.cause !== undefined;
}

interface Place {
  readonly key: string;
  readonly mark: number;
  /** No write has outdated what is read. */
  readonly isCurrent: () => boolean;
}

/** Makes the call, for itself and for those that follow. */
function lead({ inner, memory, call, scope }: Reader, place: Place): Promise<Outcome> {
  const { key, mark } = place;
  const flight = beginFlight(scope, mark);
  memory.flights.set(key, flight);
  const broke = (): void => {
    memory.flights.remove(key, flight);
    land(flight, { kind: 'failed' });
  };
  let outcome: Promise<Outcome>;
  try {
    outcome = inner(call, scope);
  } catch (thrown) {
    broke();
    throw thrown;
  }
  // Told here, and not in what is returned: the value is kept before anybody can ask for it.
  void outcome.then((ended) => {
    memory.flights.remove(key, flight);
    if (ended.status === 'ok' && place.isCurrent())
      keep(memory, place, { value: ended.value, scope });
    land(flight, landingOf(ended));
  }, broke);
  return outcome;
}

function keep(
  { results, owner, ttlMs }: Memory,
  { key, mark }: Place,
  { value, scope }: { readonly value: Json; readonly scope: Scope },
): void {
  const until = ttlMs === Infinity ? Infinity : scope.run.clock.now() + ttlMs;
  // What a listener does to the outcome of one run must not reach another.
  const own = owner === '' ? value : copyJson(value);
  results.set(owner + key, { kind: 'kept', value: own, mark, until });
}

function landingOf(ended: Outcome): Landing {
  if (ended.status === 'ok') return { kind: 'value', value: ended.value };
  return { kind: ended.status === 'failed' ? 'failed' : 'stopped' };
}

/** Waits for the end of an equal call; if that gives no value, for one of its own or the next. */
function follow(reader: Reader, flight: Flight): Promise<Outcome> {
  const { inner, call, scope, failures } = reader;
  return new Promise((resolve) => {
    const leave = followFlight(flight, scope, (landing) => {
      unlisten();
      if (landing.kind === 'value') return resolve(reused(landing.value, 'flight', scope));
      if (mayNotStart(scope) !== undefined) return resolve(inner(call, scope));
      resolve(read({ ...reader, failures: failures + (landing.kind === 'failed' ? 1 : 0) }));
    });
    const unlisten = onStop(scope.stop, (cause) => {
      leave();
      resolve(stoppedOutcome(cause, call, scope));
    });
  });
}

function reused(value: Json, from: 'flight' | 'cache', scope: Scope): Outcome {
  return { status: 'ok', value: copyJson(value), reused: from, ...timingOf(scope) };
}

/** Arguments of any length, in a text of a bounded one: a digest begins as no JSON does. */
function keyOf(input: JsonObject): string {
  const text = canonicalJson(input);
  if (text.length <= longestKey) return text;
  return `#${createHash('sha256').update(text).digest('base64')}`;
}

const longestKey = 256;
