import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireBuild, run } from '../project/built-package.ts';
import { root } from '../project/source-files.ts';
import { folderWith, startToolc, toolc, toolModule } from './toolc.ts';

const folder = folderWith({
  'tools.mjs': toolModule,
  'broken.mjs': 'throw new Error("broken module");',
  'empty.mjs': 'export const other = 1;',
  'named.mjs':
    toolModule.replace('export const tools = ', 'const list = ') +
    'export default { say: list[0] };',
  'finish.plan': '1. echo("one")\n2. echo("$1 and two")\nfinish($2)',
  'join.plan': '1. echo("one")\n2. echo("two")\njoin()',
  'bad.plan': '1. echo("one")\n2. ehco($1)\n3. echo(txt="x")\njoin()',
  'failing.plan': '1. fail()\n2. echo($1)\njoin()',
  'input.plan': '1. echo($input.name)\nfinish({"name": $1, "count": $input.count})',
  'input.json': '{"name": "from the file", "count": 1}',
  'list.json': '[1]',
  'wait.plan': '1. wait()\njoin()',
  'hold.plan': '1. hold()\njoin()',
  'calculate.plan': '1. calculate("6 * 7")\nfinish($1)',
});

beforeAll(requireBuild);
afterAll(() => folder.remove());

const inFolder = { cwd: folder.path };
const withTools = ['--tools', './tools.mjs'];

