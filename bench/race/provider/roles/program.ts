import type { Case } from '../../case.ts';
import type { Knowledge } from './knowledge.ts';
import { type Part, returnedParts } from './program-parts.ts';
import { returnStatements } from './program-return.ts';
import { createScope, type NamedUnit } from './program-scope.ts';
import { groupText, returnText, soleBody } from './program-unit-text.ts';
import { exportsOf, type Tree, type Unit, unitsOf, writablePlaces } from './program-units.ts';

export interface ProgramOptions {
  /** One await after another, or each call as soon as its own sources have ended. */
  readonly order: 'serial' | 'parallel';
  /** Whether it may return `{ answer }` where the case has a `finish`. */
  readonly mayAnswer: boolean;
}

export interface Program {
  readonly text: string;
  /** Of the calls that it makes. */
  readonly places: readonly number[];
  /** What it returns: a list of these, or one as it is. */
  readonly parts: readonly Part[];
}

/**
 * The program that makes all foreseen calls which were not made, as a good model writes it: calls of one form
 * are one `.map`, what follows from one call alone is one async function, and nothing is awaited that
 * a later call does not need. It returns no more than is looked at.
 */
export function writeProgram(
  raceCase: Case,
  knowledge: Knowledge,
  { order, mayAnswer }: ProgramOptions,
): Program {
  const parts = returnedParts(raceCase, knowledge);
  const units = unitsOf(knowledge, new Set(parts.map(({ place }) => place)));
  const scope = createScope();
  const statements: string[] = [];
  const named: NamedUnit[] = [];
  const waits = waitsOf(units);
  const pending = new Set<Tree>();
  units.forEach((unit, index) => {
    for (const tree of unit.trees) for (const source of waits(tree).direct) pending.delete(source);
    const isAwaited =
      order === 'serial' ||
      (pending.size === 0 && isWaitedFor(unit, units.slice(index + 1), waits));
    if (!isAwaited) for (const tree of unit.trees) pending.add(tree);
    const lift = liftOf(unit, knowledge, parts);
    const one = { ...unit, name: scope.newName(), isAwaited, lift };
    statements.push(...unitStatements(one, { knowledge, scope, order }));
    scope.add(one);
    named.push(one);
  });
  const finish = mayAnswer ? raceCase.finish : undefined;
  const end = returnStatements({ parts, finish, units: named, scope, statements });
  return { text: end.join('\n'), places: writablePlaces(knowledge), parts };
}

function unitStatements(
  unit: NamedUnit,
  writer: Pick<Parameters<typeof groupText>[0], 'knowledge' | 'scope' | 'order'>,
): readonly string[] {
  const { name, isAwaited, lift } = unit;
  const full = { ...writer, lift };
  if (unit.trees.length > 1) {
    const group = groupText(full, unit, name);
    if (writer.order === 'serial') return [group];
    return [`const ${name} = ${isAwaited ? `await Promise.all(${group})` : group};`];
  }
  const { statements, value } = soleBody(full, unit);
  if (isAwaited) return [...statements, `const ${name} = ${value};`];
  if (statements.length === 0 && value.startsWith('await '))
    return [`const ${name} = ${value.slice('await '.length)};`];
  const lines = [...statements, returnText(value)].map((line) => `\n  ${line}`).join('');
  return [`const ${name} = (async () => {${lines}\n})();`];
}

interface Waits {
  readonly direct: ReadonlySet<Tree>;
  /** With those that these wait for. */
  readonly all: ReadonlySet<Tree>;
}

/** What each tree waits for. */
function waitsOf(units: readonly Unit[]): (tree: Tree) => Waits {
  const owners = new Map<number, Tree>();
  const waits = new Map<Tree, Waits>();
  for (const tree of units.flatMap(({ trees }) => trees)) {
    const direct = new Set(tree.sources.flatMap((source) => owners.get(source) ?? []));
    const all = new Set([...direct].flatMap((each) => [each, ...(waits.get(each)?.all ?? [])]));
    waits.set(tree, { direct, all });
    for (const place of exportsOf(tree)) owners.set(place, tree);
  }
  return (tree) => waits.get(tree) ?? { direct: new Set(), all: new Set() };
}

/** Whether all that is still to be written waits for all of a unit: then an await keeps nothing waiting. */
function isWaitedFor(unit: Unit, later: readonly Unit[], waits: (tree: Tree) => Waits): boolean {
  return later.every(({ trees }) =>
    trees.every((tree) => unit.trees.every((own) => waits(tree).all.has(own))),
  );
}

/** The path that all who look at a unit's results take; empty where they differ. */
function liftOf(unit: Unit, { steps }: Knowledge, parts: readonly Part[]): Part['path'] {
  const own = new Set(unit.trees.flatMap(exportsOf));
  const paths = [
    ...steps
      .flatMap(({ args }) => Object.values(args))
      .flatMap((argument) =>
        'literal' in argument || !own.has(argument.step) ? [] : [argument.path],
      ),
    ...parts.filter(({ place }) => own.has(place)).map(({ path }) => path),
  ];
  const [first = []] = paths;
  return new Set(paths.map((path) => JSON.stringify(path))).size === 1 ? first : [];
}
