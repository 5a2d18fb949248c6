import type { Json } from '../core/json.ts';
import type { Toolset } from '../tools/prepared-tool.ts';
import { createToolset, type Tools } from '../tools/toolset.ts';
import type { PlanLimits } from './plan-context.ts';
import { createPlanParser } from './plan-parser.ts';
import type { PlanItem, Problem, Task, Terminal } from './task.ts';

export interface ParseOptions {
  /** A list of tools, a record whose keys are their names, or a prepared toolset. */
  readonly tools: Tools | Toolset;
  /** False: the text did not end normally, so the plan cannot be complete. Default true. */
  readonly complete?: boolean;
  /** What `$input` means. */
  readonly inputs?: Json;
  readonly limits?: Partial<PlanLimits>;
}

/** A plan as it was understood. */
export interface ParsedPlan {
  /** In the order of the text; statements with errors are left out. */
  readonly tasks: readonly Task[];
  /** Null where the plan has none that is good. */
  readonly terminal: Terminal | null;
  /**
   * With any of severity `'error'` the plan is bad and must not run. At most the first 100 errors and
   * the first 100 warnings.
   */
  readonly problems: readonly Problem[];
}

/**
 * Parses and checks a whole plan; runs nothing and never throws for what a plan says. Throws
 * `tool.definition` for bad tools.
 */
export function parsePlan(text: string, options: ParseOptions): ParsedPlan {
  const { tools, complete = true, inputs, limits } = options;
  const toolset = isToolset(tools) ? tools : createToolset(tools);
  const parser = createPlanParser({
    toolset,
    ...(inputs === undefined ? {} : { inputs }),
    ...(limits === undefined ? {} : { limits }),
  });
  return collectPlan([...parser.push(text), ...parser.end({ complete })]);
}

/** The plan that all items of one text make. */
export function collectPlan(items: Iterable<PlanItem>): ParsedPlan {
  const plan: Gathered = { tasks: new Map(), terminal: null, problems: [] };
  for (const item of items) gather(plan, item);
  return { ...plan, tasks: [...plan.tasks.values()] };
}

interface Gathered {
  readonly tasks: Map<number, Task>;
  terminal: Terminal | null;
  readonly problems: Problem[];
}

function gather(plan: Gathered, item: PlanItem): void {
  switch (item.kind) {
    case 'task':
    case 'revised':
      plan.tasks.set(item.task.id, item.task);
      return;
    case 'terminal':
      plan.terminal = item.terminal;
      return;
    case 'problem':
      plan.problems.push(item.problem);
      return;
    case 'void':
      plan.tasks.clear();
      plan.terminal = null;
      plan.problems.length = 0;
      return;
    case 'prose':
      return;
  }
}

function isToolset(tools: Tools | Toolset): tools is Toolset {
  return 'tools' in tools && tools.tools instanceof Map;
}
