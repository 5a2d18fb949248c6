import type { Case } from './case.ts';

/** A way of answering: an agent loop, toolc, a peer. */
export interface Runner {
  /** `toolc`, `native-parallel`, `peer-ai-sdk`. */
  readonly name: string;
  readonly title: string;
  /** How it is set up, in one line. */
  readonly about: string;
  /** Answers one question. Rejects where it crashed; must end when the signal aborts. */
  readonly run: (race: RunnerInput) => Promise<RunnerResult>;
}

export interface RunnerInput {
  readonly raceCase: Case;
  /** OpenAI-compatible, ending in `/v1`. */
  readonly baseUrl: string;
  /**
   * The same for every run of a lane, which runs one cell at a time: runners keep their client and their
   * compiler by it, as a program does, so a key a cell would measure their making and a new connection.
   */
  readonly apiKey: string;
  /** The model's name by role; the simulated provider plays the role that the name says. */
  readonly model: (role: Role) => string;
  /** Runs a tool of the case with its latency, and counts. Every call must go through it. */
  readonly callTool: CallTool;
  /** To be called with the first text of the answer that a user would see. */
  readonly onAnswerText: () => void;
  readonly signal: AbortSignal;
}

/** `signal`: a call nobody waits for any more may be given up. Rejects for an unknown tool. */
export type CallTool = (name: string, input: unknown, signal?: AbortSignal) => Promise<unknown>;

/** What the provider is asked to play. */
export type Role =
  | 'planner' // toolc's planner; plans end in join()
  | 'planner-finish' // plans end in finish() where the case allows it
  | 'joiner'
  | 'react' // text: Thought, Action, Observation
  | 'tools-sequential' // native tool calls, one a turn
  | 'tools-parallel' // native tool calls, all that are possible a turn
  | 'code-serial' // a program, one await after another
  | 'code-parallel' // a program that starts each call as soon as its own sources have ended
  | 'code-finish'; // the same, and it words the answer itself where the case allows it

export interface RunnerResult {
  readonly answer: string;
  /** In the report's words where a runner gave a typed partial answer: what is missing. */
  readonly partial?: string;
}
