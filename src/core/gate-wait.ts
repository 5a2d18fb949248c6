/** Why a gate gives no permit. */
export interface Obstacle {
  /** All permits are out, the rate is used up, or the resource asked for a pause. */
  readonly reason: 'concurrency' | 'rate' | 'pause';
  /** How long at least, in ms, where that is known. */
  readonly waitMs?: number;
}

/** A wait at a gate: the call is ready, and the resource is not. */
export interface GateWait extends Obstacle {
  readonly gate: string;
}
