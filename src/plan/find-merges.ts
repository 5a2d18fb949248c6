import { canonicalJson } from '../core/canonical-json.ts';
import type { Json } from '../core/json.ts';
import { unreachable } from '../core/unreachable.ts';
import type { Toolset } from '../tools/prepared-tool.ts';
import type { Condition, Expression, Reference, Task } from './task.ts';

/**
 * The read tasks whose calls are equal as planned, each group in plan order, so that each group would
 * be one call: the same tool, arguments and guard, a reference counting for what it refers to, over
 * any number of tasks. Not across a write between them, and not of a tool with `cache: 'off'`. What
 * turns out equal only when results have come is not here.
 */
export function findMerges(
  tasks: readonly Task[],
  toolset: Pick<Toolset, 'get'>,
): readonly (readonly number[])[] {
  const eras = erasOf(tasks);
  const groups = new Map<string, number[]>();
  /** The first task of each one's group. */
  const firsts = new Map<number, number>();
  const firstOf = (id: number): number => firsts.get(id) ?? id;
  for (const task of sourcesFirst(tasks)) {
    if (task.effect === 'write' || toolset.get(task.tool)?.tool.cache === 'off') continue;
    const key = keyOf(task, eras.get(task.id) ?? 0, firstOf);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [task.id]);
    else group.push(task.id);
    firsts.set(task.id, group?.[0] ?? task.id);
  }
  const places = new Map(tasks.map(({ id }, index) => [id, index]));
  const place = (id: number): number => places.get(id) ?? 0;
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => group.sort((left, right) => place(left) - place(right)))
    .sort(([left = 0], [right = 0]) => place(left) - place(right));
}

/** How many writes stand before each task. */
function erasOf(tasks: readonly Task[]): ReadonlyMap<number, number> {
  const eras = new Map<number, number>();
  let writes = 0;
  for (const { id, effect } of tasks) {
    eras.set(id, writes);
    if (effect === 'write') writes += 1;
  }
  return eras;
}

/** The tasks, each behind those it needs: references may point forward. A circle is left out. */
function sourcesFirst(tasks: readonly Task[]): readonly Task[] {
  const waiting = new Map<number, Task[]>();
  const missing = new Map<number, number>();
  const known = new Set(tasks.map(({ id }) => id));
  const ordered: Task[] = [];
  for (const task of tasks) {
    const sources = task.dependencies.filter((id) => known.has(id));
    missing.set(task.id, sources.length);
    for (const source of sources) {
      const readers = waiting.get(source);
      if (readers === undefined) waiting.set(source, [task]);
      else readers.push(task);
    }
    if (sources.length === 0) ordered.push(task);
  }
  // The list's iterator sees what is pushed while it runs.
  for (const { id } of ordered) {
    for (const task of waiting.get(id) ?? []) {
      const left = (missing.get(task.id) ?? 0) - 1;
      missing.set(task.id, left);
      if (left === 0) ordered.push(task);
    }
  }
  return ordered;
}

type FirstOf = (id: number) => number;

function keyOf(task: Task, era: number, firstOf: FirstOf): string {
  const { tool, args, guard, fanOut } = task;
  return canonicalJson([
    tool,
    era,
    planOf(args, firstOf),
    guard === undefined ? null : guardPlan(guard, firstOf),
    fanOut === undefined ? null : [referencePlan(fanOut.over, firstOf), fanOut.parameters],
  ]);
}

/** An expression as data in which the order of names and the ids of equal tasks do not count. */
function planOf(expression: Expression, firstOf: FirstOf): Json {
  switch (expression.kind) {
    case 'literal':
      return ['literal', expression.value];
    case 'reference':
      return referencePlan(expression.reference, firstOf);
    case 'template':
      return [
        'template',
        ...expression.parts.map((part) =>
          typeof part === 'string' ? part : referencePlan(part, firstOf),
        ),
      ];
    case 'list':
      return ['list', ...expression.items.map((item) => planOf(item, firstOf))];
    case 'object':
      return [
        'object',
        Object.fromEntries(
          expression.entries.map(([name, item]) => [name, planOf(item, firstOf)] as const),
        ),
      ];
    default:
      return unreachable(expression);
  }
}

function referencePlan({ source, path, optional }: Reference, firstOf: FirstOf): Json {
  const steps = path.map((step) => {
    if (step.kind === 'each') return ['each'];
    return step.kind === 'key' ? ['key', step.key] : ['index', step.index];
  });
  return ['reference', source === 'input' ? source : firstOf(source), steps, optional];
}

function guardPlan(condition: Condition, firstOf: FirstOf): Json {
  switch (condition.kind) {
    case 'value':
      return ['value', planOf(condition.value, firstOf)];
    case 'compare': {
      const { operator, left, right } = condition;
      return [operator, planOf(left, firstOf), planOf(right, firstOf)];
    }
    case 'not':
      return ['not', guardPlan(condition.operand, firstOf)];
    case 'and':
    case 'or': {
      const { kind, left, right } = condition;
      return [kind, guardPlan(left, firstOf), guardPlan(right, firstOf)];
    }
    default:
      return unreachable(condition);
  }
}
