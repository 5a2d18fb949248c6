import { canonicalJson } from '../core/canonical-json.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { unreachable } from '../core/unreachable.ts';
import { spellStep } from '../plan/spell-reference.ts';
import type { Condition, Expression, Reference, Task } from '../plan/task.ts';
import type { TaskRecord } from './task-record.ts';

/**
 * Numbers for tasks: two have the same exactly if they make the same call of what the same calls give.
 * The ids of the tasks do not count. An argument that is known counts by its value instead.
 */
export type WriteNames = (task: Task, known: JsonObject) => number;

export function createWriteNames(records: ReadonlyMap<number, TaskRecord>): WriteNames {
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  };

  return (task, known) => {
    const named = new Map<number, number>();
    const nameOf = (id: number): number => named.get(id) ?? -1;
    for (const source of sourcesFirst(task, records)) {
      named.set(source.id, numberOf(canonicalJson(formOf(source, {}, nameOf))));
    }
    return numberOf(canonicalJson(formOf(task, known, nameOf)));
  };
}

/** What a task depends on, at any distance, none before what it depends on itself. */
function sourcesFirst(task: Task, records: ReadonlyMap<number, TaskRecord>): readonly Task[] {
  const order: Task[] = [];
  const state = new Map<number, 'entered' | 'left'>();
  const agenda = [...task.dependencies];
  for (let id = agenda.at(-1); id !== undefined; id = agenda.at(-1)) {
    const source = records.get(id)?.task;
    if (source === undefined || state.has(id)) {
      agenda.pop();
      if (source !== undefined && state.get(id) === 'entered') order.push(source);
      state.set(id, 'left');
      continue;
    }
    state.set(id, 'entered');
    for (const next of source.dependencies) if (!state.has(next)) agenda.push(next);
  }
  return order;
}

type NameOf = (taskId: number) => number;

function formOf({ tool, guard, args, fanOut }: Task, known: JsonObject, nameOf: NameOf): Json {
  return [
    tool,
    guard === undefined ? null : conditionForm(guard, nameOf),
    fanOut === undefined ? null : [referenceForm(fanOut.over, nameOf), [...fanOut.parameters]],
    args.entries.map(([name, value]): Json => {
      const isKnown = Object.hasOwn(known, name);
      return [name, isKnown ? ['value', known[name] ?? null] : expressionForm(value, nameOf)];
    }),
  ];
}

function referenceForm({ source, path, optional }: Reference, nameOf: NameOf): Json {
  const name = source === 'input' ? source : nameOf(source);
  return ['reference', name, path.map(spellStep).join(''), optional];
}

function expressionForm(expression: Expression, nameOf: NameOf): Json {
  switch (expression.kind) {
    case 'literal':
      return ['value', expression.value];
    case 'reference':
      return referenceForm(expression.reference, nameOf);
    case 'template':
      return [
        'template',
        expression.parts.map((part) =>
          typeof part === 'string' ? part : referenceForm(part, nameOf),
        ),
      ];
    case 'list':
      return ['list', expression.items.map((item) => expressionForm(item, nameOf))];
    case 'object':
      return [
        'object',
        expression.entries.map(([name, value]) => [name, expressionForm(value, nameOf)]),
      ];
    default:
      return unreachable(expression);
  }
}

function conditionForm(condition: Condition, nameOf: NameOf): Json {
  switch (condition.kind) {
    case 'value':
      return ['is', expressionForm(condition.value, nameOf)];
    case 'compare': {
      const { operator, left, right } = condition;
      return [operator, expressionForm(left, nameOf), expressionForm(right, nameOf)];
    }
    case 'not':
      return ['not', conditionForm(condition.operand, nameOf)];
    case 'and':
    case 'or':
      return [
        condition.kind,
        conditionForm(condition.left, nameOf),
        conditionForm(condition.right, nameOf),
      ];
    default:
      return unreachable(condition);
  }
}
