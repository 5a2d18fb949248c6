import { startOfflineServer } from '../offline/index.ts';
import { exitCode } from './exit-code.ts';
import type { ServerFlags } from './flags.ts';
import { onInterrupt } from './on-interrupt.ts';
import { note, print } from './standard-output.ts';

/** `toolc offline-server`: serves until interrupted, which is its normal end. */
export async function offlineServerCommand({ port, host }: ServerFlags): Promise<number> {
  const interrupt = onInterrupt();
  try {
    const server = await startOfflineServer({ port, host });
    await print(`${server.url}\n`);
    note(`toolc run --base-url ${server.url} --model offline   # Ctrl-C ends the server`);
    await new Promise<void>((resolve) => {
      interrupt.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await server.close();
    return exitCode.done;
  } finally {
    interrupt.release();
  }
}
