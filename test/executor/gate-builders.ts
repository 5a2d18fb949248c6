import { createGate, type Gate, type GateOptions } from '../../src/executor/gate.ts';
import { createFakeClock, type FakeClock } from '../../src/testing/index.ts';

/** A gate of which a concurrency is known, or whatever else is told. */
export function gateOf(
  told: number | GateOptions,
  { clock = createFakeClock(), name = 'gate' }: { clock?: FakeClock; name?: string } = {},
): Gate {
  const gate = createGate(name, clock);
  gate.setLimits({ ...(typeof told === 'number' ? { concurrency: told } : told), start: 'open' });
  return gate;
}
