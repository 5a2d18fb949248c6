import { beforeAll, describe, expect, test } from 'vitest';
import { requireBuild } from '../project/built-package.ts';
import { toolc } from './toolc.ts';

beforeAll(requireBuild);

describe.concurrent('toolc', () => {
  test('lists its commands, its environment and its exit codes', async () => {
    const { status, stdout, stderr } = await toolc(['--help']);
    expect(status).toBe(0);
    expect(stderr).toBe('');
    for (const word of ['run', 'plan', 'exec', 'offline-server']) expect(stdout).toContain(word);
    expect(stdout).toMatch(/OPENAI_API_KEY[^]*TOOLC_MODEL[^]*Exit codes:\n {2}0 [^]*\n {2}130 /);
  });

  test('tells its version', async () => {
    const { stdout } = await toolc(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('without a command shows the help as a mistake', async () => {
    const { status, stdout, stderr } = await toolc([]);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Usage: toolc');
  });

  test.each([
    [['rnu'], "unknown command 'rnu'", 'Did you mean run?'],
    [['offline-servr'], 'unknown command', 'Did you mean offline-server?'],
    [['run', '--concurency', '3'], 'unknown option', 'Did you mean --concurrency?'],
    [['exec', '--imput', 'a=1', 'x'], 'unknown option', 'Did you mean --input?'],
    [['exec'], "missing required argument 'file'", 'toolc --help'],
    [['exec', 'a', 'b'], 'too many arguments', 'toolc --help'],
    [['run', '--concurrency', '0'], 'must be a number above 0', 'toolc --help'],
    [['run', '--concurrency', '1.5'], 'must be a whole number above 0', 'toolc --help'],
    [['run', '--max-calls', '0'], 'must be a number above 0', 'toolc --help'],
    [['run', '--max-tokens', '1e400'], 'must be a number above 0', 'toolc --help'],
    [['exec', '--max-tokens', '9', 'x'], "unknown option '--max-tokens'", 'toolc --help'],
    [['exec', '--approve', 'all', 'x'], 'Allowed choices are per-plan, per-write', 'toolc --help'],
    [['run', '--timeout', 'soon'], 'must be a number above 0', 'toolc --help'],
    [['offline-server', '--port', '70000'], 'must be a port number', 'toolc --help'],
  ])('%j is a usage error that says what to do', async (args, message, hint) => {
    const { status, stdout, stderr } = await toolc(args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });
});
