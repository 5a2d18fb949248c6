import { systemClock, type VerifyProgress } from '../index.ts';
import type { OutputFlags } from './flags.ts';
import { createScreen } from './screen.ts';
import { note } from './standard-output.ts';

/** Shows on standard error how a verification goes. */
export interface ShownVerification {
  take(progress: VerifyProgress): void;
  /** Once, at the end. */
  stop(): void;
}

/** A line that is drawn again where standard error is a terminal, else one line at the start. */
export function showVerification(
  { json = false, quiet = false }: OutputFlags,
  schedules: number,
): ShownVerification {
  if (json || quiet) return { take: nothing, stop: nothing };
  const first = `verify: the plan's own order, twice, then ${String(schedules)} others`;
  if (!process.stderr.isTTY) {
    note(first);
    return { take: nothing, stop: nothing };
  }
  let line = first;
  const screen = createScreen({
    stream: process.stderr,
    clock: systemClock,
    exits: process,
    render: () => [line],
  });
  screen.update();
  return {
    take({ done, differences }) {
      const found = `${String(differences)} ${differences === 1 ? 'difference' : 'differences'}`;
      line = `verify: ${String(done)} of ${String(schedules)} orders, ${found}`;
      screen.update();
    },
    stop: () => screen.stop(),
  };
}

function nothing(): void {
  // nothing is shown
}
