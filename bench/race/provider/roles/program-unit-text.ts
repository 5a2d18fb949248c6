import type { Argument } from '../../case.ts';
import { type Knowledge, resolveArgument } from './knowledge.ts';
import { createParameters, type Parameters } from './program-loop.ts';
import { isIdentifier, listText, pathText, type ProgramScope } from './program-scope.ts';
import type { Part } from './program-parts.ts';
import type { Tree, Unit } from './program-units.ts';

export interface UnitWriter {
  readonly knowledge: Knowledge;
  readonly scope: ProgramScope;
  readonly order: 'serial' | 'parallel';
  readonly lift: Part['path'];
}

/** Statements, and an expression behind them: `await tools.search(…)`. */
export interface Body {
  readonly statements: readonly string[];
  readonly value: string;
}

/** The body of a tree that has no others of its form beside it. */
export function soleBody(writer: UnitWriter, { trees }: Unit): Body {
  return treeBody(writer, trees, createParameters(1, writer.scope));
}

/** A group: `["Bar", "Dun"].map(…)`, a list of promises; in a serial program the loop that fills a list. */
export function groupText(writer: UnitWriter, { trees }: Unit, name: string): string {
  const parameters = createParameters(trees.length, writer.scope);
  const body = treeBody(writer, trees, parameters);
  return writer.order === 'serial'
    ? loopText(name, { parameters, body })
    : mapText({ parameters, body });
}

/** `return` in place of a value: a promise needs no await there. */
export function returnText(value: string): string {
  return `return ${value.replace(/^await /, '')};`;
}

function treeBody(writer: UnitWriter, trees: readonly Tree[], parameters: Parameters): Body {
  const statements: string[] = [];
  const [{ chain, fan } = { chain: [], fan: [] }] = trees;
  let source = sourcesText(writer, trees, { parameters, statements });
  const inner = fan.length > 0 ? chain.length : chain.length - 1;
  for (let link = 0; link < inner; link += 1) {
    const places = trees.map((tree) => tree.chain[link] ?? -1);
    const call = callText(writer, places, { parameters, source });
    const name = writer.scope.newName();
    statements.push(`const ${name} = await ${call};`);
    source = () => ({ text: name, taken: 0 });
  }
  if (fan.length === 0) {
    const places = trees.map((tree) => tree.chain.at(-1) ?? -1);
    const call = callText(writer, places, { parameters, source });
    return { statements, value: liftedText(call, writer.lift) };
  }
  const own = createParameters(fan.length, writer.scope);
  const call = callText(writer, fan, { parameters: own, source });
  const body = { statements: [], value: liftedText(call, writer.lift) };
  if (writer.order === 'parallel') {
    return { statements, value: `await Promise.all(${mapText({ parameters: own, body })})` };
  }
  const name = writer.scope.newName();
  return { statements: [...statements, loopText(name, { parameters: own, body })], value: name };
}

/** The text that stands for the result of a place, and how much of its path that text has taken already. */
type SourceText = (place: number) => { readonly text: string; readonly taken: number };

interface TreeText {
  readonly parameters: Parameters;
  readonly statements: string[];
}

/** Awaits what a group's first calls wait for, where it is not there yet; each member its own. */
function sourcesText(
  { scope }: UnitWriter,
  trees: readonly Tree[],
  { parameters, statements }: TreeText,
): SourceText {
  const handles = trees.map(({ sources }) => [...new Set(sources.map(scope.handleOf))]);
  const [first = []] = handles;
  if (first.length === 0) return () => ({ text: '', taken: 0 });
  const isPending = trees.some(({ sources }) =>
    sources.some((place) => !scope.ownerOf(place).unit.isAwaited),
  );
  const isSame = new Set(handles.map((list) => list.join())).size === 1;
  const sourceText = (handle: string, place: number): ReturnType<SourceText> => ({
    text: `${handle}${scope.indexOf(place)}`,
    taken: scope.ownerOf(place).unit.lift.length,
  });
  if (isSame && !isPending) return (place) => sourceText(scope.handleOf(place), place);
  const lists = handles.map((list) =>
    list.length === 1 ? (list[0] ?? '') : listText(list, scope.sizeOf),
  );
  let name = isSame ? (lists[0] ?? '') : parameters.nameOf(lists);
  if (isPending) {
    const awaited = scope.newName();
    const all = first.length === 1 ? name : `Promise.all(${name})`;
    statements.push(`const ${awaited} = await ${all};`);
    name = awaited;
  }
  return (place) => {
    const index = first.length === 1 ? '' : `[${first.indexOf(scope.handleOf(place))}]`;
    return sourceText(`${name}${index}`, place);
  };
}

