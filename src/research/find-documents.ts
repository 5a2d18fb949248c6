import { constants } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';

/** Bounds on a folder; `defaultDocsLimits` fills what is left out. */
export interface DocsLimits {
  /** Documents that are read. */
  readonly files: number;
  /** Of one document. */
  readonly fileBytes: number;
  /** Of all documents together. */
  readonly totalBytes: number;
  /** Folders inside one another. */
  readonly depth: number;
  /** Files and folders that are looked at. */
  readonly entries: number;
}

export const defaultDocsLimits: DocsLimits = {
  files: 5_000,
  fileBytes: 2_000_000,
  totalBytes: 50_000_000,
  depth: 32,
  entries: 100_000,
};

/** Why something in the folder is not searched. */
export type SkipReason =
  | 'hidden' // its name begins with a dot, or is node_modules
  | 'link' // a symbolic link: what it names inside the folder is found there
  | 'type' // no md, markdown, txt, html or htm
  | 'binary'
  | 'empty'
  | 'too-large'
  | 'too-many' // a limit on files, bytes or entries was reached before it
  | 'too-deep'
  | 'unreadable';

/** One thing found: a document's bytes, or something skipped. `path` is relative, with `/`. */
export type Found =
  | { readonly kind: 'document'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: SkipReason };

/**
 * Walks a folder, given by its real path, and yields each document's bytes: a folder's own files first, in the order of their
 * names, then its folders.
 *
 * Never leaves the folder: symbolic links are not followed, nor what becomes one while the walk runs.
 * What cannot be read, and what a limit excludes, is yielded as skipped; when `entries` is reached
 * the walk ends with one last `too-many` for the folder it stood in.
 */
export async function* findDocuments(root: string, limits: DocsLimits): AsyncGenerator<Found> {
  const room = { files: limits.files, bytes: limits.totalBytes };
  for await (const seen of walkFolder(root, limits)) {
    if (seen.kind === 'skipped') {
      yield seen;
      continue;
    }
    const { fileBytes } = limits;
    const bytes = room.files === 0 ? 0 : room.bytes;
    const found = await readDocument(root, seen.path, { fileBytes, bytes });
    if (found.kind === 'document') {
      room.files -= 1;
      room.bytes -= found.bytes.byteLength;
    }
    yield found;
  }
}

type Skipped = Extract<Found, { readonly kind: 'skipped' }>;
type Seen = Skipped | { readonly kind: 'file'; readonly path: string };

/** The files with a document's name, and what is skipped without a look inside; folders after files. */
async function* walkFolder(root: string, limits: DocsLimits): AsyncGenerator<Seen> {
  const pending: Folder[] = [{ path: '', depth: 0 }];
  let looked = 0;
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const here = folder.path === '' ? '.' : folder.path;
    const entries = await listFolder(root, folder.path);
    if (entries === undefined) yield { kind: 'skipped', path: here, reason: 'unreadable' };
    const below: Folder[] = [];
    for (const entry of entries ?? []) {
      looked += 1;
      if (looked > limits.entries) {
        yield { kind: 'skipped', path: here, reason: 'too-many' };
        return;
      }
      const place = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
      const reason = skipReason(entry, folder.depth, limits);
      if (reason !== undefined) yield { kind: 'skipped', path: place, reason };
      else if (entry.isDirectory) below.push({ path: place, depth: folder.depth + 1 });
      else yield { kind: 'file', path: place };
    }
    pending.push(...below.reverse());
  }
}

interface Folder {
  readonly path: string;
  readonly depth: number;
}

interface Entry {
  readonly name: string;
  readonly isDirectory: boolean;
  readonly isFile: boolean;
  readonly isLink: boolean;
}

const EXTENSIONS: ReadonlySet<string> = new Set(['.md', '.markdown', '.txt', '.html', '.htm']);

async function listFolder(root: string, name: string): Promise<readonly Entry[] | undefined> {
  try {
    const folder = path.join(root, name);
    // The folder may have become a link since its parent was listed.
    if ((await realpath(folder)) !== folder) return undefined;
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .map((entry) => ({
        name: entry.name,
        isDirectory: entry.isDirectory(),
        isFile: entry.isFile(),
        isLink: entry.isSymbolicLink(),
      }))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch {
    return undefined;
  }
}

function skipReason(entry: Entry, depth: number, limits: DocsLimits): SkipReason | undefined {
  if (entry.name.startsWith('.') || entry.name === 'node_modules') return 'hidden';
  if (entry.isLink) return 'link';
  if (entry.isDirectory) return depth + 1 > limits.depth ? 'too-deep' : undefined;
  // Devices, sockets and pipes have extensions too; opening one could wait for ever.
  if (!entry.isFile) return 'type';
  return EXTENSIONS.has(path.extname(entry.name).toLowerCase()) ? undefined : 'type';
}

interface Room {
  readonly fileBytes: number;
  readonly bytes: number;
}

async function readDocument(root: string, name: string, room: Room): Promise<Found> {
  const skipped = (reason: SkipReason): Found => ({ kind: 'skipped', path: name, reason });
  try {
    // The file may have become a link or a pipe since it was listed.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const file = await open(path.join(root, name), flags);
    try {
      const { size } = await file.stat();
      if (size > room.fileBytes) return skipped('too-large');
      if (size > room.bytes || room.bytes === 0) return skipped('too-many');
      // Not readFile: a file that grows while it is read must not outgrow its limit.
      const buffer = Buffer.alloc(size);
      const { bytesRead } = await file.read(buffer, 0, size, 0);
      return { kind: 'document', path: name, bytes: buffer.subarray(0, bytesRead) };
    } finally {
      await file.close();
    }
  } catch {
    return skipped('unreadable');
  }
}
