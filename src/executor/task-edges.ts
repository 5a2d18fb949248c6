import type { Condition, Expression, Reference, Task } from '../plan/task.ts';
import type { Edge } from './graph.ts';

/** The edges of a task's arguments: data for what must be there, after for `?`. */
export function argumentEdges(task: Task): readonly Edge[] {
  return edgesOf((visit) => {
    visitExpression(task.args, visit);
    if (task.fanOut !== undefined) visit(task.fanOut.over);
  });
}

/** The edges of a guard. */
export function guardEdges(condition: Condition): readonly Edge[] {
  return edgesOf((visit) => visitCondition(condition, visit));
}

/** The edges of an expression, such as the value of a `finish`. */
export function expressionEdges(expression: Expression): readonly Edge[] {
  return edgesOf((visit) => visitExpression(expression, visit));
}

type Visit = (reference: Reference) => void;

function edgesOf(walk: (visit: Visit) => void): readonly Edge[] {
  const edges: Edge[] = [];
  walk(({ source, optional }) => {
    if (source === 'input') return;
    const kind = optional ? 'after' : 'data';
    if (edges.some((edge) => edge.source === source && edge.kind === kind)) return;
    edges.push({ source, kind });
  });
  return edges;
}

function visitExpression(expression: Expression, visit: Visit): void {
  switch (expression.kind) {
    case 'literal':
      return;
    case 'reference':
      visit(expression.reference);
      return;
    case 'template':
      for (const part of expression.parts) if (typeof part !== 'string') visit(part);
      return;
    case 'list':
      for (const item of expression.items) visitExpression(item, visit);
      return;
    case 'object':
      for (const [, value] of expression.entries) visitExpression(value, visit);
  }
}

function visitCondition(condition: Condition, visit: Visit): void {
  switch (condition.kind) {
    case 'value':
      visitExpression(condition.value, visit);
      return;
    case 'compare':
      visitExpression(condition.left, visit);
      visitExpression(condition.right, visit);
      return;
    case 'not':
      visitCondition(condition.operand, visit);
      return;
    case 'and':
    case 'or':
      visitCondition(condition.left, visit);
      visitCondition(condition.right, visit);
  }
}
