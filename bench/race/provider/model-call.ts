import type { AskedCall } from './asked-calls.ts';

/** One request as the provider saw it. Times in ms since 1970, fractions kept (`ProviderClock.now`). */
export interface ModelCall {
  /** The API key of the request: so cells that run at once count apart. */
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
  /** The tool calls that its reply asks for, and when the text of each was there; none where it is not known. */
  readonly asked?: readonly (Omit<AskedCall, 'token'> & { readonly atMs: number })[];
}

/** The provider's record of calls, by cell. */
export interface CallLog {
  /** A request of the cell has come; `done` follows when it has been answered, or left. */
  readonly begin: (cell: string) => void;
  readonly done: (cell: string) => void;
  /** Resolves when no request of the cell is open. */
  readonly whenIdle: (cell: string) => Promise<void>;
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
  const open = new Map<string, number>();
  let waiting: { readonly cell: string; readonly resolve: () => void }[] = [];
  return {
    begin: (cell) => {
      open.set(cell, (open.get(cell) ?? 0) + 1);
    },
    done: (cell) => {
      const left = (open.get(cell) ?? 0) - 1;
      if (left > 0) {
        open.set(cell, left);
        return;
      }
      open.delete(cell);
      for (const each of waiting) if (each.cell === cell) each.resolve();
      waiting = waiting.filter((each) => each.cell !== cell);
    },
    whenIdle: (cell) =>
      new Promise((resolve) => {
        if (open.has(cell)) waiting.push({ cell, resolve });
        else resolve();
      }),
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
