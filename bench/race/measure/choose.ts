import { suggest } from '../../../src/core/suggest.ts';

interface Named {
  readonly name: string;
}

/** Which runner meets which workload. A race is a full table: workloads by runners. */
export interface Choice<W extends Named, R extends Named> {
  readonly workloads: readonly W[];
  readonly runners: readonly R[];
}

/**
 * What the patterns leave: `mixed/toolc*`, `mixed`, `/react`. Several add up; throws for a pattern that
 * chooses nothing.
 */
export function choose<W extends Named, R extends Named>(
  all: Choice<W, R>,
  patterns: readonly string[],
  rowKind: 'workload' | 'fault' = 'workload',
): Choice<W, R> {
  if (patterns.length === 0) return all;
  const workloads = new Set<string>();
  const runners = new Set<string>();
  for (const pattern of patterns) {
    const [workload = '', runner = ''] = splitPattern(pattern, all);
    for (const name of matching(all.workloads, workload, rowKind)) workloads.add(name);
    for (const name of matching(all.runners, runner, 'runner')) runners.add(name);
  }
  return {
    workloads: all.workloads.filter(({ name }) => workloads.has(name)),
    runners: all.runners.filter(({ name }) => runners.has(name)),
  };
}

/** A name alone is a workload's, or where there is none of it a runner's. */
function splitPattern(pattern: string, all: Choice<Named, Named>): readonly (string | undefined)[] {
  if (pattern.includes('/')) return pattern.split('/', 2);
  const isRunner =
    !all.workloads.some(({ name }) => fits(pattern, name)) &&
    all.runners.some(({ name }) => fits(pattern, name));
  return isRunner ? ['', pattern] : [pattern, ''];
}

function matching(
  list: readonly Named[],
  pattern: string,
  kind: 'workload' | 'fault' | 'runner',
): readonly string[] {
  const names = list.map(({ name }) => name);
  const found = pattern === '' ? names : names.filter((name) => fits(pattern, name));
  if (found.length > 0) return found;
  const near = suggest(pattern, names);
  const hint = near === undefined ? `Choose from ${names.join(', ')}.` : `Did you mean "${near}"?`;
  throw new Error(`There is no ${kind} "${pattern}". ${hint}`);
}

/** `*` stands for any text. */
function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
