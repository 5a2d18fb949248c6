import { exitCode } from './exit-code.ts';

/** Ctrl-C or a request to terminate, as long as it is listened to. */
export interface Interrupt {
  /** Aborts at the first one. The second ends the process at once. */
  readonly signal: AbortSignal;
  /** What Ctrl-C does, for when the terminal tells it as a key. */
  press(): void;
  /** The exit code of the first one, if there was one. */
  status(): number | undefined;
  release(): void;
}

export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  let status: number | undefined;
  const listen = (code: number, reason: string) => (): void => {
    if (status !== undefined) process.exit(code);
    status = code;
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
