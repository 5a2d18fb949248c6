import type { Argument, Step } from '../../case.ts';
import { type Knowledge, resolveArgument } from './knowledge.ts';

/** Calls that follow from one another without anything beside them: a chain, and a fan at its end. */
export interface Tree {
  /** Places; each but the first takes parts of the one before alone. */
  readonly chain: readonly number[];
  /** Places of calls of one form that take parts of the chain's last; none: the chain's last is the result. */
  readonly fan: readonly number[];
  /** What its first call waits for: places of other trees, in the order of its arguments. */
  readonly sources: readonly number[];
}

/** Trees of one form, which a program writes once. */
export interface Unit {
  readonly trees: readonly Tree[];
}

/** The results of a tree that others see. */
export function exportsOf({ chain, fan }: Tree): readonly number[] {
  return fan.length > 0 ? fan : chain.slice(-1);
}

/** The places of the calls that a program can make: not made yet, and every source is known or made by it. */
export function writablePlaces(knowledge: Knowledge): readonly number[] {
  const { steps, called } = knowledge;
  const places = new Set<number>();
  steps.forEach((step, place) => {
    const sources = unknownSources(step, knowledge);
    if (!called.has(place) && sources.every((source) => places.has(source))) places.add(place);
  });
  return [...places];
}

/** The steps of which a call takes parts that are not known yet. */
export function unknownSources(step: Step | undefined, { known }: Knowledge): readonly number[] {
  const sources = Object.values(step?.args ?? {}).flatMap((argument) =>
    'literal' in argument || resolveArgument(argument, known) !== undefined ? [] : [argument.step],
  );
  return [...new Set(sources)];
}

/** The units of all calls that can be made, each behind those that it waits for. */
export function unitsOf(knowledge: Knowledge, returned: ReadonlySet<number>): readonly Unit[] {
  const graph = graphOf(knowledge, returned);
  const levels = new Map<Tree, number>();
  const owners = new Map<number, Tree>();
  const forms = new Map<Tree, number>();
  const units = new Map<string, NumberedUnit>();
  for (const tree of treesOf(graph)) {
    const sources = tree.sources.flatMap((source) => owners.get(source) ?? []);
    const level = 1 + Math.max(-1, ...sources.map((source) => levels.get(source) ?? -1));
    levels.set(tree, level);
    for (const place of exportsOf(tree)) owners.set(place, tree);
    // Sources of one unit each: one text has to stand for all.
    const waits = tree.sources.map((place, index) => [
      [...new Set(sources)].findIndex((source) => source === sources[index]),
      sources[index]?.fan.indexOf(place),
      forms.get(sources[index] ?? tree),
    ]);
    const form = JSON.stringify([level, formOf(graph, tree), waits]);
    const unit = units.get(form) ?? { number: units.size, level, trees: [] };
    forms.set(tree, unit.number);
    unit.trees.push(tree);
    units.set(form, unit);
  }
  return [...units.values()].toSorted((left, right) => left.level - right.level);
}

interface NumberedUnit {
  readonly number: number;
  readonly level: number;
  readonly trees: Tree[];
}

interface Graph {
  readonly knowledge: Knowledge;
  readonly returned: ReadonlySet<number>;
  readonly places: readonly number[];
  readonly sources: (place: number) => readonly number[];
  readonly consumers: (place: number) => readonly number[];
}

function graphOf(knowledge: Knowledge, returned: ReadonlySet<number>): Graph {
  const places = writablePlaces(knowledge);
  const sources = new Map(
    places.map((place) => [place, unknownSources(knowledge.steps[place], knowledge)]),
  );
  const sourcesAt = (place: number): readonly number[] => sources.get(place) ?? [];
  return {
    knowledge,
    returned,
    places,
    sources: sourcesAt,
    consumers: (place) => places.filter((other) => sourcesAt(other).includes(place)),
  };
}

/** In the order of their first places, so each behind its sources. */
function treesOf(graph: Graph): readonly Tree[] {
  const inside = new Set<number>();
  return graph.places.flatMap((place) => {
    if (inside.has(place)) return [];
    const chain = [place];
    for (let next = linkOf(graph, place); next !== undefined; next = linkOf(graph, next)) {
      chain.push(next);
    }
    const fan = fanOf(graph, chain.at(-1) ?? place);
    for (const other of [...chain, ...fan]) inside.add(other);
    return [{ chain, fan, sources: graph.sources(place) }];
  });
}

/** The call that alone looks at this one's result, and at nothing else. */
function linkOf(graph: Graph, place: number): number | undefined {
  const [only, ...others] = graph.consumers(place);
  if (only === undefined || others.length > 0 || graph.returned.has(place)) return undefined;
  return graph.sources(only).length === 1 ? only : undefined;
}

/** Calls of one form that look at this one alone; who waits for one of them waits for all. */
function fanOf(graph: Graph, place: number): readonly number[] {
  const fan = graph.consumers(place);
  const forms = new Set(fan.map((each) => looseForm(graph, each, [place])));
  const isFan =
    fan.length > 1 &&
    forms.size === 1 &&
    !graph.returned.has(place) &&
    fan.every((each) => graph.sources(each).length === 1) &&
    fan
      .flatMap((each) => graph.consumers(each))
      .every((consumer) => fan.every((each) => graph.sources(consumer).includes(each)));
  return isFan ? fan : [];
}

/** Equal for trees that one text can stand for: only literals and indices of the chain differ. */
function formOf(graph: Graph, { chain, fan, sources }: Tree): string {
  const { steps, known } = graph.knowledge;
  const links = chain.map((place, index) =>
    looseForm(graph, place, index === 0 ? sources : [chain[index - 1] ?? -1]),
  );
  const exact = fan.map((place) => {
    const { tool = '', args = {} } = steps[place] ?? {};
    const parts = Object.entries(args).map(([name, argument]) => {
      const value = resolveArgument(argument, known);
      return [name, value === undefined && 'path' in argument ? argument.path : { value }];
    });
    return [tool, parts];
  });
  return JSON.stringify([links, exact]);
}

function looseForm({ knowledge }: Graph, place: number, sources: readonly number[]): string {
  const { tool = '', args = {} } = knowledge.steps[place] ?? {};
  const parts = Object.entries(args).map(([name, argument]) => [
    name,
    ...looseArgument(argument, sources, knowledge),
  ]);
  return JSON.stringify([tool, parts]);
}

function looseArgument(
  argument: Argument,
  sources: readonly number[],
  { known }: Knowledge,
): readonly (string | number)[] {
  if ('literal' in argument || resolveArgument(argument, known) !== undefined) return [];
  const path = argument.path.map((key) => (typeof key === 'number' ? '#' : `.${key}`));
  return [sources.indexOf(argument.step), ...path];
}
