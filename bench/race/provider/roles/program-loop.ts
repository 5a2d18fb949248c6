import type { Json } from '../../../../src/index.ts';
import type { ProgramScope } from './program-scope.ts';

/** What differs between the members of a group: the parameters of the text that is written for all. */
export interface Parameters {
  /** The text that stands for these values, one a member: one constant, a name, or a template with a name in it. */
  readonly valueText: (values: readonly Json[]) => string;
  /** The name that stands for these texts. */
  readonly nameOf: (texts: readonly string[]) => string;
  /** `n`, `[n, x]`; empty where nothing differs. */
  readonly pattern: () => string;
  /** The scope's. */
  readonly sizeOf: (name: string) => number;
  /** One element a member: `["Bar", "Dun"]`. */
  readonly elements: () => readonly string[];
}

export function createParameters(
  count: number,
  { newName, sizeOf }: Pick<ProgramScope, 'newName' | 'sizeOf'>,
): Parameters {
  const columns = new Map<string, { readonly name: string; readonly texts: readonly string[] }>();
  const nameOf = (texts: readonly string[]): string => {
    const key = JSON.stringify(texts);
    const column = columns.get(key) ?? { name: newName(), texts };
    columns.set(key, column);
    return column.name;
  };
  return {
    nameOf,
    sizeOf,
    valueText: (values) => {
      const texts = values.map((value) => JSON.stringify(value));
      if (new Set(texts).size === 1) return texts[0] ?? '';
      const words = values.filter((value) => typeof value === 'string');
      if (words.length < values.length) return nameOf(texts);
      const [before, behind] = commonEnds(words);
      if (before + behind === '') return nameOf(texts);
      const middles = words.map((word) => word.slice(before.length, word.length - behind.length));
      const name = nameOf(middles.map((middle) => JSON.stringify(middle)));
      return `\`${escapeTemplate(before)}\${${name}}${escapeTemplate(behind)}\``;
    },
    pattern: () => {
      const names = [...columns.values()].map(({ name }) => name);
      return names.length === 1
        ? (names[0] ?? '')
        : names.length === 0
          ? ''
          : `[${names.join(', ')}]`;
    },
    elements: () => {
      const lists = [...columns.values()].map(({ texts }) => texts);
      return Array.from({ length: count }, (_, member) => {
        const cells = lists.map((texts) => texts[member] ?? '');
        if (cells.length === 0) return '0';
        return cells.length === 1 ? (cells[0] ?? '') : `[${cells.join(', ')}]`;
      });
    },
  };
}

export function escapeTemplate(text: string): string {
  return text.replace(/[`\\]|\$\{/g, '\\$&');
}

/** How all texts begin and end, in whole words. */
function commonEnds(texts: readonly string[]): readonly [string, string] {
  const before = commonStart(texts).replace(/[\p{L}\p{N}]+$/u, '');
  const rests = texts.map((text) => [...text.slice(before.length)].reverse().join(''));
  const behind = [...commonStart(rests)]
    .reverse()
    .join('')
    .replace(/^[\p{L}\p{N}]+/u, '');
  return [before, behind];
}

function commonStart([first = '', ...others]: readonly string[]): string {
  let length = 0;
  while (length < first.length && others.every((other) => other[length] === first[length])) {
    length += 1;
  }
  return first.slice(0, length);
}
