import type { Outcome } from '../core/outcome.ts';
import { createStop } from '../core/stop.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import type { Dispatch } from './dispatch.ts';
import type { Gate, Gates } from './gate.ts';
import { invoke, stoppedOutcome } from './invoke.ts';

/**
 * The chain around a tool, from the outside in: gate(timeout(invoke)). A policy that a tool does not
 * use is absent from its chain. Queueing is no timeout: the time limit begins behind the gate.
 */
export function createDispatcher(
  gates: Gates,
  innermost: Dispatch = invoke,
): (tool: PreparedTool) => Dispatch {
  const composed = new Map<PreparedTool, Dispatch>();
  return (tool) => {
    let dispatch = composed.get(tool);
    if (dispatch === undefined) {
      const { timeoutMs, concurrency } = tool.tool;
      const gate = concurrency === undefined ? undefined : gates.get(tool.name, concurrency);
      dispatch = withGate(withTimeout(innermost, timeoutMs), gate);
      composed.set(tool, dispatch);
    }
    return dispatch;
  };
}

/** Queues the call until the run and the tool's gate give a permit; it is stopped without one. */
function withGate(inner: Dispatch, gate: Gate | undefined): Dispatch {
  return (call, scope) =>
    new Promise<Outcome>((resolve) => {
      let granted = false;
      let unlisten: (() => void) | undefined;
      const withdraw = scope.run.queue.request({
        lane: call.tool.name,
        gate,
        priority: () => scope.run.priorityOf(scope.taskId),
        grant: (giveBack) => {
          granted = true;
          unlisten?.();
          resolve(inner(call, { ...scope, giveBack }));
        },
      });
      if (isTrue(granted)) return; // at once
      unlisten = scope.stop.onStop((cause) => {
        withdraw();
        resolve(stoppedOutcome(cause, call, scope));
      });
    });
}

/** Keeps the compiler from taking a variable that a callback has set for its first value. */
function isTrue(value: boolean): boolean {
  return value;
}

/** Stops the attempt, and nothing else of the task, when its time is up. */
function withTimeout(inner: Dispatch, timeoutMs: number | undefined): Dispatch {
  if (timeoutMs === undefined) return inner;
  return async (call, scope) => {
    const stop = createStop(scope.stop);
    const cancelTimer = scope.run.clock.after(timeoutMs, () =>
      stop.stop({ reason: 'timeout', message: `timeoutMs of ${String(timeoutMs)} ms is over` }),
    );
    const outcome = await inner(call, { ...scope, stop });
    cancelTimer();
    stop.release();
    return outcome;
  };
}
