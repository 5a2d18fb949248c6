import type { Case } from '../case.ts';
import type { Cell } from '../cell.ts';
import type { ModelCall } from '../provider/model-call.ts';
import type { Role, Runner } from '../runner.ts';

/** One cell: who answers which question, and where the model is. */
export interface CellInput {
  readonly runner: Runner;
  /** The workload's name, for the record. */
  readonly workload: string;
  readonly seed: number;
  readonly raceCase: Case;
  readonly lane: Lane;
  /** Runs a call in place of the case's own tool and latency, for tools of the real world. */
  readonly execute?: (name: string, input: unknown, signal: AbortSignal) => Promise<unknown>;
  /** After it the cell has hung. Default 120,000 ms. */
  readonly timeoutMs?: number;
  /** Ends the cell; it then rejects with the reason. */
  readonly signal?: AbortSignal;
}

/** Runs one cell at a time. */
export interface Lane {
  /** OpenAI-compatible, ending in `/v1`. */
  readonly baseUrl: string;
  /** The lane's own: the provider records its calls by it. */
  readonly apiKey: string;
  /** Default `sim-<role>`. */
  readonly model?: (role: Role) => string;
  /** The calls of the model since the last time, once all of them have ended. */
  readonly takeCalls: () => Promise<readonly ModelCall[]> | readonly ModelCall[];
}

/**
 * Runs one runner on one case and measures it; the one place where that is done. Never rejects for what
 * the runner does: a runner that throws has crashed, one that goes on for longer than `timeoutMs` has hung.
 */
export function runCell(input: CellInput): Promise<Cell> {
  throw new Error(`runCell(${input.workload}) is being written.`);
}
