import type { Chat } from '../runners/chat.ts';

/** Attempts of one turn: the first, and one more after a stream that broke off or went silent. */
const ATTEMPTS = 2;

/**
 * A chat as a careful user of a loop writes it by hand: a turn that is not over after `turnMs` is given up, and
 * one that failed is asked for once more. The waits for a provider that answers 429 count too.
 */
export function carefulChat(chat: Chat, turnMs: number): Chat {
  return async (race, turn) => {
    for (let attempt = 1; ; attempt += 1) {
      const timeUp = new AbortController();
      const reason = new Error(`the model gave no whole reply within ${turnMs} ms`);
      const timer = setTimeout(() => timeUp.abort(reason), turnMs);
      try {
        const signal = AbortSignal.any([race.signal, timeUp.signal]);
        return await chat({ ...race, signal }, turn);
      } catch (thrown) {
        race.signal.throwIfAborted();
        if (attempt >= ATTEMPTS) throw thrown;
      } finally {
        clearTimeout(timer);
      }
    }
  };
}