describe.concurrent('toolc exec', () => {
  test("prints the value of the plan's finish on standard output, all else on standard error", async () => {
    const ended = await toolc(['exec', 'finish.plan', ...withTools], inFolder);
    expect(ended).toMatchObject({ status: 0, stdout: 'one and two\n' });
    expect(ended.stderr).toContain('2 calls in ');
  });

  test('prints every outcome of a plan that joins, a line of JSON each, in plan order', async () => {
    const { status, stdout } = await toolc(['exec', 'join.plan', ...withTools], inFolder);
    const outcomes = stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(status).toBe(0);
    expect(outcomes).toMatchObject([
      { id: 1, status: 'ok', value: 'one' },
      { id: 2, status: 'ok', value: 'two' },
    ]);
  });

  test('says nothing but the answer when it is told to be quiet', async () => {
    const ended = await toolc(['exec', 'finish.plan', '--quiet', ...withTools], inFolder);
    expect(ended).toEqual({ status: 0, signal: null, stdout: 'one and two\n', stderr: '' });
  });

  test('prints every event as a line of JSON', async () => {
    const { status, stdout } = await toolc(
      ['exec', 'finish.plan', '--json', ...withTools],
      inFolder,
    );
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(status).toBe(0);
    expect(events[0]).toMatchObject({ type: 'run-start', seq: 0 });
    expect(events.at(-1)).toMatchObject({ type: 'run-end', status: 'done', value: 'one and two' });
    expect(events.filter(({ type }) => type === 'task-end')).toHaveLength(2);
  });

  test('reads the plan from standard input', async () => {
    const input = '1. echo("piped")\nfinish($1)';
    const ended = await toolc(['exec', '-', '--quiet', ...withTools], { ...inFolder, input });
    expect(ended.stdout).toBe('piped\n');
  });

  test('runs nothing of a plan with errors and lists each with its place and code', async () => {
    const ended = await toolc(['exec', 'bad.plan', ...withTools], inFolder);
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^2:\d+ error \[plan\.unknown-tool\] .*ehco/m);
    expect(ended.stderr).toMatch(/^3:\d+ error \[plan\.arguments\] /m);
    expect(ended.stderr).toContain('toolc: [run.plan-invalid]');
    expect(ended.stderr).not.toContain('started');
  });

  test('fails, and says what is missing, when a tool fails', async () => {
    const ended = await toolc(['exec', 'failing.plan', ...withTools], inFolder);
    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(/^failed: 1\. fail\(\): .*no luck/m);
    expect(ended.stderr).toMatch(/^skipped: 2\. echo/m);
    expect(JSON.parse(ended.stdout.split('\n')[0] ?? '')).toMatchObject({
      id: 1,
      status: 'failed',
    });
  });

  test('takes inputs from a file and from options, as JSON or else as text, options last', async () => {
    const run = async (...args: string[]): Promise<unknown> => {
      const { stdout, stderr } = await toolc(
        ['exec', 'input.plan', '--quiet', ...withTools, ...args],
        inFolder,
      );
      expect(stderr).toBe('');
      return JSON.parse(stdout);
    };
    expect(await run('--inputs', 'input.json')).toEqual({ name: 'from the file', count: 1 });
    expect(await run('--input', 'name=a=b', '--input', 'count=2')).toEqual({
      name: 'a=b',
      count: 2,
    });
    expect(await run('--inputs', 'input.json', '--input', 'name=x')).toEqual({
      name: 'x',
      count: 1,
    });
  });

  test('takes inputs from standard input', async () => {
    const input = '{"name": "piped", "count": 3}';
    const args = ['exec', 'input.plan', '--quiet', '--inputs', '-', ...withTools];
    const { stdout } = await toolc(args, { ...inFolder, input });
    expect(JSON.parse(stdout)).toEqual({ name: 'piped', count: 3 });
  });

  test('has the calculator where no tools are named', async () => {
    const { stdout } = await toolc(['exec', 'calculate.plan', '--quiet'], inFolder);
    expect(stdout).toBe('42\n');
  });

  test('takes a record of tools by default export, its keys as names', async () => {
    const input = '1. say("hello")\nfinish($1)';
    const args = ['exec', '-', '--quiet', '--tools', './named.mjs'];
    expect((await toolc(args, { ...inFolder, input })).stdout).toBe('hello\n');
  });

  test.each([
    [['exec', 'nowhere.plan'], 'Cannot read nowhere.plan'],
    [['exec', 'finish.plan', '--tools', './nowhere.mjs'], 'there is no module'],
    [['exec', 'finish.plan', '--tools', './broken.mjs'], 'broken module'],
    [['exec', 'finish.plan', '--tools', './empty.mjs'], 'it exports other'],
    [['exec', 'input.plan', '--input', 'name'], '--input takes name=value'],
    [['exec', 'input.plan', '--inputs', 'list.json'], '--inputs takes a JSON object'],
    [['exec', 'input.plan', '--inputs', 'finish.plan'], 'is no JSON'],
    [['exec', '-', '--inputs', '-'], 'cannot both be read from standard input'],
    [['exec', 'finish.plan', '--docs', './nowhere'], 'research.not-found'],
  ])('%j is a usage error that names the cause', async (args, message) => {
    const ended = await toolc(args, inFolder);
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^toolc: \[/);
    expect(ended.stderr).toContain(message);
  });

  test('at Ctrl-C stops its tools, gives every task its outcome, and ends with 130', async () => {
    const running = startToolc(['exec', 'wait.plan', ...withTools], inFolder);
    await running.shows('tool: started');
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.status).toBe(130);
    expect(ended.stderr).toContain('tool: stopping');
    expect(ended.stderr).toContain('toolc: [run.aborted]');
    expect(JSON.parse(ended.stdout)).toMatchObject({ id: 1, status: 'cancelled' });
  });

  test('at a request to terminate does the same and ends with 143', async () => {
    const running = startToolc(['exec', 'wait.plan', ...withTools], inFolder);
    await running.shows('tool: started');
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ status: 143 });
  });

  test('at the second Ctrl-C ends at once, whatever a tool does', async () => {
    const running = startToolc(['exec', 'hold.plan', ...withTools], inFolder);
    await running.shows('tool: started');
    running.child.kill('SIGINT');
    await running.shows('tool: staying');
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.status).toBe(130);
    expect(ended.stderr).not.toContain('run.aborted');
  });

  test('ends quietly when the reader of standard output goes away', async () => {
    const running = startToolc(['exec', 'wait.plan', '--json', ...withTools], inFolder);
    await running.shows('tool: started');
    running.child.stdout.destroy();
    running.child.kill('SIGINT'); // more events come, and nobody reads them
    const ended = await running.ended;
    expect(ended.status).toBe(141);
    expect(ended.stderr).not.toContain('EPIPE');
  });

  test.skipIf(!existsSync('/dev/full'))('says so when nothing more can be written', async () => {
    const main = join(root, 'dist', 'cli', 'main.js');
    const command = `"${process.execPath}" "${main}" exec finish.plan --tools ./tools.mjs > /dev/full`;
    const ended = await run('sh', ['-c', command], inFolder);
    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(/^toolc: standard output cannot be written: ENOSPC/m);
    expect(ended.stderr).not.toContain('    at ');
  });

  test('when its time is over starts nothing more, says that it is incomplete, and ends with 3', async () => {
    const args = ['exec', 'wait.plan', '--timeout', '0.05', ...withTools];
    const ended = await toolc(args, { ...inFolder, timeoutMs: 10_000 });
    expect(ended.status).toBe(3);
    expect(ended.stderr).toContain('tool: stopping');
    expect(ended.stderr).toMatch(/^incomplete: /m);
    expect(JSON.parse(ended.stdout)).toMatchObject({ status: 'cancelled' });
  });

  test('makes as many calls as it is allowed, and ends with 3 if it wanted more', async () => {
    const args = ['exec', 'join.plan', '--concurrency', '1', ...withTools];
    const ended = await toolc([...args, '--max-calls', '1'], inFolder);
    expect(ended.status).toBe(3);
    expect(ended.stderr).toMatch(/^incomplete: /m);
    const statuses = ended.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).status);
    expect(statuses).toEqual(['ok', 'cancelled']);
    expect((await toolc([...args, '--max-calls', '2'], inFolder)).status).toBe(0);
  });

  test('of two tools with one name takes the one of the user', async () => {
    const own = folderWith({
      'own.mjs': `export const tools = [{
        name: 'calculate', effect: 'read', description: 'Mine.',
        inputSchema: { type: 'object', properties: { expression: { type: 'string' } } },
        execute: () => 'mine',
      }];`,
    });
    const args = ['exec', 'calculate.plan', '--quiet', '--tools', join(own.path, 'own.mjs')];
    expect((await toolc(args, inFolder)).stdout).toBe('mine\n');
    own.remove();
  });
});
