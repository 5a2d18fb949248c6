import type { Cause } from '../core/outcome.ts';
import type { Task } from '../plan/task.ts';
import type { Toolset } from '../tools/prepared-tool.ts';
import { planInvalid } from './causes.ts';
import { createConflicts, type Before, type Conflicts, type ResourceKey } from './conflicts.ts';
import { cutCircles } from './cut-circles.ts';
import { createEffectNodes, type EffectNodes } from './effect-nodes.ts';
import type { Effect } from './effect.ts';
import type { Edge } from './graph.ts';
import { plannedKey, type Surroundings } from './planned-key.ts';
import type { Signposts } from './signposts.ts';
import type { Plan } from './task-record.ts';

/**
 * What writes, and the reads of what is written, wait for, over all plans of a run.
 *
 * 1. A write has an edge from its place, and a place opens after its plan's barrier only: nothing is
 *    written before the whole plan has passed, and has been consented to.
 * 2. Places are put in order when the plan has passed, as its text has them: only then is it known what
 *    waits for what. A read that stands behind a write of its plan has a place too, for it could not
 *    start before; in a bad plan it is skipped as the write is, because what it was to see never was.
 * 3. A write comes after the writes that it conflicts with (conflicts.ts), and is skipped if one of
 *    them did not succeed. Between a write and a read either end will do, and so it does for a write
 *    that had ended when the plan was opened: who wrote the plan was told.
 * 4. An effect that is over before those in front of it lets nobody past them (effect-nodes.ts).
 * 5. The writes of a plan that failed are in nobody's way; its reads that go on are.
 * 6. A task that its plan revises keeps its place.
 * 7. Of plans that are open at once, the one that passes first comes first.
 * 8. Where one needs the result of what it would have to come before, the result decides (cut-circles.ts).
 */
export interface EffectOrder {
  open(plan: Plan): void;
  close(plan: Plan, ending: 'ok' | 'bad'): void;
  /** The edges of a task that was just recorded, beside those of its arguments: none for most reads. */
  edgesOf(task: Task, plan: Plan): readonly Edge[];
  /** A plan was opened and not closed. */
  hasOpenPlan(): boolean;
}

export interface EffectOrderOptions extends Surroundings {
  readonly toolset: Toolset;
  readonly signposts: Signposts;
  /** Asks for consent to writes; absent: nobody is asked. */
  readonly ask: AskForPlan | undefined;
}

/**
 * Calls `decided` once, with why not, or nothing. Where it does not call it at once it returns what
 * withdraws the question.
 */
export type AskForPlan = (
  request: PlanRequest,
  decided: (refusal: Cause | undefined) => void,
) => (() => void) | undefined;

/** The writes of a plan, in its order. */
export interface PlanRequest {
  readonly plan: Plan;
  readonly taskIds: readonly number[];
}

interface OpenPlan {
  /** Writes that had ended when it was opened. */
  readonly known: ReadonlySet<number>;
  readonly effects: Map<number, Effect>;
  readonly writes: Effect[];
  /** Of the first `summed` writes. */
  readonly keys: Set<ResourceKey>;
  summed: number;
}

/** What has been put in order. */
interface Ordered {
  readonly conflicts: Conflicts<Effect>;
  readonly nodes: EffectNodes;
}

const none: readonly Edge[] = [];
const nobody: ReadonlySet<number> = new Set();
const first: Before<Effect> = { writes: [], reads: [] };

