import type { Outcome } from '../core/outcome.ts';
import { onStop } from '../core/stop.ts';
import { dispatchBroke } from './causes.ts';
import { mayNotStart, timingOf, type Call, type Dispatch, type Scope } from './dispatch.ts';
import type { Gate } from './gate.ts';
import { stoppedOutcome } from './invoke.ts';
import type { Policy } from './policy.ts';

/**
 * Queues the call until the run and the tool's gate give a permit. Stopped without one, or when the
 * run starts nothing more, it is never made; an inner dispatch that throws or rejects, against its
 * contract, fails it. A wait for the gate is a `task-wait` event, a wait for the run is none.
 */
export const withGate: Policy = (inner, { tool }, { gates }) => {
  const gate = gates.forTool(tool);
  return (call, scope) =>
    new Promise<Outcome>((resolve) => {
      const { run, record, stop } = scope;
      const refusal = mayNotStart(scope);
      if (refusal !== undefined) return resolve(stoppedOutcome(refusal, call, scope));
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
        onShut: gate === undefined ? undefined : () => announceWait(gate, scope),
      });
      if (wait.granted) return;
      const unlisten = [stop, run.halt].map((either) =>
        onStop(either, (cause) => {
          wait.unlisten?.();
          withdraw();
          resolve(stoppedOutcome(cause, call, scope));
        }),
      );
      wait.unlisten = () => {
        for (const end of unlisten) end();
      };
    });
};

function announceWait(gate: Gate, { run, record, path }: Scope): void {
  const obstacle = gate.obstacle();
  if (obstacle === undefined) return;
  const place = path === undefined ? {} : { path };
  run.emit(record, {
    type: 'task-wait',
    taskId: record.task.id,
    ...place,
    gate: gate.name,
    ...obstacle,
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
