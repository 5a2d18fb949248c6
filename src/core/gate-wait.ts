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

/** A call of a task waits, or with `path` one of its child calls. Once per wait. */
export interface TaskWait extends GateWait {
  readonly type: 'task-wait';
  readonly taskId: number;
  readonly path?: string;
}

/** A call of a model waits, before it is made or, pushed back, before it is tried again. Once per wait. */
export interface ModelWait extends GateWait {
  readonly type: 'model-wait';
  readonly role: 'planner' | 'joiner';
}

/** A call of a model that waited is made, or made again. One that did not wait has none. */
export interface ModelStart {
  readonly type: 'model-start';
  readonly role: 'planner' | 'joiner';
}
