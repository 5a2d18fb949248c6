import { exportsOf, type Tree, type Unit } from './program-units.ts';
import type { Part } from './program-parts.ts';

/** A unit that has a name in the program. */
export interface NamedUnit extends Unit {
  readonly name: string;
  /** Else the name stands for a promise, or for a list of promises. */
  readonly isAwaited: boolean;
  /** The path that everybody takes of its results, who then are given no more. */
  readonly lift: Part['path'];
}

/** What the text so far has given names to. */
export interface ProgramScope {
  readonly newName: () => string;
  readonly add: (unit: NamedUnit) => void;
  /** Of the tree that gives a place's result. */
  readonly ownerOf: (place: number) => { readonly tree: Tree; readonly unit: NamedUnit };
  /** The text that stands for a whole tree: `a`, `a[2]`. */
  readonly handleOf: (place: number) => string;
  /** Where in its tree's results it stands: `[1]`; empty where the tree has but one. */
  readonly indexOf: (place: number) => string;
  /** How many trees a name stands for. */
  readonly sizeOf: (name: string) => number;
}

export function createScope(): ProgramScope {
  const units = new Map<number, { readonly tree: Tree; readonly unit: NamedUnit }>();
  let names = 0;
  const ownerOf: ProgramScope['ownerOf'] = (place) => {
    const owner = units.get(place);
    if (owner === undefined)
      throw new Error(`expected step ${place} before the calls that need it`);
    return owner;
  };
  return {
    newName: () => {
      names += 1;
      return names <= LETTERS.length ? (LETTERS[names - 1] ?? '') : `v${names}`;
    },
    add: (unit) => {
      for (const tree of unit.trees)
        for (const place of exportsOf(tree)) units.set(place, { tree, unit });
    },
    ownerOf,
    handleOf: (place) => {
      const { tree, unit } = ownerOf(place);
      return unit.trees.length === 1 ? unit.name : `${unit.name}[${unit.trees.indexOf(tree)}]`;
    },
    indexOf: (place) => {
      const { fan } = ownerOf(place).tree;
      return fan.length > 0 ? `[${fan.indexOf(place)}]` : '';
    },
    sizeOf: (name) =>
      [...units.values()].find(({ unit }) => unit.name === name)?.unit.trees.length ?? 0,
  };
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** `.items[0].url` */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((key) =>
      typeof key === 'string' && isIdentifier(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
    )
    .join('');
}

export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text);
}

/** `[a[0], a[1]]` as `a.slice(0, 2)`, or as `a` where that is all of it. */
export function listText(items: readonly string[], sizeOf: (name: string) => number): string {
  const [, name = '', start = ''] = /^(\w+)\[(\d+)\]$/.exec(items[0] ?? '') ?? [];
  const first = Number(start);
  const isRun =
    name !== '' && items.every((item, index) => item === `${name}[${String(first + index)}]`);
  if (!isRun || items.length < 2) return `[${items.join(', ')}]`;
  if (first === 0 && items.length === sizeOf(name)) return name;
  return `${name}.slice(${first}, ${first + items.length})`;
}
