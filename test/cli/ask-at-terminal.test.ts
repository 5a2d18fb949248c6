import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireBuild, start } from '../project/built-package.ts';
import { root } from '../project/source-files.ts';
import { folderWith, hasScript, toolc } from './toolc.ts';

const folder = folderWith({
  'tools.mjs': `
import { appendFileSync } from 'node:fs';
const text = { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] };
export const tools = [{
  name: 'send',
  effect: 'write',
  description: 'Sends.',
  inputSchema: text,
  execute: ({ to }) => {
    appendFileSync(process.env.SENT, to + '\\n');
    return 'sent to ' + to;
  },
}];
`,
  'one.plan': '1. send("ann")\njoin()',
  'many.plan': '1. send($input.people[*])\njoin()',
  'people.json': '{"people": ["ann", "bob"]}',
  'two.plan': '1. send("ann")\n2. send("bob")\njoin()',
});

beforeAll(requireBuild);
afterAll(() => folder.remove());

let runs = 0;

/** Where a run's writes can be seen. */
function sentFile(): { readonly env: { SENT: string }; sent(): string } {
  runs += 1;
  const path = join(folder.path, `sent-${String(runs)}`);
  return { env: { SENT: path }, sent: () => (existsSync(path) ? readFileSync(path, 'utf8') : '') };
}

const args = ['--tools', './tools.mjs'];

describe.concurrent('writes where there is no terminal', () => {
  test('are refused, with how to allow them', async () => {
    const { env, sent } = sentFile();
    const ended = await toolc(['exec', 'two.plan', ...args], { cwd: folder.path, env });
    expect([ended.status, sent()]).toEqual([1, '']);
    expect(ended.stderr).toContain('asks for consent to 2 writes of the plan: 1. send');
    expect(ended.stderr).toMatch(/^skipped: 1\. send\(.*Nobody could be asked.*--approve none/m);
    for (const line of ended.stdout.trimEnd().split('\n')) {
      expect(JSON.parse(line)).toMatchObject({ status: 'skipped', cause: { reason: 'denied' } });
    }
  });

  test('are refused in each mode that asks, also with --json and --quiet', async () => {
    for (const more of [['--approve', 'per-write'], ['--json'], ['--quiet']]) {
      const { env, sent } = sentFile();
      const ended = await toolc(['exec', 'one.plan', ...args, ...more], { cwd: folder.path, env });
      expect([ended.status, sent()]).toEqual([1, '']);
    }
  });

  test('run unasked with --approve none', async () => {
    const { env, sent } = sentFile();
    const all = ['exec', 'two.plan', ...args, '--approve', 'none'];
    const ended = await toolc(all, { cwd: folder.path, env });
    expect([ended.status, sent()]).toEqual([0, 'ann\nbob\n']);
    expect(ended.stderr).not.toContain('consent');
  });
});

describe.skipIf(!hasScript()).concurrent('writes at a terminal', () => {
  test('run when the person consents to the plan', async () => {
    const asked = atTerminal('exec two.plan');
    await asked.types('Allow these?', 'y\r');
    expect([await asked.status, asked.sent()]).toEqual([0, 'ann\nbob\n']);
    expect(asked.screen()).toMatch(
      /consent is needed for 2 writes[^]*│ 1\. send\r?\n│ {4}to: "ann"/,
    );
  });

  test('are skipped with the reason when the person denies', async () => {
    const asked = atTerminal('exec one.plan');
    await asked.types('Allow it?', 'n\r');
    await asked.types('Why not?', 'not today\r');
    expect([await asked.status, asked.sent()]).toEqual([1, '']);
    expect(asked.screen()).toMatch(/skipped: 1\. send\([^]*not today/);
  });

  test('that are many calls say so, and one consent is for all of them', async () => {
    const asked = atTerminal('exec many.plan --inputs people.json');
    await asked.types('1. send, a call for each element of a list', 'y\r');
    expect([await asked.status, asked.sent()]).toEqual([0, 'ann\nbob\n']);
  });

  test('are asked for one after another with --approve per-write, and can be edited', async () => {
    const asked = atTerminal('exec two.plan --approve per-write');
    await asked.types('"ann"', 'y\r');
    await asked.types('"bob"', 'e\r');
    await asked.types('Arguments: ', '\x7f\x7f\x7f\x7f\x7feve"}\r');
    await asked.types('Allow it as edited?', 'y\r');
    expect([await asked.status, asked.sent()]).toEqual([0, 'ann\neve\n']);
  });

  test('are not made when Ctrl-C is typed at the question, and the terminal is given back', async () => {
    const asked = atTerminal('exec one.plan', '; stty -a');
    await asked.types('Allow it?', '\x03');
    await asked.status;
    expect(asked.sent()).toBe('');
    expect(asked.screen()).toMatch(/run\.aborted[^]*[^-]icanon/);
  });
});

/** The command line on a terminal of its own, with somebody who answers what is shown. */
function atTerminal(command: string, then = '') {
  const { env, sent } = sentFile();
  const main = join(root, 'dist', 'cli', 'main.js');
  const line = `"${process.execPath}" "${main}" ${command} ${args.join(' ')} --concurrency 1${then}`;
  const child = start('script', ['-qec', line, '/dev/null'], { cwd: folder.path, env });
  let screen = '';
  let looked = 0;
  let look = (): void => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    look();
  });
  const status = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    status,
    sent,
    screen: () => screen,
    /** Types once `shown` was seen, behind what was seen before. */
    async types(shown: string, keys: string): Promise<void> {
      const seen = new Promise<void>((resolve) => {
        look = () => {
          const at = screen.indexOf(shown, looked);
          // The question stands when its last character does.
          if (at === -1 || !/: (\x1b\[\d*[A-Za-z])*("|\{|$)/.test(screen.slice(at))) return;
          looked = at + shown.length;
          resolve();
        };
        look();
      });
      const never = status.then((code) => {
        throw new Error(`it ended with ${String(code)} without ${shown}: ${screen}`);
      });
      await Promise.race([seen, never]);
      child.stdin.write(keys);
    },
  };
}
