import { Ajv } from 'ajv';
import { isJsonObject, type Json } from '../../../../src/core/json.ts';
import type { Case } from '../../case.ts';
import { follow } from '../../world/plan.ts';
import { type Knowledge, knowledgeOf } from './knowledge.ts';
import { neededPlaces } from './needed-places.ts';
import { unknownSources, writablePlaces } from './program-units.ts';
import { parseJson, readResult } from './read-result.ts';

/** A part of a result: what an answer or an argument looks at. */
export interface Part {
  readonly place: number;
  readonly path: readonly (string | number)[];
}

/** `${3.items[0].url}` in a case's `finish`. */
export const FINISH_PART = /\$\{(\d+)((?:\.\w+|\[\d+\])*)\}/g;

export function partAt(id: string, path: string): Part {
  const keys = [...path.matchAll(/\.(\w+)|\[(\d+)\]/g)];
  return { place: Number(id) - 1, path: keys.map(([, key, index]) => key ?? Number(index)) };
}

/**
 * What a program returns, in the order of the steps: of a case with a `finish` the parts that it names, as a
 * good model foresees them; else the whole of each result that is looked at. What nobody takes parts of is
 * returned too: it must be awaited.
 */
export function returnedParts(raceCase: Case, knowledge: Knowledge): readonly Part[] {
  const places = writablePlaces(knowledge);
  const consumed = new Set(
    places.flatMap((place) => unknownSources(knowledge.steps[place], knowledge)),
  );
  const named = raceCase.finish === undefined ? undefined : finishParts(raceCase.finish);
  const needed = named === undefined ? neededPlaces(raceCase) : () => false;
  return places.flatMap((place) => {
    const parts = named?.filter((part) => part.place === place) ?? [];
    if (parts.length > 0) return parts;
    return needed(place) || !consumed.has(place) ? [{ place, path: [] }] : [];
  });
}

function finishParts(finish: string): readonly Part[] {
  const parts = new Map<string, Part>();
  for (const [text, id = '', path = ''] of finish.matchAll(FINISH_PART)) {
    parts.set(text, partAt(id, path));
  }
  return [...parts.values()];
}

/**
 * Puts what a program returned where it belongs: a list of its parts, or a single part as it is. What does
 * not fit the tool's output is left out: it is damaged.
 */
export function takeOutput(
  raceCase: Case,
  results: Map<number, Json | undefined>,
  { output, parts }: { readonly output: Json; readonly parts: readonly Part[] },
): void {
  parts.forEach(({ place, path }, index) => {
    const value = parts.length === 1 ? output : follow(output, [index]);
    const { steps } = knowledgeOf(raceCase, results);
    const tool = raceCase.tools.find(({ name }) => name === steps[place]?.tool);
    if (value === undefined || tool === undefined) return;
    if (path.length === 0) {
      results.set(place, readResult(raceCase, tool.name, JSON.stringify(value)));
    } else if (ajv.validate(schemaAt(tool.outputSchema, path), value)) {
      results.set(place, withPart(results.get(place), path, value));
    }
  });
}

const ajv = new Ajv({ strict: false, validateFormats: false });

function schemaAt(schema: Json, path: Part['path']): Json & object {
  let at: Json | undefined = schema;
  for (const key of path) {
    at = typeof key === 'number' ? follow(at, ['items']) : follow(at, ['properties', key]);
  }
  return isJsonObject(at) ? at : {};
}

function withPart(whole: Json | undefined, [key, ...rest]: Part['path'], value: Json): Json {
  if (key === undefined) return value;
  const inner = withPart(follow(whole, [key]), rest, value);
  if (typeof key === 'string') return { ...(isJsonObject(whole) ? whole : {}), [key]: inner };
  const list: Json[] = Array.isArray(whole) ? [...(whole as readonly Json[])] : [];
  list[key] = inner;
  return list;
}

/** The JSON behind `Output:`; undefined where a message tells of none, or of an error. */
export function readOutput(text: string): Json | undefined {
  return parseJson(text.replace(/^Output:\s*/, ''));
}
