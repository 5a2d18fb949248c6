// What the package's own adapters (offline, research, testing, cli) use beside its public names. No
// entry of package.json: users cannot import it, and it may change at any time.
export { sleep } from './core/clock.ts';
export { isJsonList, isJsonObject } from './core/json.ts';
export { retryAfterMs } from './core/retry-after.ts';
export { didYouMean } from './core/suggest.ts';
export { unreachable } from './core/unreachable.ts';
export {
  JOIN_REPAIR_FIRST_LINE,
  JOINER_FIRST_LINE,
  RESULTS_FIRST_LINE,
  SOURCES_FIRST_LINE,
} from './joiner/joiner-prompt.ts';
export { scriptedModel } from './model/scripted.ts';
export type { ScriptedModel, ScriptedModelOptions, ScriptedReply } from './model/scripted.ts';
export { PLANNER_FIRST_LINE, REPLAN_FIRST_LINE } from './planner/planner-prompt.ts';
export { REPAIR_FIRST_LINE } from './planner/repair-messages.ts';
