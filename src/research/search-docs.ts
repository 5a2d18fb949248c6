import { realpath, stat } from 'node:fs/promises';
import { z } from 'zod';
import { type Tool, ToolcError, defineTool } from '../index.ts';
import {
  findDocuments,
  defaultDocsLimits,
  type DocsLimits,
  type SkipReason,
} from './find-documents.ts';
import { type Finding, findingSchema } from './finding.ts';
import { createPassageIndex, type PassageHit, type PassageIndex } from './passage-index.ts';
import { readDocument } from './read-document.ts';

export interface SearchDocsOptions {
  /** The folder, searched with all folders in it. */
  readonly directory: string;
  readonly limits?: Partial<DocsLimits>;
  /** Called once, when the folder has been read; what it throws is ignored. */
  readonly onIndexed?: (report: DocsReport) => void;
}

/** What of a folder is searched, and what is not. */
export interface DocsReport {
  readonly documents: number;
  readonly passages: number;
  /** How many files and folders were skipped, by reason. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** The first 20 of those that a user may want to know of: all but hidden, links and other types. */
  readonly examples: readonly { readonly path: string; readonly reason: SkipReason }[];
}

/**
 * The tool `search_docs(query, limit?)`: full-text search in a folder of md, txt and html files.
 *
 * Gives a list of `{ title, text, source: { title, url } }`, one for each document that matches,
 * best first, at most `limit` (1 to 20, default 5); `text` is the document's best passage of at most
 * 1,000 characters; `url` is `file:` with the path inside the folder and, but for HTML, the line:
 * `file:guide/setup.md#L12`. No match is an empty list.
 *
 * The folder is read once, beginning now, beside whatever the caller does next; a call waits for it.
 * Hidden files, node_modules, links, other types, binary, empty and unreadable files, and what
 * `defaultDocsLimits` excludes, are skipped and counted: `onIndexed` gets the report.
 *
 * Rejects with `research.not-found` if there is no such folder; a call fails with it if no document
 * was found there.
 */
export async function searchDocs(options: SearchDocsOptions): Promise<Tool> {
  const root = await findFolder(options.directory);
  const indexing = readFolder(root, options);
  // A call awaits it; until then its failure is nobody's.
  indexing.catch(() => undefined);
  return defineTool({
    name: 'search_docs',
    description: "Full-text search in the user's documents: the best passage of each match.",
    effect: 'read',
    inputSchema: z.object({
      query: z.string().min(1).max(1_000),
      limit: z.int().min(1).max(20).optional(),
    }),
    outputSchema: z.array(findingSchema),
    execute: async ({ query, limit = 5 }, { signal }) => {
      const index = await unlessAborted(indexing, signal);
      return index.search(query, limit).map(findingOf);
    },
  });
}

async function findFolder(directory: string): Promise<string> {
  try {
    if ((await stat(directory)).isDirectory()) return await realpath(directory);
  } catch (error) {
    throw noFolder(directory, 'there is nothing that can be opened', error);
  }
  throw noFolder(directory, 'it is a file');
}

function noFolder(directory: string, why: string, cause?: unknown): ToolcError {
  return new ToolcError(
    'research.not-found',
    `Expected a folder of documents at ${directory}, but ${why}. Give the path of a folder.`,
    { details: { directory }, cause },
  );
}

async function readFolder(root: string, options: SearchDocsOptions): Promise<PassageIndex> {
  const index = createPassageIndex();
  const tally = createTally();
  for await (const found of findDocuments(root, { ...defaultDocsLimits, ...options.limits })) {
    if (found.kind === 'skipped') {
      tally.skip(found.path, found.reason);
      continue;
    }
    const document = await readDocument(found.path, found.bytes);
    if (typeof document === 'string') {
      tally.skip(found.path, document);
      continue;
    }
    index.add(found.path, document);
    tally.count(document.passages.length);
  }
  const report = tally.report();
  tell(options.onIndexed, report);
  if (report.documents > 0) return index;
  throw new ToolcError(
    'research.not-found',
    `Found no md, txt or html document in ${options.directory}. Name a folder that holds some.`,
    { details: { directory: options.directory, skipped: report.skipped } },
  );
}

interface Tally {
  count(passages: number): void;
  skip(path: string, reason: SkipReason): void;
  report(): DocsReport;
}

const EXAMPLES = 20;
const EXPECTED: ReadonlySet<SkipReason> = new Set(['hidden', 'link', 'type']);

function createTally(): Tally {
  let documents = 0;
  let passages = 0;
  const skipped: Partial<Record<SkipReason, number>> = {};
  const examples: { path: string; reason: SkipReason }[] = [];
  return {
    count(added) {
      documents += 1;
      passages += added;
    },
    skip(path, reason) {
      skipped[reason] = (skipped[reason] ?? 0) + 1;
      if (!EXPECTED.has(reason) && examples.length < EXAMPLES) examples.push({ path, reason });
    },
    report: () => ({ documents, passages, skipped, examples }),
  };
}

function tell(listener: SearchDocsOptions['onIndexed'], report: DocsReport): void {
  try {
    listener?.(report);
  } catch {
    // A listener cannot stop the search.
  }
}

/** Leaves the shared work alone: another call may want it. */
function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function findingOf({ path, title, passage, hasLines }: PassageHit): Finding {
  const place = path.split('/').map(encodeURIComponent).join('/');
  const url = `file:${place}${hasLines ? `#L${passage.line}` : ''}`;
  return { title, text: passage.text, source: { title, url } };
}
