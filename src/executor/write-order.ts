import type { Task } from '../plan/task.ts';
import { planInvalid } from './causes.ts';
import type { Edge, NodeKey } from './graph.ts';
import type { Signposts } from './signposts.ts';
import type { Plan } from './task-record.ts';

/**
 * What writes wait for, over all plans of a run.
 *
 * 1. A write has an edge from its plan's barrier: nothing is written before the whole plan has passed.
 * 2. A write has an edge from the write before it, over plans too. One that was guarded may end with
 *    nothing done before those in front of it have ended; what stands for it then is a node that waits
 *    for both.
 * 3. The writes of a plan that failed are in nobody's way.
 * 4. A write that its plan revises keeps its place.
 */
export interface WriteOrder {
  open(plan: Plan): void;
  close(plan: Plan, ending: 'ok' | 'bad'): void;
  /** The edges of a write. */
  edgesOf(task: Task, plan: Plan): readonly Edge[];
  /** To be told when a write has its node: the next write waits for it. */
  follow(task: Task, plan: Plan): void;
  /** A plan was opened and not closed. */
  hasOpenPlan(): boolean;
}

interface OpenedPlan {
  readonly barrier: string;
  readonly writeBefore: NodeKey | undefined;
  readonly edges: Map<number, readonly Edge[]>;
  isOpen: boolean;
}

export function createWriteOrder(signposts: Signposts): WriteOrder {
  const plans = new Map<Plan, OpenedPlan>();
  let openPlans = 0;
  let last: NodeKey | undefined;

  /** A node that is met when a guarded write and all writes before it are. */
  const standIn = (taskId: number, before: NodeKey): string => {
    const edges: readonly Edge[] = [
      { source: before, kind: 'order' },
      { source: taskId, kind: 'order' },
    ];
    const key = signposts.add(edges, (blocked) => {
      signposts.end(key, blocked === undefined ? 'ok' : 'bad', blocked);
    });
    return key;
  };

  const openedPlan = (plan: Plan): OpenedPlan => {
    const opened = plans.get(plan);
    if (opened === undefined) throw new TypeError('a write was added to a plan that is not open');
    return opened;
  };

  const edgesOf = (task: Task, plan: Plan): readonly Edge[] => {
    const opened = openedPlan(plan);
    const known = opened.edges.get(task.id);
    if (known !== undefined) return known;
    const barrier: Edge = { source: opened.barrier, kind: 'order' };
    // Itself: a plan that nobody failed was replaced from its last write on.
    if (last === undefined || last === task.id) return [barrier];
    return [barrier, { source: last, kind: 'order' }];
  };

  return {
    open(plan) {
      const barrier = signposts.add([], () => undefined);
      plans.set(plan, { barrier, writeBefore: last, edges: new Map(), isOpen: true });
      openPlans += 1;
    },
    close(plan, ending) {
      const opened = plans.get(plan);
      if (opened?.isOpen !== true) return;
      opened.isOpen = false;
      openPlans -= 1;
      if (ending === 'bad') last = opened.writeBefore;
      signposts.end(opened.barrier, ending, planInvalid);
    },
    edgesOf,
    follow(task, plan) {
      const { edges } = openedPlan(plan);
      if (edges.has(task.id)) return;
      edges.set(task.id, edgesOf(task, plan));
      last = task.guard === undefined || last === undefined ? task.id : standIn(task.id, last);
    },
    hasOpenPlan: () => openPlans > 0,
  };
}
