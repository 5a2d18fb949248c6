import type { Json } from '../core/json.ts';
import { onStop } from '../core/stop.ts';
import type { Progress, Scope } from './dispatch.ts';

/**
 * A call under way that equal calls wait for.
 *
 * 1. It lands once: with its value, or with none when it failed, was stopped, or is being stopped.
 * 2. Landing tells every follower that has not left, in the order they came.
 * 3. No call waits, over any number of flights, for one that waits for it.
 */
export interface Flight {
  readonly kind: 'flight';
  /** The call that is made. */
  readonly leader: Scope;
  /** See write-marks.ts. */
  readonly mark: number;
  landed: boolean;
  followers: Set<(landing: Landing) => void> | undefined;
  /** Ends the listening to the leader's stop, which begins with the first follower. */
  unlisten: (() => void) | undefined;
}

export type Landing =
  | { readonly kind: 'value'; readonly value: Json }
  /** It failed by itself, or was stopped from outside. */
  | { readonly kind: 'failed' | 'stopped' };

export function beginFlight(leader: Scope, mark: number): Flight {
  return { kind: 'flight', leader, mark, landed: false, followers: undefined, unlisten: undefined };
}

/** Ends a flight; the second time is without effect. */
export function land(flight: Flight, landing: Landing): void {
  if (flight.landed) return;
  flight.landed = true;
  flight.unlisten?.();
  const { followers } = flight;
  flight.followers = undefined;
  for (const told of followers ?? []) told(landing);
}

/** Calls `told` when the flight lands, unless the returned function was called before. */
export function followFlight(
  flight: Flight,
  follower: Scope,
  told: (landing: Landing) => void,
): () => void {
  const leave = noteWait(follower.progress, flight.leader.progress);
  const tell = (landing: Landing): void => {
    leave();
    told(landing);
  };
  flight.followers ??= new Set();
  flight.followers.add(tell);
  flight.unlisten ??= onStop(flight.leader.stop, () => land(flight, { kind: 'stopped' }));
  return () => {
    leave();
    flight.followers?.delete(tell);
  };
}

/**
 * A tool that calls others may come, through them, upon a call that waits for its own end. True: so it
 * would be if `follower` waited for the flight.
 */
export function wouldWaitForItself({ leader }: Flight, { progress }: Scope): boolean {
  if (progress.caller === undefined) return false;
  const callers = new Set<Progress>();
  for (let each = progress.caller; ; each = each.caller) {
    callers.add(each);
    if (each.caller === undefined) break;
  }
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
