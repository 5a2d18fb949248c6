import type { JoinQuestion, JoinResult } from './joiner/joiner-prompt.ts';
import { collectSources } from './joiner/sources.ts';
import type { PlannedRound } from './plan-round.ts';
import type { ModelRunContext } from './run-context.ts';

/** What the joiner is asked after a round: every outcome of the run, and what it may do. */
export function joinQuestion(
  run: ModelRunContext,
  { session }: PlannedRound,
  isLast: boolean,
): JoinQuestion {
  const { executor, toolset, conversation, model, output } = run;
  const reached = run.budget.reached();
  return {
    conversation,
    results: joinResults(run),
    mayReplan: !isLast,
    ...(reached === undefined ? {} : { incomplete: reached.message }),
    ...(isLast ? {} : { mayPlan: { tools: toolset, nextId: nextId(executor.records.keys()) } }),
    problems: session.problems,
    sources: collectSources(executor.outcomes.values()),
    ...(model.instructions.joiner === undefined ? {} : { instructions: model.instructions.joiner }),
    ...(output === undefined ? {} : { output: output.json }),
  };
}

function joinResults({ executor, toolset }: ModelRunContext): readonly JoinResult[] {
  const consumed = new Set<number>();
  for (const { task } of executor.records.values()) {
    if (executor.outcomes.get(task.id)?.status !== 'ok') continue;
    for (const id of task.dependencies) consumed.add(id);
  }
  return [...executor.records].flatMap(([id, { task, call }]) => {
    const outcome = executor.outcomes.get(id);
    if (outcome === undefined) return [];
    const render = toolset.get(task.tool)?.tool.render;
    return [
      { call, outcome, consumed: consumed.has(id), ...(render === undefined ? {} : { render }) },
    ];
  });
}

function nextId(ids: Iterable<number>): number {
  let greatest = 0;
  for (const id of ids) greatest = Math.max(greatest, id);
  return greatest + 1;
}
