import { printExpression } from '../../../../src/plan/print-plan.ts';
import type { Argument, Step } from '../../case.ts';
import { type Knowledge, resolveArgument } from './knowledge.ts';

/**
 * The statements of all foreseen steps that were not called, one a line: `3. fetch(url=$1.items[0].url)`.
 * The id is the step's place + 1. What the model has seen it writes out; what is to come is a reference.
 */
export function planLines({ steps, called, known }: Knowledge): readonly string[] {
  const lines: string[] = [];
  steps.forEach((step, place) => {
    if (!called.has(place)) lines.push(planLine(step, place, known));
  });
  return lines;
}

function planLine(step: Step, place: number, known: Knowledge['known']): string {
  const args = Object.entries(step.args).map(([name, argument]) => {
    const value = resolveArgument(argument, known);
    return `${name}=${value === undefined ? reference(argument) : printExpression({ kind: 'literal', value })}`;
  });
  return `${place + 1}. ${step.tool}(${args.join(', ')})`;
}

function reference(argument: Argument): string {
  if ('literal' in argument) return printExpression({ kind: 'literal', value: argument.literal });
  const path = argument.path.map((key) =>
    typeof key === 'number'
      ? ({ kind: 'index', index: key } as const)
      : ({ kind: 'key', key } as const),
  );
  const source = argument.step + 1;
  return printExpression({ kind: 'reference', reference: { source, path, optional: false } });
}
