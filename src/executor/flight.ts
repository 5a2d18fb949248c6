import type { Json } from '../core/json.ts';
import type { Outcome } from '../core/outcome.ts';
import { onStop } from '../core/stop.ts';
import type { Progress, Scope } from './dispatch.ts';
import type { Listed } from './recent-map.ts';

/**
 * A call that equal calls wait for, and its value once it has ended well.
 *
 * 1. It lands once: with its value, or with none when it failed, was stopped, or is being stopped.
 * 2. Landing tells every follower that has not left, in the order they came.
 * 3. No call waits, over any number of flights, for one that waits for it (`wouldWaitForItself`).
 */
export interface Flight extends Listed<Flight> {
  /** Under way; landed with its value; landed with none. */
  state: 'open' | 'kept' | 'lost';
  /** The call that is made, while it is under way. */
  leader: Scope | undefined;
  /** What it reads, if that is known, and the mark of that when it began (see write-marks.ts). */
  readonly resource: string | undefined;
  readonly mark: number;
  value: Json;
  /** By the clock: how long the value may be used. */
  until: number;
  /** From the first follower on, while it is under way. */
  following: Following | undefined;
}

interface Following {
  readonly told: Set<(landing: Landing) => void>;
  /** Ends the listening to the leader's stop. */
  readonly unlisten: () => void;
}

export type Landing =
  | { readonly kind: 'value'; readonly value: Json }
  /** It failed by itself, or was stopped from outside. */
  | { readonly kind: 'failed' | 'stopped' };

export function beginFlight(
  leader: Scope,
  { key, resource, mark }: Pick<Flight, 'key' | 'resource' | 'mark'>,
): Flight {
  return {
    key,
    state: 'open',
    leader,
    resource,
    mark,
    value: null,
    until: Infinity,
    following: undefined,
    older: undefined,
    newer: undefined,
  };
}

/** Ends a flight with the outcome of its leader, if it has one; the second time is without effect. */
export function land(flight: Flight, outcome: Outcome | undefined): void {
  if (flight.state !== 'open') return;
  flight.leader = undefined;
  if (outcome?.status === 'ok') {
    flight.state = 'kept';
    flight.value = outcome.value;
  } else {
    flight.state = 'lost';
  }
  const { following } = flight;
  if (following === undefined) return;
  flight.following = undefined;
  following.unlisten();
  const landing = landingOf(outcome);
  for (const told of following.told) told(landing);
}

function landingOf(outcome: Outcome | undefined): Landing {
  if (outcome?.status === 'ok') return { kind: 'value', value: outcome.value };
  return { kind: outcome?.status === 'failed' ? 'failed' : 'stopped' };
}

/** Calls `told` when the flight lands, unless the returned function was called before. */
export function followFlight(
  flight: Flight,
  { leader, follower }: { readonly leader: Scope; readonly follower: Scope },
  told: (landing: Landing) => void,
): () => void {
  const leave = noteWait(follower.progress, leader.progress);
  const tell = (landing: Landing): void => {
    leave();
    told(landing);
  };
  flight.following ??= {
    told: new Set(),
    unlisten: onStop(leader.stop, () => land(flight, undefined)),
  };
  flight.following.told.add(tell);
  return () => {
    leave();
    flight.following?.told.delete(tell);
  };
}

/**
 * A tool that calls others may come, through them, upon a call that waits for its own end. True: so it
 * would be if `follower` waited for `leader`.
 */
export function wouldWaitForItself(leader: Scope, follower: Scope): boolean {
  const callers = new Set<Progress>();
  for (let each = follower.progress.caller; each !== undefined; each = each.caller) {
    callers.add(each);
  }
  if (callers.size === 0) return false;
  const seen = new Set<Progress>([leader.progress]);
  for (const each of seen) {
    if (callers.has(each)) return true;
    // The set's iterator sees what is added while it runs.
    for (const awaited of each.awaited?.keys() ?? []) seen.add(awaited);
  }
  return false;
}

/** Whoever waits for a caller of the follower waits for the leader too; returns the end of that. */
function noteWait({ caller }: Progress, leader: Progress): () => void {
  for (let each = caller; each !== undefined; each = each.caller) {
    each.awaited ??= new Map();
    each.awaited.set(leader, (each.awaited.get(leader) ?? 0) + 1);
  }
  return () => {
    for (let each = caller; each !== undefined; each = each.caller) {
      const left = (each.awaited?.get(leader) ?? 0) - 1;
      if (left > 0) each.awaited?.set(leader, left);
      else each.awaited?.delete(leader);
    }
  };
}
