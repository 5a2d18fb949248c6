import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireBuild, run } from '../project/built-package.ts';
import { root } from '../project/source-files.ts';
import { folderWith, hasScript, startToolc, toolc, toolModule } from './toolc.ts';

const folder = folderWith({
  'tools.mjs': toolModule,
  'note.md': '# The lamp\n\nThe lamp of the lighthouse at Far Point shines 31 miles.\n',
});

beforeAll(requireBuild);
afterAll(() => folder.remove());

const question = 'How much higher is Mount Everest than K2?';

describe.concurrent('toolc run', () => {
  test('answers a question with the offline model: no key, no network', async () => {
    const { status, stdout, stderr } = await toolc(['run', question]);
    expect(status).toBe(0);
    expect(stdout).toContain('23');
    expect(stdout).toMatch(/Everest/);
    expect(stderr).toContain('one after another');
    expect(stderr).toContain('waited for: plan ');
  });

  test('answers an example question where none is given, and shows it', async () => {
    const { status, stdout, stderr } = await toolc(['run']);
    expect(status).toBe(0);
    expect(stdout).not.toBe('');
    expect(stderr).toMatch(/question: .+\?$/m);
  });

  test('reads the question from standard input', async () => {
    const { status, stdout } = await toolc(['run', '--quiet', '-'], { input: `${question}\n` });
    expect(status).toBe(0);
    expect(stdout).toMatch(/Everest/);
  });

  test('refuses an empty question', async () => {
    const ended = await toolc(['run', '-'], { input: ' \n' });
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toContain('toolc: [input.invalid]');
  });

  test('prints plain lines, one an event, where standard error is no terminal', async () => {
    const { stderr, stdout } = await toolc(['run', question]);
    expect(stderr).toMatch(/^\[.*\] started 1\. /m);
    expect(stdout + stderr).not.toMatch(/\u001b/);
  });

  test('lists the sources that the answer cites', async () => {
    const { stdout, stderr } = await toolc(['run', question]);
    expect(stdout).toMatch(/\[1\]/);
    expect(stderr).toMatch(/^\[1\] .*corpus:/m);
  });

  test('prints events alone on standard output with --json', async () => {
    const { stdout, stderr } = await toolc(['run', '--json', question]);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.at(-1)).toMatchObject({ type: 'run-end', status: 'done' });
    expect(events.map(({ seq }) => seq)).toEqual([...events.keys()]);
    expect(stderr).toBe('');
  });

  test('says that the offline model uses no folder and no tools of the user', async () => {
    const { stderr } = await toolc(['run', '--docs', folder.path, question]);
    expect(stderr).toContain('--docs, --web and --tools want a real model');
  });

  test('says so when a question is outside what the offline model understands', async () => {
    const { stdout } = await toolc(['run', '--quiet', 'Write me a poem about autumn rain']);
    expect(stdout).toMatch(/\?/); // the questions that it does understand
  });

  test.skipIf(!hasScript())('draws live on a terminal and gives the cursor back', async () => {
    const command = `${process.execPath} ${join(root, 'dist/cli/main.js')} run "${question}"`;
    const ended = await run('script', ['-qec', command, '/dev/null']);
    expect(ended.status).toBe(0);
    const last = (text: string): number => ended.stdout.lastIndexOf(text);
    expect(last('\u001b[?25l')).toBeGreaterThan(-1);
    expect(last('\u001b[?25h')).toBeGreaterThan(last('\u001b[?25l'));
    expect(ended.stdout.slice(last('\u001b[?25h'))).toMatch(/Everest/);
  });

  test('refuses a key that is not there with what to do', async () => {
    const ended = await toolc(['run', '--model', 'gpt-5-mini', question]);
    expect(ended.status).toBe(1);
    expect(ended.stderr).toContain('toolc: [model.authentication]');
    expect(ended.stderr).toContain('OPENAI_API_KEY');
  });

  test('says what to do when nobody listens at the endpoint', async () => {
    const args = ['run', '--base-url', 'http://127.0.0.1:9/v1', '--model', 'x', question];
    const ended = await toolc(args);
    expect(ended.status).toBe(1);
    expect(ended.stderr).toContain('toolc: [model.connection]');
  });

  test('never prints the key', async () => {
    const env = { MY_KEY: 'sk-secret-0123456789', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' };
    const args = ['run', '--json', '--api-key-env', 'MY_KEY', question];
    const { stdout, stderr } = await toolc(args, { env });
    expect(stdout + stderr).not.toContain('sk-secret');
  });
});

describe.concurrent('toolc plan', () => {
  test('prints the checked plan and runs nothing', async () => {
    const { status, stdout, stderr } = await toolc(['plan', question]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^1\. /);
    expect(stdout).toMatch(/(join|finish)\(.*\)\n$/);
    expect(stderr).not.toContain('started');
  });

  test('prints a plan that toolc exec runs', async () => {
    const { stdout: plan } = await toolc(['plan', question]);
    const ended = await toolc(['exec', '-', '--quiet'], { input: plan });
    expect(ended.status).toBe(0);
  });

  test('prints the plan as one line of JSON', async () => {
    const { stdout } = await toolc(['plan', '--json', question]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ terminal: {} });
  });
});

describe.concurrent('toolc offline-server', () => {
  test('serves the offline model to toolc run through real sockets, until Ctrl-C', async () => {
    const server = startToolc(['offline-server', '--port', '0']);
    await server.shows('Ctrl-C ends the server');
    const url = await firstLine(server);
    const { status, stdout, stderr } = await toolc([
      'run',
      '--base-url',
      url,
      '--model',
      'offline',
      question,
    ]);
    server.child.kill('SIGINT');
    const ended = await server.ended;
    expect(stderr).not.toContain('toolc: [');
    expect(status).toBe(0);
    expect(stdout).toMatch(/Everest/);
    expect(ended).toMatchObject({ status: 0, stdout: `${url}\n` });
  });

  test('says what to do when the port is taken', async () => {
    const first = startToolc(['offline-server', '--port', '0']);
    await first.shows('Ctrl-C ends the server');
    const port = new URL(await firstLine(first)).port;
    const second = await toolc(['offline-server', '--port', port]);
    first.child.kill('SIGINT');
    await first.ended;
    expect(second.status).toBe(1);
    expect(second.stderr).toContain('toolc: [server.failed]');
    expect(second.stderr).toContain('Choose another port');
  });
});

async function firstLine(running: ReturnType<typeof startToolc>): Promise<string> {
  await running.shows('http://127.0.0.1');
  const match = /base-url (\S+)/.exec(running.seen());
  if (match?.[1] === undefined) throw new Error('it printed no address');
  return match[1];
}
