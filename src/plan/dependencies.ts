import { unreachable } from '../core/unreachable.ts';
import type { Condition, Expression, Reference } from './task.ts';

/** The ids that a guard and a value refer to, each once, in order of appearance, the guard's first. */
export function dependenciesOf(guard: Condition | undefined, value: Expression): readonly number[] {
  if (guard === undefined && isPlain(value)) return none;
  const ids = new Set<number>();
  const add = ({ source }: Reference): void => {
    if (source !== 'input') ids.add(source);
  };
  if (guard !== undefined) visitCondition(guard, add);
  visitExpression(value, add);
  return [...ids];
}

const none: readonly number[] = [];

function isPlain(value: Expression): boolean {
  if (value.kind !== 'object') return value.kind === 'literal';
  return value.entries.every(([, item]) => item.kind === 'literal');
}

type Visit = (reference: Reference) => void;

function visitExpression(expression: Expression, visit: Visit): void {
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

function visitCondition(condition: Condition, visit: Visit): void {
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
