import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/canonical-json.ts';
import { copyJson, type Json, type JsonObject } from '../core/json.ts';
import type { Clock } from '../core/clock.ts';
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
import { beginFlight, followFlight, land, wouldWaitForItself, type Flight } from './flight.ts';
import { stoppedOutcome } from './invoke.ts';
import type { Policy } from './policy.ts';
import {
  addRecent,
  createRecentMap,
  findRecent,
  removeRecent,
  type RecentMap,
} from './recent-map.ts';
import { resourceKey } from './resource-key.ts';
import type { WriteLedger } from './write-marks.ts';

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
    const end = writes.begin(scope.run, resource);
    try {
      return await inner(call, scope);
    } finally {
      end();
    }
  };
}

/** Where the reads of one tool in one run look. */
interface Memory {
  readonly ofRun: RecentMap<Flight>;
  /** Where results go that outlive the run. */
  readonly ofAll: RecentMap<Flight> | undefined;
  /** Stands before each key: whose it is, where results go to `ofAll`. */
  readonly owner: string;
  readonly marksOf: WriteLedger['of'];
  readonly ttlMs: number;
}

/** The memory of a tool for each run; made when its first call comes. */
function createMemories(
  { scope = 'run', ttlMs, maxEntries = defaultMaxEntries }: CacheOptions,
  writes: WriteLedger,
): (run: RunScope) => Memory {
  const byRun = new WeakMap<RunScope, Memory>();
  const ofCompiler = createRecentMap<Flight>(maxEntries);
  const nameOf = createContextNames();
  const marksOfAll = (): WriteLedger['ofAll'] => writes.ofAll;
  const create = (run: RunScope): Memory => {
    const ofRun = createRecentMap<Flight>(maxEntries);
    const owner = scope === 'compiler' ? nameOf(run.context) : undefined;
    if (owner === undefined) {
      const marksOf = writes.of;
      return { ofRun, ofAll: undefined, owner: '', marksOf, ttlMs: ttlMs ?? Infinity };
    }
    const marksOf = marksOfAll;
    return { ofRun, ofAll: ofCompiler, owner, marksOf, ttlMs: ttlMs ?? defaultTtlMs };
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
  const marks = memory.marksOf(scope.run);
  const resource = resourceKey(call.tool, call.input);
  if (failures >= mostFailures || marks.isBusy(resource)) return inner(call, scope);
  const key = memory.owner + keyOf(call.input);
  const mark = marks.markOf(resource);
  const known = findFlight(memory, key, scope.run.clock);
  if (known?.mark !== mark || isLost(known)) {
    return lead(reader, beginFlight(scope, { key, resource, mark }));
  }
  const { leader } = known;
  if (leader === undefined) return Promise.resolve(reused(known.value, 'cache', scope));
  return wouldWaitForItself(leader, scope) ? inner(call, scope) : follow(reader, known, leader);
}

/** The flight of equal calls, under way or ended well, unless its time is over. */
function findFlight({ ofRun, ofAll }: Memory, key: string, clock: Clock): Flight | undefined {
  const flight = findRecent(ofRun, key) ?? (ofAll && findRecent(ofAll, key));
  if (flight === undefined || flight.until === Infinity) return flight;
  return clock.now() < flight.until ? flight : undefined;
}

/** It has no value to give, or will have none. */
function isLost({ state, leader }: Flight): boolean {
  return state === 'lost' || leader?.stop.cause !== undefined;
}

/** Makes the call, for itself and for those that follow. */
async function lead({ inner, memory, call, scope }: Reader, flight: Flight): Promise<Outcome> {
  addRecent(memory.ofRun, flight);
  let outcome: Outcome | undefined;
  try {
    outcome = await inner(call, scope);
    return outcome;
  } finally {
    land(flight, outcome);
    keep(memory, flight, scope.run);
  }
}

/** Leaves a flight that has landed where those that come later find it, if it has what they want. */
function keep({ ofRun, ofAll, marksOf, ttlMs }: Memory, flight: Flight, run: RunScope): void {
  const mark = marksOf(run).markOf(flight.resource);
  const isWanted = flight.state === 'kept' && flight.mark === mark;
  if (ofAll !== undefined || !isWanted) removeRecent(ofRun, flight);
  if (!isWanted) return;
  if (ttlMs !== Infinity) flight.until = run.clock.now() + ttlMs;
  if (ofAll === undefined) return;
  // What a listener does to the outcome of one run must not reach another.
  flight.value = copyJson(flight.value);
  addRecent(ofAll, flight);
}

/** Waits for the end of an equal call; if that gives no value, for one of its own or the next. */
function follow(reader: Reader, flight: Flight, leader: Scope): Promise<Outcome> {
  const { inner, call, scope: follower, failures } = reader;
  return new Promise((resolve) => {
    const leave = followFlight(flight, { leader, follower }, (landing) => {
      unlisten();
      if (landing.kind === 'value') return resolve(reused(landing.value, 'flight', follower));
      if (mayNotStart(follower) !== undefined) return resolve(inner(call, follower));
      resolve(read({ ...reader, failures: failures + (landing.kind === 'failed' ? 1 : 0) }));
    });
    const unlisten = onStop(follower.stop, (cause) => {
      leave();
      resolve(stoppedOutcome(cause, call, follower));
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
