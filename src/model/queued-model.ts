import type { GateWait } from '../core/gate-wait.ts';
import type { Model, ModelRequest } from './model.ts';

/**
 * A model whose calls may have to wait for their turn. `readModel` waits for it before it counts the
 * model's silence, and then reads from what it got, to its end or to its iterator's `return`.
 */
export interface QueuedModel extends Model {
  /**
   * What this one call may stream from. Rejects when the request's signal aborts before. `onWait` hears
   * of each wait, those behind a push-back too; it must not throw.
   */
  takeTurn(request: ModelRequest, onWait?: OnWait): Promise<ModelTurn>;
}

/** Once when a wait begins, and with undefined when the call has its turn. */
export type OnWait = (wait: GateWait | undefined) => void;

export interface ModelTurn extends Model {
  /** It was pushed back, and waits for another turn: that is no silence. */
  isWaiting?(): boolean;
}

export function isQueued(model: Model): model is QueuedModel {
  return 'takeTurn' in model && typeof model.takeTurn === 'function';
}
