import { isJsonList, isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { Outcome } from '../core/outcome.ts';

/** Where a result comes from, for citations. */
export interface Source {
  readonly title: string;
  readonly url: string;
}

/** How deep a value is searched for sources, and how many are listed. */
const DEPTH_LIMIT = 8;
const SOURCE_LIMIT = 200;

/**
 * The sources that tools named: every `source: { title, url }` of two non-empty texts in the values
 * of ok outcomes, at most 8 levels deep; unique by url, in the order of the outcomes and of their
 * text, 200 at most. The first is cited as [1].
 */
export function collectSources(outcomes: Iterable<Outcome>): readonly Source[] {
  const byUrl = new Map<string, Source>();
  for (const outcome of outcomes) {
    if (outcome.status === 'ok') visit(outcome.value, DEPTH_LIMIT, byUrl);
  }
  return [...byUrl.values()];
}

function visit(value: Json, depth: number, found: Map<string, Source>): void {
  if (depth < 0 || found.size >= SOURCE_LIMIT) return;
  if (isJsonList(value)) {
    for (const item of value) visit(item, depth - 1, found);
    return;
  }
  if (!isJsonObject(value)) return;
  const source = sourceOf(value);
  if (source !== undefined && !found.has(source.url)) found.set(source.url, source);
  for (const item of Object.values(value)) visit(item, depth - 1, found);
}

function sourceOf(value: JsonObject): Source | undefined {
  const source = Object.hasOwn(value, 'source') ? value.source : undefined;
  if (!isJsonObject(source)) return undefined;
  const { title, url } = source;
  if (typeof title !== 'string' || typeof url !== 'string') return undefined;
  return title.trim() === '' || url.trim() === '' ? undefined : { title, url };
}

/** What an answer cites. */
export interface Citations {
  /** The numbers of sources that there are, each once, rising. */
  readonly cited: readonly number[];
  /** Numbers that no source has. */
  readonly unknown: readonly number[];
}

/**
 * Compares the citations of an answer, `[2]`, `[1, 3]` or `[1-3]`, with its sources; a number that
 * no source has is flagged. A range of more than 200 counts as its two ends.
 */
export function checkCitations(answer: string, sources: readonly Source[]): Citations {
  const numbers = new Set<number>();
  for (const [, list = ''] of answer.matchAll(/\[(\d{1,4}(?:[ ]?[,;–-][ ]?\d{1,4}){0,50})\]/g)) {
    for (const part of list.split(/[,;]/)) {
      for (const number of numbersOf(part)) numbers.add(number);
    }
  }
  const rising = [...numbers].sort((left, right) => left - right);
  const isKnown = (number: number): boolean => number >= 1 && number <= sources.length;
  return {
    cited: rising.filter(isKnown),
    unknown: rising.filter((number) => !isKnown(number)),
  };
}

function numbersOf(part: string): readonly number[] {
  const ends = part.split(/[–-]/).map(Number);
  const [first = 0, last = first] = ends;
  if (ends.length !== 2 || last < first || last - first > SOURCE_LIMIT) return ends;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
