import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireBuild } from '../project/built-package.ts';
import { folderWith, startToolc, toolc, toolModule } from './toolc.ts';

/** A module whose function makes tools with a state of their own. */
const statefulModule = `
const text = { type: 'object', properties: { name: { type: 'string' } } };
const common = { description: 'For tests.', inputSchema: text };
export function tools() {
  let count = 0;
  let store = '';
  const put = ({ name }) => (store += name);
  return [
    { ...common, name: 'touch', effect: 'read', execute: () => (count += 1, 'done') },
    { ...common, name: 'look', effect: 'read', execute: () => count },
    { ...common, name: 'put', effect: 'write', resource: ({ name }) => name, execute: put },
  ];
}
`;

const folder = folderWith({
  'tools.mjs': toolModule,
  'stateful.mjs': statefulModule,
  'failing.mjs': 'export function tools() { throw new Error("no tools today"); }',
  'right.plan': '1. look("a")\n2. look($input.city)\njoin()',
  'hidden.plan': '1. touch("a")\n2. look("b")\njoin()',
  'writing.plan': '1. put("a")\n2. put("b")\njoin()',
  'bad.plan': '1. touhc("a")\njoin()',
  'wait.plan': '1. wait()\njoin()',
});

beforeAll(requireBuild);
afterAll(() => folder.remove());

const inFolder = { cwd: folder.path };
const stateful = ['--tools', './stateful.mjs', '--seed', '3'];

describe.concurrent('toolc verify', () => {
  test('says that a right plan comes to the same in every order, and ends with 0', async () => {
    const args = ['verify', 'right.plan', '--input', 'city=Paris', ...stateful];
    expect(await toolc(args, inFolder)).toMatchObject({
      status: 0,
      stdout: 'same: 2 tasks, the same outcomes in 20 other orders (seed 3)\n',
      stderr: "verify: the plan's own order, twice, then 20 others\n",
    });
  });

  test('names what depends on the order, the suspects and both orders, and ends with 1', async () => {
    const { status, stdout } = await toolc(['verify', 'hidden.plan', ...stateful], inFolder);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^differs: 1 of 2 tasks .*\(seed 3\)\n\n2\. look\(name="b"\) came to 1/);
    expect(stdout).toContain('  Suspect: 1. touch(name="a") and 2. look(name="b")');
    expect(stdout).toMatch(/^ {2}plan's order {2}1 2\n {2}schedule \d+ +2 1$/m);
    expect(stdout).toContain('the same orders again: --seed 3 --schedules 20\n');
  });

  test('runs as many orders as it is told, and prints JSON', async () => {
    const args = ['verify', 'hidden.plan', '--schedules', '5', '--json', ...stateful];
    const { stdout, stderr } = await toolc(args, inFolder);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'differs',
      seed: 3,
      schedules: 5,
      differences: [{ taskId: 2, suspect: { earlier: 1, later: 2 } }],
    });
  });

  test('runs no write before it is told that it may', async () => {
    const args = ['verify', 'writing.plan', ...stateful];
    const refused = await toolc(args, inFolder);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toContain('The plan writes (put), and toolc verify really runs');
    expect(refused.stderr).toContain('22 times');
    const { status, stdout } = await toolc([...args, '--run-writes'], inFolder);
    expect(status).toBe(1);
    expect(stdout).toContain('put says "a"; put says "b"');
  });

  test('lists the errors of a plan and runs nothing of it', async () => {
    const ended = await toolc(['verify', 'bad.plan', ...stateful], inFolder);
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^1:\d+ error \[plan\.unknown-tool\] .*touhc/m);
    expect(ended.stderr).toContain('toolc: [run.plan-invalid]');
  });

  test('at Ctrl-C stops its tools and ends with 130', async () => {
    const running = startToolc(['verify', 'wait.plan', '--tools', './tools.mjs'], inFolder);
    await running.shows('tool: started');
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended).toMatchObject({ status: 130, stdout: '' });
    expect(ended.stderr).toContain('tool: stopping');
    expect(ended.stderr).toContain('toolc: [run.aborted]');
  });

  test.each([
    [['verify', 'nowhere.plan'], 'Cannot read nowhere.plan'],
    [['verify', '-', '--inputs', '-'], 'cannot both be read from standard input'],
    [['verify', 'right.plan', '--tools', './failing.mjs'], 'no tools today'],
    [['verify', 'right.plan', '--schedules', '0'], 'must be a number above 0'],
    [['verify', 'right.plan', '--seed', '-1'], 'must be a whole number'],
  ])('%j is a usage error that names the cause', async (args, message) => {
    const ended = await toolc(args, inFolder);
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
  });

  test('takes the tools of a function for a single run too', async () => {
    const args = ['exec', 'hidden.plan', '--quiet', '--tools', './stateful.mjs'];
    const { status, stdout } = await toolc(args, inFolder);
    expect([status, stdout.trimEnd().split('\n').length]).toEqual([0, 2]);
  });
});
