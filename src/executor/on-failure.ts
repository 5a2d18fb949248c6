import type { PreparedTool } from '../tools/prepared-tool.ts';
import type { OnFailure } from '../tools/tool.ts';

/**
 * What becomes of a run when a call of this tool has failed for good: what the tool says, else what
 * the run says. A run's fallback is for reads: a write that was not done must not look done unless
 * its own tool says so.
 */
export function onFailureOf(
  { tool }: PreparedTool,
  ofRun: OnFailure = 'skip-dependents',
): OnFailure {
  if (tool.onFailure !== undefined) return tool.onFailure;
  return typeof ofRun === 'object' && tool.effect === 'write' ? 'skip-dependents' : ofRun;
}
