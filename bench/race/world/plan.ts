import type { Json } from '../../../src/index.ts';
import type { Argument, Case, Results, Step } from '../case.ts';

type Path = readonly (string | number)[];
type Part = Extract<Argument, { readonly step: number }>;

/** A part of an earlier result, counted from 0: `part(2, 'items', 0, 'url')`. */
export function part(step: number, ...path: Path): Part {
  return { step, path };
}

/** A step; texts, numbers and booleans are taken as they stand. */
export function call(
  tool: string,
  args: Readonly<Record<string, string | number | boolean | Part>>,
): Step {
  const named = Object.entries(args).map(([name, value]): [string, Argument] => [
    name,
    typeof value === 'object' ? value : { literal: value },
  ]);
  return { tool, args: Object.fromEntries(named) };
}

/** The arguments of a tool that takes `value1`, `value2` and so on. */
export function partsByName(parts: readonly Part[]): Readonly<Record<string, Part>> {
  return Object.fromEntries(parts.map((value, index) => [`value${index + 1}`, value]));
}

/** The parts of a case whose calls are all foreseen, and whose answer is its `finish`, filled in. */
export function foreseen(
  steps: readonly Step[],
  finish: string,
): Pick<Case, 'steps' | 'answer' | 'finish'> {
  return { steps: () => steps, finish, answer: (known) => fillIn(finish, known) };
}

/** Puts parts of results into a text, as a plan's `finish` does: `${3.items[0].url}` is of step 2. */
export function fillIn(template: string, known: Results): string {
  const missing: string[] = [];
  const text = template.replace(
    /\$\{(\d+)((?:\.\w+|\[\d+\])*)\}/g,
    (_, id: string, path: string) => {
      const value = follow(known(Number(id) - 1), pathOf(path));
      if (typeof value === 'string' || typeof value === 'number') return String(value);
      missing.push(`${id}${path}`);
      return '?';
    },
  );
  return missing.length === 0 ? text : `I could not find ${missing.join(', ')}.`;
}

/** A text or a number out of a result; undefined where it is missing or something else. */
export function textAt(known: Results, { step, path }: Part): string | undefined {
  const value = follow(known(step), path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** What stands at a path; undefined where nothing does. Own keys only. */
export function follow(value: Json | undefined, path: Path): Json | undefined {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = Object.entries(at).find(([name]) => name === String(key))?.[1];
  }
  return at;
}

function pathOf(text: string): Path {
  return [...text.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index));
}
