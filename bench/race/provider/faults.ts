import type { JsonObject } from '../../../src/index.ts';

/** What may go wrong at the provider: the switches of the robustness race. Nothing, unless told. */
export interface ProviderFaults {
  /** Above `requests` in `perMs` of one cell, a request gets 429 with Retry-After. */
  readonly rateLimit?: { readonly requests: number; readonly perMs: number };
  /** These calls of a cell (from 1) end in the middle of their reply. */
  readonly cut?: {
    readonly calls: readonly number[];
    /**
     * `reset`: the connection breaks. `silent`: the stream ends in order, but for its finish reason and
     * `[DONE]`. `stall`: nothing more comes, and the connection stays.
     */
    readonly how: 'reset' | 'silent' | 'stall';
  };
  /** These calls of a cell (from 1) hold one malformed call: a plan line, arguments, an action, a program. */
  readonly badLine?: { readonly calls: readonly number[] };
  /** The model does, once a cell and role, what a text in a tool's result tells it to do. */
  readonly obey?: Obedience;
}

/** An order that stands in a tool's result. */
export interface Obedience {
  /** The model has read the order where its prompt holds this text. */
  readonly mark: string;
  readonly tool: string;
  readonly args: JsonObject;
}

/** What goes wrong with one call. */
export type CallFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly retryAfterSeconds: number }
  | { readonly kind: 'cut'; readonly how: 'reset' | 'silent' | 'stall' }
  | { readonly kind: 'bad-line' };

/** Decides call by call; each cell counts for itself. Remembers 10,000 cells, the oldest are forgotten. */
export function createFaults(faults: ProviderFaults): (cell: string, nowMs: number) => CallFault {
  const cells = new Map<string, { calls: number; accepted: number[] }>();
  const cellOf = (name: string): { calls: number; accepted: number[] } => {
    const cell = cells.get(name) ?? { calls: 0, accepted: [] };
    cells.delete(name);
    cells.set(name, cell);
    if (cells.size > MOST_CELLS) cells.delete(cells.keys().next().value ?? name);
    return cell;
  };
  return (name, nowMs) => {
    const cell = cellOf(name);
    const { rateLimit, cut, badLine } = faults;
    if (rateLimit !== undefined) {
      cell.accepted = cell.accepted.filter((timeMs) => timeMs > nowMs - rateLimit.perMs);
      const oldest = cell.accepted[0];
      if (cell.accepted.length >= rateLimit.requests && oldest !== undefined) {
        const waitMs = oldest + rateLimit.perMs - nowMs;
        return { kind: 'refused', retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) };
      }
      cell.accepted.push(nowMs);
    }
    cell.calls += 1;
    if (cut?.calls.includes(cell.calls) === true) return { kind: 'cut', how: cut.how };
    return badLine?.calls.includes(cell.calls) === true ? { kind: 'bad-line' } : { kind: 'none' };
  };
}

const MOST_CELLS = 10_000;
