import type { Runner } from '../runner.ts';

/** Calls of the model that any runner may make for one question. */
export const maxTurns = 30;

export function tooManyTurns(): Error {
  return new Error(
    `No answer after ${maxTurns} calls of the model; expected a final answer within that many.`,
  );
}

/**
 * The runner, but it ends when its signal aborts, also where a tool or a server never answers: it
 * rejects with the signal's reason, and what it was doing is told by the same signal. It tells of
 * the answer's first text once.
 */
export function bounded(runner: Runner): Runner {
  return {
    ...runner,
    async run(race) {
      const { signal } = race;
      signal.throwIfAborted();
      let isTold = false;
      const onAnswerText = (): void => {
        if (!isTold) race.onAnswerText();
        isTold = true;
      };
      let stop = (): void => undefined;
      const aborted = new Promise<never>((_, reject) => {
        stop = () => reject(signal.reason);
        signal.addEventListener('abort', stop, { once: true });
      });
      try {
        return await Promise.race([runner.run({ ...race, onAnswerText }), aborted]);
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
  };
}
