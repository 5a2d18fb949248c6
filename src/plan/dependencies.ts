import type { Condition, Expression, Reference } from './task.ts';
import { visitCondition, visitExpression } from './visit-references.ts';

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
