import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './source-files.ts';

export interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

export const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** `toolc`, `toolc/openai`, …: what users import. */
export const subpaths = Object.keys(manifest.exports)
  .filter((key) => key !== './package.json')
  .map((key) => key.replace('.', 'toolc'));

/** Throws, with what to do, where dist/ is not the present src/. */
export function requireBuild(): void {
  const built = join(root, 'dist', 'cli', 'main.js');
  if (existsSync(built) && statSync(built).mtimeMs >= newest(join(root, 'src'))) return;
  throw new Error('dist/ is missing or older than src/: run `npm run build` first.');
}

/** A folder with toolc and its dependencies installed as npm would install them, without network. */
export interface Installation {
  readonly folder: string;
  remove(): void;
}

/** `'packed'` unpacks what npm would publish; `'linked'` links this checkout. */
export function install(how: 'packed' | 'linked', extra: readonly string[] = []): Installation {
  requireBuild();
  const folder = mkdtempSync(join(tmpdir(), 'toolc-install-'));
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  if (how === 'packed') unpack(join(modules, 'toolc'));
  else symlinkSync(root, join(modules, 'toolc'), 'dir');
  symlinkSync('../toolc/dist/cli/main.js', join(modules, '.bin', 'toolc'));
  for (const name of [...Object.keys(manifest.dependencies), '@types/node', ...extra]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name), 'dir');
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** Runs a program to its end; kills it after a minute. The user's keys and colours stay out. */
export function run(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  const { input = '' } = options;
  return new Promise((resolve, reject) => {
    const child = start(file, args, options);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
    child.stdin.on('error', () => undefined); // it may end without reading
    child.stdin.end(input);
  });
}

/** Starts a program that ends with this process at the latest, whatever it does with signals. */
export function start(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): ChildProcessWithoutNullStreams {
  const { cwd = root, env = {}, timeoutMs: timeout = 60_000 } = options;
  const killSignal = 'SIGKILL';
  const child = spawn(file, args, { cwd, env: { ...neutral(), ...env }, timeout, killSignal });
  const kill = (): void => void child.kill(killSignal);
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
  return child;
}

/** This process's environment without what changes the command line's behaviour. */
function neutral(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(OPENAI_|TOOLC_|NO_COLOR$|FORCE_COLOR$|VITEST|NODE_OPTIONS$|NODE_ENV$)/.test(name),
  );
  return Object.fromEntries(kept);
}

function newest(folder: string): number {
  const times = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => statSync(join(folder, name)).mtimeMs);
  return Math.max(...times);
}

function unpack(target: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'toolc-pack-'));
  const options = ['--silent', '--ignore-scripts', '--pack-destination', folder];
  execFileSync('npm', ['pack', ...options], { cwd: root, stdio: 'ignore' });
  mkdirSync(target, { recursive: true });
  const tarball = join(folder, readdirSync(folder)[0] ?? '');
  execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
  rmSync(folder, { recursive: true, force: true });
}
