import type { Condition, Reference, Task, Terminal } from '../plan/task.ts';
import { visitCondition, visitExpression } from '../plan/visit-references.ts';
import type { Edge } from './graph.ts';
import type { Plan, TaskRecord } from './task-record.ts';

/** The edges of a task's arguments: data for what must be there, after for `?`. */
export function argumentEdges(task: Task): Edge[] {
  return edgesOf((visit) => {
    visitExpression(task.args, visit);
    if (task.fanOut !== undefined) visit(task.fanOut.over);
  });
}

/** The edges of a guard. */
export function guardEdges(condition: Condition): Edge[] {
  return edgesOf((visit) => visitCondition(condition, visit));
}

/**
 * The edges of a plan's terminal: a `join` waits for every task; a `finish` for its values, for the
 * success of its plan's writes, and for the end of all others.
 */
export function terminalEdges(
  terminal: Terminal,
  plan: Plan,
  records: ReadonlyMap<number, TaskRecord>,
): readonly Edge[] {
  const edges =
    terminal.kind === 'finish' ? edgesOf((visit) => visitExpression(terminal.value, visit)) : [];
  for (const [source, record] of records) {
    if (terminal.kind === 'join') edges.push({ source, kind: 'after' });
    else if (record.task.effect === 'write') {
      edges.push({ source, kind: record.plan === plan ? 'order' : 'after' });
    }
  }
  return edges;
}

type Visit = (reference: Reference) => void;

function edgesOf(walk: (visit: Visit) => void): Edge[] {
  const edges: Edge[] = [];
  walk(({ source, optional }) => {
    if (source === 'input') return;
    const kind = optional ? 'after' : 'data';
    if (edges.some((edge) => edge.source === source && edge.kind === kind)) return;
    edges.push({ source, kind });
  });
  return edges;
}
