/** One request as the provider saw it. Times in ms since 1970, fractions kept (`ProviderClock.now`). */
export interface ModelCall {
  /** The `x-race-cell` header of the request, or else its API key: so cells that run at once count apart. */
  readonly cell: string;
  readonly role: string;
  readonly promptTokens: number;
  /** Of what was generated, sent or not. */
  readonly completionTokens: number;
  readonly startMs: number;
  /** When the first token was there (of thinking, where there is some); `endMs` where none was. */
  readonly firstTokenMs: number;
  readonly endMs: number;
  /** `left`: the client went away. `cut`, `refused`: a fault that was asked for. */
  readonly end: 'complete' | 'left' | 'cut' | 'refused';
}

/** The provider's record of calls, by cell. */
export interface CallLog {
  readonly add: (call: ModelCall) => void;
  /** The calls of one cell, or all, in the order of their ends. */
  readonly calls: (cell?: string) => readonly ModelCall[];
  /** The same for one cell, and forgets them. */
  readonly take: (cell: string) => readonly ModelCall[];
}

/** Keeps the last `limit` calls (100,000 unless told). */
export function createCallLog(limit = 100_000): CallLog {
  let kept: ModelCall[] = [];
  const calls = (cell?: string): readonly ModelCall[] =>
    cell === undefined ? [...kept] : kept.filter((call) => call.cell === cell);
  return {
    add: (call) => {
      kept.push(call);
      if (kept.length > limit) kept.shift();
    },
    calls,
    take: (cell) => {
      const taken = calls(cell);
      kept = kept.filter((call) => call.cell !== cell);
      return taken;
    },
  };
}
