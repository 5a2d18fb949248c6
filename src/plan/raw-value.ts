import type { Json } from '../core/json.ts';
import { typeBit, typeOfValue } from './schema-types.ts';
import type { RawExpression } from './syntax.ts';

/** True for a reference and for text with one inside: its value is known at run time only. */
export function isHole(value: RawExpression): boolean {
  if (value.kind === 'reference') return true;
  return value.kind === 'text' && value.parts.some((part) => typeof part !== 'string');
}

/** The value that was written; undefined where there is a reference anywhere in it. */
export function literalOf(value: RawExpression): Json | undefined {
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'text':
      return isHole(value) ? undefined : value.parts.join('');
    case 'reference':
      return undefined;
    case 'list': {
      const items: Json[] = [];
      for (const item of value.items) {
        const json = literalOf(item);
        if (json === undefined) return undefined;
        items.push(json);
      }
      return items;
    }
    case 'object': {
      const entries: [string, Json][] = [];
      for (const entry of value.entries) {
        const json = literalOf(entry.value);
        if (json === undefined) return undefined;
        entries.push([entry.key, json]);
      }
      return Object.fromEntries(entries);
    }
  }
}

/** The type of what was written; every type for a reference. */
export function typeOfRaw(value: Exclude<RawExpression, { kind: 'reference' }>): number {
  switch (value.kind) {
    case 'literal':
      return typeOfValue(value.value);
    case 'text':
      return typeBit.string;
    case 'list':
      return typeBit.list;
    case 'object':
      return typeBit.object;
  }
}

/** How much of a text a message shows. */
const SHOWN = 40;

/** A written value in a few words: `the text "abc"`, `null`, `a list of 3`. */
export function nameOfRaw(value: RawExpression): string {
  switch (value.kind) {
    case 'literal':
      return value.value === null ? 'null' : `the ${typeof value.value} ${String(value.value)}`;
    case 'text': {
      const text = value.parts.map((part) => (typeof part === 'string' ? part : part.spelled));
      return `the text ${JSON.stringify(shorten(text.join('')))}`;
    }
    case 'reference':
      return value.reference.spelled;
    case 'list':
      return value.items.length === 0 ? 'an empty list' : `a list of ${value.items.length}`;
    case 'object': {
      const keys = value.entries.map((entry) => entry.key).join(', ');
      return keys === '' ? 'an empty object' : `an object with ${shorten(keys)}`;
    }
  }
}

function shorten(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`;
}
