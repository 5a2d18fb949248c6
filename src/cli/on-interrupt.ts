import { systemClock, type Clock } from '../index.ts';
import { exitCode } from './exit-code.ts';

/** Ctrl-C or a request to terminate, as long as it is listened to. */
export interface Interrupt {
  /** Aborts at the first one. A second, not sooner than `echoMs`, ends the process at once. */
  readonly signal: AbortSignal;
  /** What Ctrl-C does, for when the terminal tells it as a key. */
  press(): void;
  /** The exit code of the first one, if there was one. */
  status(): number | undefined;
  release(): void;
}

/** What starts us (npx, tsx, a container's init) may hand a signal on that the terminal gave us already. */
const echoMs = 100;

export function onInterrupt(clock: Clock = systemClock): Interrupt {
  const controller = new AbortController();
  let status: number | undefined;
  let heardAt = 0;
  const listen = (code: number, reason: string) => (): void => {
    if (status !== undefined) {
      if (clock.now() - heardAt >= echoMs) process.exit(code);
      return;
    }
    status = code;
    heardAt = clock.now();
    controller.abort(reason);
  };
  const onInt = listen(exitCode.interrupted, 'interrupted by Ctrl-C');
  const onTerm = listen(exitCode.terminated, 'asked to terminate');
  process.on('SIGINT', onInt);
  process.on('SIGTERM', onTerm);
  return {
    signal: controller.signal,
    press: onInt,
    status: () => status,
    release() {
      process.off('SIGINT', onInt);
      process.off('SIGTERM', onTerm);
    },
  };
}
