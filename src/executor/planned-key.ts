import type { Outcome } from '../core/outcome.ts';
import { bindInput } from '../plan/bind-input.ts';
import type { Lookup } from '../plan/resolve.ts';
import type { Reference, Task } from '../plan/task.ts';
import { visitExpression } from '../plan/visit-references.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import type { ResourceKey } from './conflicts.ts';
import { resourceKey } from './resource-key.ts';
import type { Plan, TaskRecord } from './task-record.ts';

/** What has become of the run's tasks. */
export interface Surroundings {
  readonly records: ReadonlyMap<number, TaskRecord>;
  readonly outcomes: ReadonlyMap<number, Outcome>;
  readonly lookup: Lookup;
}

/**
 * The key of what a task will touch, where that can be told when it is planned: from literals,
 * `$input`, and what earlier rounds have come to. What tasks of its own round come to is not looked at
 * even if they have ended, so that the order of a plan does not depend on what ends first. A fanned-out
 * task may touch anything.
 */
export function plannedKey(
  task: Task,
  plan: Plan,
  { tool, ...surroundings }: Surroundings & { readonly tool: PreparedTool },
): ResourceKey {
  if (tool.tool.resource === undefined || task.fanOut !== undefined) return undefined;
  let unsettled = 0;
  visitExpression(task.args, (reference) => {
    if (!isOfEarlierRound(reference, plan, surroundings)) unsettled += 1;
  });
  if (unsettled > 0) return undefined;
  const bound = bindInput(task, tool, { lookup: surroundings.lookup });
  return bound.kind === 'single' ? resourceKey(tool, bound.input) : undefined;
}

function isOfEarlierRound(
  { source }: Reference,
  { round }: Plan,
  { records, outcomes }: Surroundings,
): boolean {
  if (source === 'input') return true;
  const record = records.get(source);
  return record !== undefined && record.plan.round < round && outcomes.has(source);
}
