import type { PlanContext } from './plan-context.ts';
import type { Producer } from './check-reference.ts';

/** What a statement of this plan made of its id. */
export type Stated =
  | { readonly kind: 'task'; readonly producer: Producer }
  /** A statement with errors: no task, but references to it are no second error. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'terminal' };

/** What a number written in the plan means so far. */
export type Meaning =
  | { readonly kind: 'own'; readonly id: number; readonly stated: Stated }
  | { readonly kind: 'earlier'; readonly id: number }
  /** No statement of this plan has it yet; an earlier round may have. */
  | {
      readonly kind: 'open';
      readonly id: number;
      readonly written: number;
      readonly earlier: boolean;
    };

/** The ids of a plan, and of the rounds before it. */
export interface PlanIds {
  /** What is added to each id of this plan: 0, unless it began at an id in use. */
  readonly offset: number;
  /** Looks at the first id of the plan; true if all are renumbered from now on. */
  begin(written: number): boolean;
  meaningOf(written: number): Meaning;
  /** Why a statement may not have this id, if it may not. */
  conflict(written: number): 'stated' | 'earlier' | 'unsafe' | undefined;
  state(written: number, stated: Stated): void;
  /** At most `most` of the ids that a task may refer to, as written: this plan's, then earlier ones. */
  list(reader: number | undefined, most: number): readonly number[];
}

/**
 * 1. The offset is settled by the first statement and never changes.
 * 2. A renumbered id is greater than every id in use, but for an id 0 in a plan that began at another:
 *    that is a conflict.
 * 3. An id is stated once.
 */
export function createPlanIds({ earlier, replaceable }: PlanContext): PlanIds {
  const own = new Map<number, Stated>();
  let offset = 0;
  let begun = false;
  return {
    get offset() {
      return offset;
    },
    begin(written) {
      if (begun) return false;
      begun = true;
      if (earlier?.has(written) !== true || replaceable?.has(written) === true) return false;
      // An id 0 would fall on the greatest id itself.
      offset = greatest(earlier.keys()) + (written === 0 ? 1 : 0);
      return offset > 0;
    },
    meaningOf(written) {
      const id = written + offset;
      const stated = own.get(id);
      if (stated !== undefined) return { kind: 'own', id, stated };
      const isEarlier = earlier?.has(written) === true;
      const isSettled = offset === 0 && replaceable?.has(written) !== true;
      return isEarlier && isSettled
        ? { kind: 'earlier', id: written }
        : { kind: 'open', id, written, earlier: isEarlier };
    },
    conflict(written) {
      const id = written + offset;
      if (own.has(id)) return 'stated';
      if (!Number.isSafeInteger(id)) return 'unsafe';
      const isReplaced = offset === 0 && replaceable?.has(id) === true;
      return earlier?.has(id) === true && !isReplaced ? 'earlier' : undefined;
    },
    state(written, stated) {
      own.set(written + offset, stated);
    },
    list(reader, most) {
      const listed = new Set<number>();
      for (const [id, stated] of own) {
        if (listed.size >= most) break;
        if (stated.kind !== 'terminal' && id - offset !== reader) listed.add(id - offset);
      }
      for (const id of earlier?.keys() ?? []) {
        if (listed.size >= most) break;
        if (id !== reader) listed.add(id);
      }
      return [...listed];
    },
  };
}

function greatest(ids: Iterable<number>): number {
  let most = 0;
  for (const id of ids) most = Math.max(most, id);
  return most;
}
