import { escapeTemplate } from './program-loop.ts';
import { FINISH_PART, type Part, partAt } from './program-parts.ts';
import { type NamedUnit, pathText, type ProgramScope } from './program-scope.ts';
import { returnText } from './program-unit-text.ts';
import { exportsOf } from './program-units.ts';

export interface ReturnInput {
  readonly parts: readonly Part[];
  /** The answer's template, where the program may word the answer. */
  readonly finish: string | undefined;
  readonly units: readonly NamedUnit[];
  readonly scope: ProgramScope;
  /** All that stands before the return. */
  readonly statements: readonly string[];
}

/** The program's statements with its `return`, what is still under way awaited together. */
export function returnStatements(input: ReturnInput): readonly string[] {
  const { parts, finish, scope } = input;
  const places = new Set(parts.map(({ place }) => place));
  const read = input.units.filter(({ trees }) =>
    trees.flatMap(exportsOf).some((at) => places.has(at)),
  );
  const { statement, units } = awaitPending(read, scope.newName);
  for (const unit of units) scope.add(unit);
  const statements = [...input.statements, ...statement];
  if (finish !== undefined) {
    const all = units.length === 1 ? wholeUnit(units[0], parts) : undefined;
    return [...statements, `return {answer: \`${answerText(finish, { parts, scope, all })}\`};`];
  }
  const texts = listTexts(parts, { units, scope });
  const [only = ''] = texts;
  const isAll = texts.length === 1 && only.startsWith('...');
  return inlined(
    statements,
    isAll ? only.slice('...'.length) : parts.length === 1 ? only : `[${texts.join(', ')}]`,
  );
}

/** The elements of the list of parts; `...a` for what is all of a unit. */
function listTexts(
  parts: readonly Part[],
  { units, scope }: { readonly units: readonly NamedUnit[]; readonly scope: ProgramScope },
): readonly string[] {
  const texts: string[] = [];
  for (let index = 0; index < parts.length;) {
    const rest = parts.slice(index);
    const [first] = rest;
    if (first === undefined) break;
    const unit = units.find(({ trees }) => trees.flatMap(exportsOf)[0] === first.place);
    const size = unit?.trees.flatMap(exportsOf).length ?? 0;
    const all = wholeUnit(unit, rest.slice(0, size));
    texts.push(all === undefined ? partText(first, scope) : `...${all}`);
    index += all === undefined ? 1 : size;
  }
  return texts;
}

/** One statement for all that is still under way: what fails first is told, and nothing fails unheard. */
function awaitPending(
  units: readonly NamedUnit[],
  newName: () => string,
): { readonly statement: readonly string[]; readonly units: readonly NamedUnit[] } {
  const pending = units.filter(({ isAwaited }) => !isAwaited);
  if (pending.length === 0) return { statement: [], units };
  const awaited = new Map(
    pending.map((unit) => [unit, { ...unit, name: newName(), isAwaited: true }]),
  );
  const promises = pending.map(({ name, trees }) =>
    trees.length === 1 ? name : `Promise.all(${name})`,
  );
  const names = [...awaited.values()].map(({ name }) => name);
  const statement =
    pending.length === 1
      ? `const ${names.join('')} = await ${promises.join('')};`
      : `const [${names.join(', ')}] = await Promise.all([${promises.join(', ')}]);`;
  return { statement: [statement], units: units.map((unit) => awaited.get(unit) ?? unit) };
}

/** The name that stands for these parts where they are all of a unit's, in its order. */
function wholeUnit(unit: NamedUnit | undefined, parts: readonly Part[]): string | undefined {
  if (unit === undefined || parts.length < 2) return undefined;
  const places = unit.trees.flatMap(exportsOf);
  const isAll =
    places.length === parts.length &&
    parts.every(
      ({ place, path }, index) => place === places[index] && path.length === unit.lift.length,
    );
  if (!isAll) return undefined;
  const isNested = unit.trees.length > 1 && unit.trees.some(({ fan }) => fan.length > 0);
  return isNested ? `${unit.name}.flat()` : unit.name;
}

function partText({ place, path }: Part, scope: ProgramScope): string {
  const { lift } = scope.ownerOf(place).unit;
  return `${scope.handleOf(place)}${scope.indexOf(place)}${pathText(path.slice(lift.length))}`;
}

/** What was named only to be returned is returned without a name. */
function inlined(statements: readonly string[], result: string): readonly string[] {
  const last = statements.at(-1) ?? '';
  const [head = '', name = ''] = /^const (\w+) = /.exec(last) ?? [];
  const value = last.slice(head.length, -1);
  const isLast = name !== '' && !last.includes('\nfor (') && last.endsWith(';');
  if (isLast && result === name) return [...statements.slice(0, -1), returnText(value)];
  if (isLast && result === `${name}.flat()`)
    return [...statements.slice(0, -1), `return (${value}).flat();`];
  return [...statements, `return ${result};`];
}

interface Answer {
  readonly parts: readonly Part[];
  readonly scope: ProgramScope;
  readonly all: string | undefined;
}

/** The template with what the program calls its parts; a list of all of them is joined. */
function answerText(finish: string, { parts, scope, all }: Answer): string {
  const marks = [...finish.matchAll(FINISH_PART)];
  const between = finish.split(/\$\{\d+(?:\.\w+|\[\d+\])*\}/).map(escapeTemplate);
  const inner = new Set(between.slice(1, -1));
  if (all !== undefined && marks.length > 2 && marks.length === parts.length && inner.size === 1) {
    const isInOrder = marks.every(([, id], index) => parts[index]?.place === Number(id) - 1);
    const [separator = ''] = inner;
    if (isInOrder)
      return `${between[0] ?? ''}\${${all}.join(${JSON.stringify(separator)})}${between.at(-1) ?? ''}`;
  }
  return between
    .map((text, index) => {
      const [mark, id = '', path = ''] = marks[index] ?? [];
      return mark === undefined ? text : `${text}\${${partText(partAt(id, path), scope)}}`;
    })
    .join('');
}
