import { didYouMean } from '../core/suggest.ts';
import type { PlanContext } from './plan-context.ts';
import type { Finding } from './plan-problem.ts';
import { errorAt, warningAt } from './plan-problem.ts';
import type { CallStatement, Position } from './syntax.ts';

export function duplicateId(
  position: Position,
  id: number,
  conflict: 'stated' | 'earlier' | 'unsafe',
): Finding {
  switch (conflict) {
    case 'stated':
      return errorAt('plan.duplicate-id', position, {
        message: `the id ${id} stands before two statements`,
        hint: 'Give each statement an id of its own.',
      });
    case 'earlier':
      return errorAt('plan.duplicate-id', position, {
        message: `the id ${id} is in use from an earlier round`,
        hint: 'Go on with ids that are not in use, or begin the whole plan again at 1.',
      });
    case 'unsafe':
      return errorAt('plan.bad-id', position, {
        message: `the id ${id} is too large`,
        hint: 'Number the statements from 1.',
      });
  }
}

export function tooManyTasks(position: Position, limit: number): Finding {
  return errorAt('plan.too-many-tasks', position, {
    message: `a plan may have ${limit} tasks; from here on nothing was taken`,
    hint: 'Plan fewer calls: [*] maps one call over a list.',
  });
}

export function unknownTool(statement: CallStatement, { toolset }: PlanContext): Finding {
  return errorAt('plan.unknown-tool', statement, {
    message: `there is no tool "${statement.tool}".${didYouMean(statement.tool, toolset.tools.keys())}`,
    hint: `The tools are: ${[...toolset.tools.keys()].join(', ')}.`,
  });
}

export function renumbered(position: Position & { readonly id: number }, id: number): Finding {
  return warningAt('plan.renumbered', position, {
    message: `the id ${position.id} is in use: this plan was renumbered, ${position.id} became ${id}`,
  });
}