export function createEffectOrder(options: EffectOrderOptions): EffectOrder {
  const { toolset, signposts, records, outcomes, ask } = options;
  const plans = new Map<Plan, OpenPlan>();
  /** Of closed plans; put in order when the next write is. */
  const looseReads = new Map<number, Effect>();
  /** From the first plan on that writes: most runs have none. */
  let order: Ordered | undefined;
  let hasForwardReference = false;

  const edgesOf = (task: Task, plan: Plan): readonly Edge[] => {
    hasForwardReference ||= refersForward(task, plan);
    const isWrite = task.effect === 'write';
    if (!isWrite && toolset.get(task.tool)?.tool.resource === undefined) return none;
    const open = plans.get(plan);
    if (open === undefined) throw new TypeError('an effect was added to a plan that is not open');
    const known = open.effects.get(task.id);
    if (known !== undefined) {
      known.task = task;
      known.key = undefined;
      return known.edges;
    }
    const effect = isWrite ? placed(task, plan) : takeRead(task, plan, open);
    open.effects.set(task.id, effect);
    if (isWrite) open.writes.push(effect);
    return effect.edges;
  };

  const refersForward = ({ dependencies }: Task, plan: Plan): boolean =>
    dependencies.some((source) => {
      const of = records.get(source)?.plan;
      return of === undefined || (of !== plan && of.round === plan.round);
    });

  const placed = (task: Task, plan: Plan): Effect => {
    const place = signposts.add([], () => undefined);
    const edges: readonly Edge[] = [{ source: place, kind: 'order' }];
    return { task, plan, place, edges, key: undefined, before: first };
  };

  const takeRead = (task: Task, plan: Plan, open: OpenPlan): Effect => {
    const loose = { task, plan, place: undefined, edges: none, key: undefined, before: first };
    if (open.writes.length > 0 && isBehindWrite(loose, open)) return placed(task, plan);
    if (order === undefined) return loose;
    const { conflicts, nodes } = order;
    return { ...loose, edges: nodes.afterAll(conflicts.writesBefore(keyOf(loose))) };
  };

  const isBehindWrite = (read: Effect, open: OpenPlan): boolean => {
    const { writes, keys } = open;
    for (; open.summed < writes.length; open.summed += 1) {
      const write = writes[open.summed];
      if (write !== undefined) keys.add(keyOf(write));
    }
    const key = keyOf(read);
    return key === undefined || keys.has(undefined) || keys.has(key);
  };

  const keyOf = (effect: Effect): ResourceKey => {
    const { task, plan } = effect;
    const tool = toolset.get(task.tool);
    effect.key ??= { value: tool && plannedKey(task, plan, { ...options, tool }) };
    return effect.key.value;
  };

  const refuse = ({ effects }: OpenPlan): void => {
    for (const effect of effects.values()) {
      if (effect.place !== undefined) signposts.end(effect.place, 'bad', planInvalid);
      else looseReads.set(effect.task.id, effect);
    }
  };

  const pass = (plan: Plan, { known, effects, writes }: OpenPlan): void => {
    if (writes.length === 0) {
      for (const [id, read] of effects) looseReads.set(id, read);
      return;
    }
    order ??= { conflicts: createConflicts<Effect>(), nodes: createEffectNodes(signposts) };
    const { conflicts, nodes } = order;
    takeLooseReads(conflicts);
    const ordered = [...effects.values()].filter((effect) => !isOver(effect));
    for (const effect of ordered) putInOrder(conflicts, effect);
    if (hasForwardReference) cutCircles(ordered, options);
    const barrier = signposts.add([], () => undefined);
    for (const effect of ordered) nodes.connect(effect, { barrier, known });
    const taskIds = writes.map(({ task }) => task.id).filter((id) => !outcomes.has(id));
    const decided = (refusal: Cause | undefined): void =>
      signposts.end(barrier, refusal === undefined ? 'ok' : 'bad', refusal);
    if (ask === undefined) return decided(undefined);
    const withdraw = ask({ plan, taskIds }, decided);
    if (withdraw === undefined) return;
    const afterAll = taskIds.map((source): Edge => ({ source, kind: 'after' }));
    signposts.add(afterAll, withdraw);
  };

  /** Reads of plans that are closed, and those of open ones that have started. */
  const takeLooseReads = (conflicts: Conflicts<Effect>): void => {
    for (const read of looseReads.values()) if (!isOver(read)) putInOrder(conflicts, read);
    looseReads.clear();
    for (const { effects } of plans.values()) {
      for (const effect of effects.values()) {
        if (effect.place !== undefined || isOver(effect)) continue;
        if (records.get(effect.task.id)?.started === true) putInOrder(conflicts, effect);
      }
    }
  };

  const putInOrder = (conflicts: Conflicts<Effect>, effect: Effect): void => {
    effect.before = conflicts.add(effect, { effect: effect.task.effect, key: keyOf(effect) });
  };

  /** A read that has ended, or whose name another plan has taken, is in nobody's way. */
  const isOver = ({ task, plan }: Effect): boolean =>
    task.effect === 'read' && (outcomes.has(task.id) || records.get(task.id)?.plan !== plan);

  return {
    open(plan) {
      const ended = [...outcomes.keys()].filter((id) => records.get(id)?.task.effect === 'write');
      const known = ended.length === 0 ? nobody : new Set(ended);
      plans.set(plan, { known, effects: new Map(), writes: [], keys: new Set(), summed: 0 });
    },
    close(plan, ending) {
      const open = plans.get(plan);
      if (open === undefined) return;
      plans.delete(plan);
      if (ending === 'ok') pass(plan, open);
      else refuse(open);
    },
    edgesOf,
    hasOpenPlan: () => plans.size > 0,
  };
}
