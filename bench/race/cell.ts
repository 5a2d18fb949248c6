/** One run of one runner on one case, measured. All times in ms since the question was asked. */
export interface Cell {
  readonly workload: string;
  readonly runner: string;
  readonly seed: number;
  readonly wallMs: number;
  readonly answer: string;
  readonly verdict: 'right' | 'wrong' | 'partial' | 'crashed' | 'hung';
  /** What a runner that crashed said. */
  readonly error?: string | undefined;
  /** Calls of the model. */
  readonly turns: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly firstToolMs?: number | undefined;
  readonly firstAnswerMs?: number | undefined;
  readonly toolCalls: number;
  /** Tool calls whose result nobody needed: equal calls made again, or calls outside the case's steps. */
  readonly wasted: number;
  readonly peakInFlight: number;
  /** From the moment a call's inputs were known (its sources' results; the model's text that asks for it) to its start: median. */
  readonly readyToStartMs?: number | undefined;
  /** p99 of the event loop's delay while it ran. */
  readonly loopDelayMs: number;
  /** The longest such delay: a p99 hides one long stall in a long run. */
  readonly longestDelayMs: number;
  /** Every call, for the timeline. */
  readonly calls: readonly CallSpan[];
  /** Every model call, for the timeline. */
  readonly modelSpans: readonly ModelSpan[];
}

export interface CallSpan {
  readonly tool: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface ModelSpan {
  readonly role: string;
  readonly startMs: number;
  readonly firstTextMs: number;
  readonly endMs: number;
}

/** What the simulator's own timings allow for a case. */
export interface Bounds {
  /** A bare streaming loop with the same plan text and prompts: streaming plan, critical path, joiner. */
  readonly floorMs: number;
  /** No planner: the critical path of the calls and the joiner. */
  readonly idealMs: number;
  /** The floor of a plan that ends in `finish`: no joiner, and no call that the answer does not need. */
  readonly finishMs?: number | undefined;
}
