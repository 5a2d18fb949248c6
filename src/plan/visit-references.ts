import { unreachable } from '../core/unreachable.ts';
import type { Condition, Expression, Reference } from './task.ts';

type Visit = (reference: Reference) => void;

/** Visits every reference of an expression, in order of appearance. */
export function visitExpression(expression: Expression, visit: Visit): void {
  switch (expression.kind) {
    case 'literal':
      return;
    case 'reference':
      return visit(expression.reference);
    case 'template':
      for (const part of expression.parts) if (typeof part !== 'string') visit(part);
      return;
    case 'list':
      for (const item of expression.items) visitExpression(item, visit);
      return;
    case 'object':
      for (const [, item] of expression.entries) visitExpression(item, visit);
      return;
    default:
      return unreachable(expression);
  }
}

/** Visits every reference of a guard, in order of appearance. */
export function visitCondition(condition: Condition, visit: Visit): void {
  switch (condition.kind) {
    case 'value':
      return visitExpression(condition.value, visit);
    case 'compare':
      visitExpression(condition.left, visit);
      return visitExpression(condition.right, visit);
    case 'not':
      return visitCondition(condition.operand, visit);
    case 'and':
    case 'or':
      visitCondition(condition.left, visit);
      return visitCondition(condition.right, visit);
    default:
      return unreachable(condition);
  }
}
