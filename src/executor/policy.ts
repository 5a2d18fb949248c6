import type { PreparedTool } from '../tools/prepared-tool.ts';
import type { Dispatch } from './dispatch.ts';
import type { Gates } from './gates.ts';
import type { WriteLedger } from './write-marks.ts';

/** What the calls of a compiler share, over all its runs. */
export interface Shared {
  readonly gates: Gates;
  readonly writes: WriteLedger;
}

/**
 * Wraps the dispatch of one tool, or returns it as it is where the tool does not use the policy.
 * Asked once per tool and compiler.
 */
export type Policy = (inner: Dispatch, tool: PreparedTool, shared: Shared) => Dispatch;
