import type { Json } from '../core/json.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Lookup } from '../plan/resolve.ts';

/** Where references find their values: what tasks came to, and the inputs of the plan. */
export function outcomeLookup(
  outcomes: ReadonlyMap<number, Outcome>,
  inputs: Json | undefined,
): Lookup {
  return (source) => {
    if (source === 'input') {
      return inputs === undefined ? { kind: 'absent' } : { kind: 'value', value: inputs };
    }
    const outcome = outcomes.get(source);
    return outcome?.status === 'ok' ? { kind: 'value', value: outcome.value } : { kind: 'absent' };
  };
}
