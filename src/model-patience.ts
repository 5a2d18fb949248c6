import type { ModelWait } from './core/gate-wait.ts';
import type { Patience } from './model/read-model.ts';
import type { ModelRunContext } from './run-context.ts';
import { patienceOf } from './settings.ts';

/** How long a run waits for the model in a role; its waits at the gate become events of the round. */
export function modelPatience(
  { settings, emit }: ModelRunContext,
  role: ModelWait['role'],
  round: number,
): Patience {
  return patienceOf(settings, (wait) => {
    if (wait === undefined) emit({ type: 'model-start', role }, round);
    else emit({ type: 'model-wait', role, ...wait }, round);
  });
}
