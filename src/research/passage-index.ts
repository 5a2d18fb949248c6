import MiniSearch from 'minisearch';
import type { DocumentText } from './read-document.ts';
import type { Passage } from './split-passages.ts';

/** A full-text index of passages. */
export interface PassageIndex {
  add(path: string, document: DocumentText): void;
  /** At most one passage a document, its best; the best document first. */
  search(query: string, limit: number): readonly PassageHit[];
}

export interface PassageHit {
  readonly path: string;
  readonly title: string;
  readonly passage: Passage;
  readonly hasLines: boolean;
}

/** More words than this in a query say nothing more, and each costs a walk of the index. */
const QUERY_WORDS = 32;

/**
 * An empty index. Words are compared without case and accents; a longer word of the query also finds
 * words that begin with it, or differ from it by a slip. Of Chinese and Japanese text, pairs of
 * neighbouring characters are the words.
 */
export function createPassageIndex(): PassageIndex {
  const hits: PassageHit[] = [];
  const index = new MiniSearch({
    fields: ['title', 'heading', 'text'],
    tokenize: wordsOf,
    processTerm: (word) => word,
  });
  return {
    add(path, { title, passages, hasLines }) {
      for (const passage of passages) {
        const { heading, text } = passage;
        index.add({ id: hits.length, title, heading, text });
        hits.push({ path, title, passage, hasLines });
      }
    },
    search(query, limit) {
      const found = index.search(wordsOf(query).slice(0, QUERY_WORDS).join(' '), {
        boost: { title: 2, heading: 2 },
        prefix: (word) => word.length > 3,
        fuzzy: (word) => (word.length > 4 ? 0.2 : false),
        weights: { prefix: 0.4, fuzzy: 0.2 },
      });
      const best = new Map<string, PassageHit>();
      for (const { id } of found) {
        const hit = hits[Number(id)];
        if (hit === undefined || best.has(hit.path)) continue;
        best.set(hit.path, hit);
        if (best.size >= limit) break;
      }
      return [...best.values()];
    },
  };
}

function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase();
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.flatMap((word) => (UNSPACED.test(word) ? pairsOf(word) : [word]));
}

/** Scripts that put no space between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

function pairsOf(word: string): string[] {
  const characters = [...word];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);
}
