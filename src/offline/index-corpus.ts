import MiniSearch from 'minisearch';
import type { Corpus, Entity } from './corpus.ts';

/** Full-text search over a corpus. */
export interface CorpusIndex {
  /** The best entities for a query, best first; names count more than text. */
  search(query: string, limit: number): readonly Entity[];
}

/** An index over the articles, built on the first search. Prefixes and small slips of spelling match. */
export function indexCorpus(corpus: Corpus): CorpusIndex {
  let index: MiniSearch<Document> | undefined;
  return {
    search(query, limit) {
      index ??= build(corpus);
      const found = index.search(query.slice(0, LONGEST_QUERY));
      return found.slice(0, limit).flatMap(({ id }) => {
        const entity = typeof id === 'number' ? corpus.entities[id] : undefined;
        return entity === undefined ? [] : [entity];
      });
    },
  };
}

/** Fuzzy matching grows with the words of a query. */
const LONGEST_QUERY = 1_000;

interface Document {
  readonly id: number;
  readonly name: string;
  readonly aliases: string;
  readonly kind: string;
  readonly article: string;
}

function build(corpus: Corpus): MiniSearch<Document> {
  const index = new MiniSearch<Document>({
    fields: ['name', 'aliases', 'kind', 'article'],
    searchOptions: {
      boost: { name: 6, aliases: 4, kind: 2 },
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
    processTerm: (term) => {
      const plain = term
        .normalize('NFKD')
        .replace(/\p{Mark}/gu, '')
        .toLowerCase();
      return COMMON_WORDS.has(plain) ? null : plain;
    },
  });
  index.addAll(
    corpus.entities.map((entity, id) => ({
      id,
      name: entity.name,
      aliases: entity.aliases.join(' '),
      kind: `${entity.kind.name} ${entity.kind.plural}`,
      article: entity.article,
    })),
  );
  return index;
}

const COMMON_WORDS: ReadonlySet<string> = new Set(
  'a about an and are as at be by for from how in is it its me of on or than that the to was what when where which who with'.split(
    ' ',
  ),
);
