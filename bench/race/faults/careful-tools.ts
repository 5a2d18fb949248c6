import type { ToolCare } from '../runners/race-tools.ts';
import type { CallTool, Runner } from '../runner.ts';

/**
 * The bounds that every careful runner has, toolc or not: 3 s for one attempt of a call (no call of these
 * workloads takes as long), and for reads three attempts with toolc's default waits between them, after
 * time-outs and errors that say they may pass. A write is made once.
 */
export const care: ToolCare = { timeoutMs: 3_000, retry: { attempts: 3, baseMs: 250 } };

/** A runner whose calls are bounded and retried by hand, as a careful user of a loop without either does it. */
export function carefulCalls(runner: Runner): Runner {
  return {
    name: `${runner.name}-careful`,
    title: `${runner.title}, careful`,
    about: `${runner.about}; by hand: 10 s a turn of the model, asked for twice; 3 s an attempt of a call, 3 attempts of a read`,
    run: (race) => {
      const effects = new Map(race.raceCase.tools.map(({ name, effect }) => [name, effect]));
      const callTool: CallTool = (name, input, signal = race.signal) =>
        tryCall(effects.get(name) === 'read' ? (care.retry.attempts ?? 1) : 1, signal, (bounded) =>
          race.callTool(name, input, bounded),
        );
      return runner.run({ ...race, callTool });
    },
  };
}

async function tryCall(
  attempts: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await boundedCall(signal, call);
    } catch (thrown) {
      signal.throwIfAborted();
      if (attempt >= attempts || !mayPass(thrown)) throw thrown;
    }
    const waitMs = Math.random() * (care.retry.baseMs ?? 0) * 2 ** (attempt - 1);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

/** Rejects when the time is up, also where the call does not heed its signal. */
async function boundedCall(
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<unknown> {
  const timeUp = new AbortController();
  const stop = (): void => timeUp.abort(signal.reason);
  const timer = setTimeout(
    () => timeUp.abort(new TimedOut(`no result within ${care.timeoutMs} ms`)),
    care.timeoutMs,
  );
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([call(timeUp.signal), rejectOnAbort(timeUp.signal)]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

class TimedOut extends Error {}

function mayPass(thrown: unknown): boolean {
  if (thrown instanceof TimedOut) return true;
  const { status } = Object(thrown) as { readonly status?: unknown };
  return status === 408 || status === 429 || (typeof status === 'number' && status >= 500);
}
