import type { Outcome } from '../core/outcome.ts';
import { createStop, onStop, releaseStop, stopNow } from '../core/stop.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import { dispatchBroke } from './causes.ts';
import { timingOf, type Call, type Dispatch, type Scope } from './dispatch.ts';
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

/**
 * Queues the call until the run and the tool's gate give a permit. Stopped without one, it is never
 * made; an inner dispatch that throws or rejects, against its contract, fails it.
 */
function withGate(inner: Dispatch, gate: Gate | undefined): Dispatch {
  return (call, scope) =>
    new Promise<Outcome>((resolve) => {
      const { run, record, stop } = scope;
      if (stop.cause !== undefined) return resolve(stoppedOutcome(stop.cause, call, scope));
      const wait: Wait = { granted: false, unlisten: undefined };
      const withdraw = run.queue.request({
        lane: call.tool.name,
        gate,
        priority: () => run.priorityOf(record.task.id),
        grant: (giveBack) => {
          wait.granted = true;
          wait.unlisten?.();
          resolve(guarded(inner, call, { ...scope, giveBack }));
        },
      });
      if (wait.granted) return;
      wait.unlisten = onStop(stop, (cause) => {
        withdraw();
        resolve(stoppedOutcome(cause, call, scope));
      });
    });
}

interface Wait {
  granted: boolean;
  unlisten: (() => void) | undefined;
}

async function guarded(inner: Dispatch, call: Call, scope: Scope): Promise<Outcome> {
  try {
    return await inner(call, scope);
  } catch (thrown) {
    scope.giveBack();
    return dispatchBroke(thrown, timingOf(scope));
  }
}

/** Stops the attempt, and nothing else of the task, when its time is up. */
function withTimeout(inner: Dispatch, timeoutMs: number | undefined): Dispatch {
  if (timeoutMs === undefined) return inner;
  return async (call, scope) => {
    const stop = createStop(scope.stop);
    const cancelTimer = scope.run.clock.after(timeoutMs, () =>
      stopNow(stop, { reason: 'timeout', message: `timeoutMs of ${String(timeoutMs)} ms is over` }),
    );
    try {
      return await inner(call, { ...scope, stop });
    } finally {
      cancelTimer();
      releaseStop(stop);
    }
  };
}
