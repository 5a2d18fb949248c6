import { createServer, type Server } from 'node:http';
import type { Case } from '../case.ts';
import { answerRequest, type ProviderState } from './answer-request.ts';
import { createFaults, type ProviderFaults } from './faults.ts';
import { createObedience } from './obey.ts';
import { defaultTries, type Tries } from './roles/role-input.ts';
import { createCallLog, type ModelCall } from './model-call.ts';
import { type ProviderClock, realClock } from './provider-clock.ts';
import { type Timing, timings } from './timing.ts';

/** Options of `startProvider`. */
export interface ProviderOptions {
  /** What it knows: cases by their questions. */
  readonly cases: Iterable<Case>;
  /** Default `timings.typical`. */
  readonly timing?: Timing;
  /** Of the jitter; default 1. */
  readonly seed?: number;
  /** UTF-16 units of a streamed chunk, 1 to 4,096; default 4: a token. */
  readonly chunkCharacters?: number;
  /** Tokens that the model thinks before each reply, and how it shows them; default none. */
  readonly thinking?: Thinking;
  /** How often the model asks for a read that fails, and writes a program that does; default `defaultTries`. */
  readonly tries?: Tries;
  /** Cases that are answered at once, whatever the timing, to warm runners up; default none. */
  readonly untimed?: Iterable<Case>;
  /** What goes wrong; default nothing. */
  readonly faults?: ProviderFaults;
  readonly clock?: ProviderClock;
}

export interface Thinking {
  readonly tokens: number;
  /** A `<think>` block in the text, or deltas of their own (`reasoning`). */
  readonly as: 'think-block' | 'reasoning';
}

/** A running provider. */
export interface Provider {
  /** The base URL for OpenAI clients: `http://127.0.0.1:49152/v1`. */
  readonly url: string;
  /** The calls of a cell, or all, in the order of their ends. */
  readonly calls: (cell?: string) => readonly ModelCall[];
  /** The calls of a cell, which are then forgotten. */
  readonly takeCalls: (cell: string) => readonly ModelCall[];
  /** Resolves when no request of the cell is open: then its calls are all there. */
  readonly whenIdle: (cell: string) => Promise<void>;
  /** Ends every generation and socket; resolves when the port is free. */
  readonly close: () => Promise<void>;
}

/**
 * Starts the simulated model provider: `POST /v1/chat/completions` in OpenAI's wire format, whole or
 * streamed, played by a perfect model that knows the cases and takes its time. The model's name
 * says the role: `sim-planner` (`runner.ts`). A request about no known question gets an error object.
 */
export async function startProvider(options: ProviderOptions): Promise<Provider> {
  const { chunkCharacters = 4 } = options;
  if (!Number.isInteger(chunkCharacters) || chunkCharacters < 1 || chunkCharacters > 4_096) {
    throw new RangeError(`chunkCharacters must be 1 to 4096, got ${chunkCharacters}.`);
  }
  const log = createCallLog();
  const state: ProviderState = {
    cases: byQuestion([...options.cases, ...(options.untimed ?? [])]),
    untimed: byQuestion(options.untimed ?? []),
    timing: options.timing ?? timings.typical,
    seed: options.seed ?? 1,
    chunkCharacters,
    thinking: options.thinking ?? { tokens: 0, as: 'reasoning' },
    tries: options.tries ?? defaultTries,
    faultOf: createFaults(options.faults ?? {}),
    obey: createObedience(options.faults?.obey),
    clock: options.clock ?? realClock,
    log,
  };
  let served = 0;
  const server = createServer((request, response) => {
    served += 1;
    void answerRequest(state, { request, response, id: `chatcmpl-sim-${served}` }).catch(() => {
      // The response is the only place to say it; the harness sees a runner that crashed.
      response.destroy();
    });
  });
  await listen(server);
  const { calls, take: takeCalls, whenIdle } = log;
  return { url: urlOf(server), calls, takeCalls, whenIdle, close: () => stop(server) };
}

function byQuestion(cases: Iterable<Case>): ReadonlyMap<string, Case> {
  return new Map([...cases].map((raceCase) => [raceCase.question, raceCase]));
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function urlOf(server: Server): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}/v1`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
