import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Throws where a file cannot be written: before the race, not behind it. Makes their folders; the files that
 * are there stay as they are. The message says which path, and what to do: `change`, as `choose another --out`.
 */
export function checkOutputs(paths: readonly string[], change: string): void {
  for (const path of paths) {
    const problem = problemWith(path);
    if (problem !== undefined) throw new Error(`${problem}; ${change}.`);
  }
}

function problemWith(path: string): string | undefined {
  const folder = dirname(path);
  const why = attempt(() => makeFolder(folder));
  if (why !== undefined || !statSync(folder).isDirectory()) {
    return `Expected a folder for results at ${folder}, where none can be made (${why ?? 'a file'})`;
  }
  const probe = `${path}.probe`;
  const refused = attempt(() => {
    writeFileSync(probe, '');
    rmSync(probe);
  });
  if (refused !== undefined)
    return `Expected to write into ${folder}, which is refused (${refused})`;
  if (!existsSync(path)) return undefined;
  if (!statSync(path).isFile()) return `Expected to write the file ${path}, where a folder is`;
  const locked = attempt(() => accessSync(path, constants.W_OK));
  return locked === undefined
    ? undefined
    : `Expected to write ${path}, which is refused (${locked})`;
}

/**
 * With the folders above it, one by one: Node's recursive mkdir never returns where a system refuses a
 * folder as one that is not there (`/proc`).
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** The system's word for what failed: `EROFS`. */
function attempt(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (thrown) {
    const isCoded = thrown instanceof Error && 'code' in thrown;
    return isCoded ? String(thrown.code) : String(thrown);
  }
}
