import { isGroup, type Source } from './conflicts.ts';
import type { Effect } from './effect.ts';
import type { Edge, NodeKey } from './graph.ts';
import type { Signposts } from './signposts.ts';

/**
 * The nodes that put effects in order.
 *
 * 1. What waits for an effect waits for all before it too, however early that one is over: a guarded
 *    write that had nothing to do, a write that was skipped, stand for those in front of them.
 * 2. A plan's barrier holds back the writes of that plan and nothing behind them: what it keeps from being
 *    written ends as a write that did not succeed, and one whose guard was false is in nobody's way.
 * 3. A node is made when somebody waits for it, and once.
 */
export interface EffectNodes {
  /** Lets a placed effect go when the plan's barrier and all before it have. */
  connect(effect: Effect, passage: Passage): void;
  /** Edges to the end, however it comes, of these and of all before them. */
  afterAll(sources: readonly Source<Effect>[]): readonly Edge[];
}

/** What lets the effects of a plan go. */
export interface Passage {
  readonly barrier: string;
  /** Writes whose end was known to whoever wrote the plan: they need not have succeeded. */
  readonly known: ReadonlySet<number>;
}

export function createEffectNodes(signposts: Signposts): EffectNodes {
  /** What is ok when a write and all writes before it are ok or void. */
  const done = new Map<Source<Effect>, NodeKey>();
  /** What has ended when an effect and all before it have. */
  const ends = new Map<Source<Effect>, NodeKey>();

  const connect = (effect: Effect, passage: Passage): void => {
    const { task, place, before } = effect;
    if (place === undefined) return;
    if (task.effect === 'read') {
      passOn(afterAll(before.writes), place);
      return;
    }
    const edges = edgesBehind(effect, passage.known);
    passOn([{ source: passage.barrier, kind: 'order' }, ...edges], place);
    if (task.guard === undefined) return;
    done.set(effect, passOn([...edges, { source: task.id, kind: 'order' }]));
  };

  /** What a write waits for, whatever its plan waits for. */
  const edgesBehind = ({ before, plan }: Effect, known: ReadonlySet<number>): readonly Edge[] => {
    const edges: Edge[] = [...afterAll(before.reads)];
    const knownOnes = new Set<Effect>();
    const demand = (write: Source<Effect>): void => {
      // The name of one that was known may be taken by one of this plan.
      if (isGroup(write) || write.plan === plan || !known.has(write.task.id)) {
        edges.push({ source: doneOf(write), kind: 'order' });
      } else {
        knownOnes.add(write);
      }
    };
    for (const write of before.writes) demand(write);
    edges.push(...afterAll([...knownOnes]));
    // Before one whose end was known may stand one whose end was not.
    for (const write of knownOnes) for (const earlier of write.before.writes) demand(earlier);
    return edges;
  };

  /** Before a write stands no group of writes, but single ones. */
  const doneOf = (write: Source<Effect>): NodeKey =>
    done.get(write) ?? (isGroup(write) ? endOf(write) : write.task.id);

  /** Ends a node, a new one by default, as the edges say. */
  const passOn = (edges: readonly Edge[], key = signposts.add([], () => undefined)): string => {
    signposts.add(edges, (blocked) => {
      if (blocked === undefined) signposts.end(key, 'ok');
      else signposts.end(key, 'bad', blocked);
    });
    return key;
  };

  const afterAll = (sources: readonly Source<Effect>[]): readonly Edge[] =>
    sources.map((source) => ({ source: endOf(source), kind: 'after' }));

  /** Those before it first, from a stack of our own: a chain of writes may be long. */
  const endOf = (source: Source<Effect>): NodeKey => {
    const agenda = [source];
    for (let next = agenda.at(-1); next !== undefined; next = agenda.at(-1)) {
      const parts = partsOf(next);
      const missing = ends.has(next) ? [] : parts.filter((part) => !ends.has(part));
      for (const part of missing) agenda.push(part);
      if (missing.length > 0) continue;
      agenda.pop();
      if (!ends.has(next)) ends.set(next, endNode(next, parts));
    }
    return ends.get(source) ?? endNode(source, []);
  };

  const endNode = (source: Source<Effect>, parts: readonly Source<Effect>[]): NodeKey => {
    const edges = parts.map((part): Edge => ({ source: endOf(part), kind: 'after' }));
    if (isGroup(source)) return passOn(edges);
    if (edges.length === 0) return source.task.id;
    return passOn([...edges, { source: source.task.id, kind: 'after' }]);
  };

  return { connect, afterAll };
}

/** A read lets nobody past what it waits for: a write before it is waited for by all who wait for it. */
function partsOf(source: Source<Effect>): readonly Source<Effect>[] {
  if (isGroup(source)) return source.members;
  if (source.task.effect === 'read') return [];
  return [...source.before.writes, ...source.before.reads];
}
