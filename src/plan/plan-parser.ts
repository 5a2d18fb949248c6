import { createProblemBound } from './bound-problems.ts';
import { createChecker } from './check.ts';
import type { PlanContext, PlanParser } from './plan-context.ts';
import { defaultPlanLimits } from './plan-context.ts';
import { errorAt, problemItem, warningAt } from './plan-problem.ts';
import type { SyntaxItem } from './reader-state.ts';
import { createStatementReader } from './statement-reader.ts';
import type { Position } from './syntax.ts';
import type { PlanItem } from './task.ts';

/**
 * Creates an incremental parser: text in, checked tasks and problems out.
 *
 * A task is out in the push that brought its `)`. The plan is checked as a whole at its terminal,
 * its end marker or a normal end of the text; a `join` is added there, with a warning, where tasks
 * have no terminal. A plan that was cut is never complete: `plan.truncated`. A stray `</think>`
 * gives a `void` item and a fresh start. Of the errors of a plan the first 100 come out, and of its
 * warnings.
 */
export function createPlanParser(context: PlanContext): PlanParser {
  const limits = { ...defaultPlanLimits, ...context.limits };
  const reader = createStatementReader({ toolset: context.toolset, limits });
  const bound = createProblemBound();
  let checker = createChecker(context);
  let state: 'going' | 'ended' | 'stopped' = 'going';
  let hasTask = false;
  let hasAnything = false; // a statement, a terminal or an error
  let hasTerminal = false;
  let prose = '';

  const take = (item: SyntaxItem): readonly PlanItem[] => {
    switch (item.kind) {
      case 'statement':
        hasAnything = true;
        if (item.statement.kind === 'call') hasTask = true;
        return checker.add(item.statement);
      case 'finding':
        hasAnything ||= item.finding.severity === 'error';
        return [problemItem(item.finding, item.taskId)];
      case 'refused':
        return checker.refuse({ id: item.id, line: item.line, column: item.column });
      case 'prose':
        prose ||= item.text.trim();
        return [item];
      case 'void':
        checker = createChecker(context);
        hasTask = false;
        hasAnything = false;
        prose = '';
        return [item];
      case 'end':
        if (item.at === 'limit') state = 'stopped';
        hasTerminal = item.at === 'terminal';
        return item.at === 'limit' ? [] : endPlan(item.position);
    }
  };

  const endPlan = (position: Position): readonly PlanItem[] => {
    state = 'ended';
    const items: PlanItem[] = [];
    if (!hasAnything && !hasTerminal) items.push(emptyPlan(position, prose));
    if (hasTask && !hasTerminal) {
      const message = 'the plan has no join() or finish(…): took join() as its end';
      items.push(problemItem(warningAt('plan.missing-join', position, { message }), undefined));
      const { line, column } = position;
      const join = { kind: 'terminal', name: 'join', id: undefined, value: undefined } as const;
      return [...items, ...checker.add({ ...join, line, column }), ...checker.end()];
    }
    return [...items, ...checker.end()];
  };

  const endText = (complete: boolean): readonly PlanItem[] => {
    const items = reader.end({ complete }).flatMap(take);
    if (state !== 'going') return items;
    if (complete) return [...items, ...endPlan(reader.position)];
    state = 'stopped';
    return [...items, truncated(reader.position)];
  };

  return {
    push: (text) => bound(reader.push(text).flatMap(take)),
    end: ({ complete }) => bound(endText(complete)),
    get ended() {
      return state === 'ended';
    },
  };
}

function emptyPlan(position: Position, prose: string): PlanItem {
  const got = prose === '' ? 'nothing' : JSON.stringify(prose.slice(0, 80));
  const finding = errorAt('plan.empty', position, {
    message: `expected statements such as 1. tool("…"), got ${got}`,
    hint: 'Write one numbered call a line, and join() at the end.',
  });
  return problemItem(finding, undefined);
}

function truncated(position: Position): PlanItem {
  const finding = errorAt('plan.truncated', position, {
    message: 'the text ended before the plan did',
    hint: 'Write the whole plan again, shorter if it reached a length limit.',
  });
  return problemItem(finding, undefined);
}