interface CallText {
  readonly parameters: Parameters;
  readonly source: SourceText;
}

/** One text for the calls at these places, one a member. */
function callText(
  { knowledge }: UnitWriter,
  places: readonly number[],
  { parameters, source }: CallText,
): string {
  const { steps, known } = knowledge;
  const step = steps[places[0] ?? -1];
  const args = Object.entries(step?.args ?? {}).map(([key, argument]) => {
    const all = places.map((place): Argument => steps[place]?.args[key] ?? argument);
    const values = all.flatMap((each) => resolveArgument(each, known) ?? []);
    const refs = all.flatMap((each) => ('literal' in each ? [] : [each]));
    const text =
      values.length === places.length
        ? parameters.valueText(all.map((each) => resolveArgument(each, known) ?? null))
        : referenceText(refs, { parameters, source });
    return `${isIdentifier(key) ? key : JSON.stringify(key)}: ${text}`;
  });
  const tool = step?.tool ?? '';
  const called = isIdentifier(tool) ? `tools.${tool}` : `tools[${JSON.stringify(tool)}]`;
  return `${called}({${args.join(', ')}})`;
}

/** Only indices differ between the members: `.items[n].id`. */
function referenceText(
  refs: readonly Extract<Argument, { readonly step: number }>[],
  { parameters, source }: CallText,
): string {
  const [first] = refs;
  if (first === undefined) return 'undefined';
  const { text, taken } = source(first.step);
  const keys = first.path.slice(taken).map((key, index) => {
    if (typeof key === 'string') return pathText([key]);
    return `[${parameters.valueText(refs.map(({ path }) => path[index + taken] ?? key))}]`;
  });
  return `${text}${keys.join('')}`;
}

interface Group {
  readonly parameters: Parameters;
  readonly body: Body;
}

function mapText({ parameters, body }: Group): string {
  const { statements, value } = body;
  const pattern = parameters.pattern();
  const head = /^\w+$/.test(pattern) ? pattern : `(${pattern})`;
  const list = listOf(parameters);
  if (statements.length > 0) {
    const lines = [...statements, returnText(value)].map((line) => `\n  ${line}`).join('');
    return `${list}.map(async ${head} => {${lines}\n})`;
  }
  return value.startsWith('await ')
    ? `${list}.map(${head} => ${value.slice('await '.length)})`
    : `${list}.map(async ${head} => ${value})`;
}

function loopText(name: string, { parameters, body }: Group): string {
  const { statements, value } = body;
  const pattern = parameters.pattern();
  const push = `${name}.push(${value});`;
  const loop = `for (const ${pattern === '' ? '_' : pattern} of ${listOf(parameters)})`;
  const lines = [...statements, push].map((line) => `\n  ${line}`).join('');
  const text = statements.length > 0 ? `${loop} {${lines}\n}` : `${loop} ${push}`;
  return `const ${name} = [];\n${text}`;
}

function listOf(parameters: Parameters): string {
  return listText(parameters.elements(), parameters.sizeOf);
}

/** What a group gives is what everybody takes of it. */
function liftedText(call: string, lift: Part['path']): string {
  return lift.length === 0 ? `await ${call}` : `(await ${call})${pathText(lift)}`;
}
