import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What can change a figure. */
const RACED = ['package.json', 'src', 'bench'];
/** Below them, what is installed or measured. */
const NOT_RACED = ['node_modules', 'results'];

/**
 * Names the code under `root`: the commit; with changes that are in no commit a hash of the code behind it,
 * since two such states are two builds; without git the hash alone.
 */
export function describeBuild(root: string): string {
  const commit = git(root, ['rev-parse', '--short=7', 'HEAD'])?.trim();
  const changes = git(root, [
    ...['status', '--porcelain', '--', ...RACED],
    ...NOT_RACED.map((name) => `:(exclude)bench/${name}`),
  ]);
  if (commit === undefined || changes === undefined) return `src-${hashOf(root)}`;
  return changes === '' ? commit : `${commit}+${hashOf(root)}`;
}

/** Undefined where there is no git, or `root` is in no repository. */
function git(root: string, args: readonly string[]): string | undefined {
  try {
    // A repository around an unpacked copy is not this one's.
    if (!existsSync(join(root, '.git'))) return undefined;
    return execFileSync('git', ['-C', root, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      // Where a hook of git runs this, its variables may name another repository.
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    });
  } catch {
    return undefined;
  }
}

function hashOf(root: string): string {
  const hash = createHash('sha256');
  for (const file of RACED.flatMap((name) => filesIn(join(root, name)))) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 8);
}

function filesIn(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  if (path.endsWith('.json')) return [path];
  const entries = readdirSync(path, { withFileTypes: true }).sort((left, right) =>
    left.name < right.name ? -1 : 1,
  );
  return entries.flatMap((entry) => {
    if (NOT_RACED.includes(entry.name)) return [];
    const inside = join(path, entry.name);
    return entry.isDirectory() ? filesIn(inside) : entry.isFile() ? [inside] : [];
  });
}
