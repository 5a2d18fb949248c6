import { describe, expect, test } from 'vitest';
import { askApproval } from '../../src/cli/ask-approval.ts';
import type { PromptTerminal } from '../../src/cli/prompt-terminal.ts';
import type { ApprovalRequest, WritePreview } from '../../src/index.ts';

const write: WritePreview = {
  taskId: 1,
  tool: 'send',
  call: '1. send(to="a")',
  known: { to: 'a' },
  unknown: {},
};

function requestOf(options: Partial<ApprovalRequest> = {}): ApprovalRequest {
  const { signal } = new AbortController();
  return { scope: 'write', runId: 'run', writes: [write], signal, ...options };
}

/** A person who types these lines, then nothing more; `undefined` is the end of the input. */
function setUp(typed: readonly (string | undefined)[]) {
  const left = [...typed];
  const seen: string[] = [];
  const initials: (string | undefined)[] = [];
  let paused = 0;
  const terminal: PromptTerminal = {
    columns: () => 80,
    write: (text) => void seen.push(text),
    async dropTyped() {
      seen.push(`(drop, paused ${String(paused)})`);
      await Promise.resolve();
    },
    readLine(question, { signal, initial }) {
      seen.push(question);
      initials.push(initial);
      if (signal.aborted) return Promise.resolve(undefined);
      if (left.length > 0) return Promise.resolve(left.shift());
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(undefined), { once: true });
      });
    },
  };
  const pause = () => {
    paused += 1;
    return () => void (paused -= 1);
  };
  const ask = askApproval({ terminal, pause });
  return { ask, seen: () => seen.join('|'), initials, paused: () => paused };
}

describe('a person who is asked', () => {
  test.each(['y', 'Y', ' yes '])('consents with %j', async (word) => {
    const { ask } = setUp([word]);
    expect(await ask(requestOf())).toEqual({ decision: 'approve' });
  });

  test('denies with n, and may say why', async () => {
    expect(await setUp(['n', ' not now ']).ask(requestOf())).toEqual({
      decision: 'deny',
      reason: 'not now',
    });
    expect(await setUp(['no', '']).ask(requestOf())).toEqual({ decision: 'deny' });
  });

  test('denies by typing nothing, and by the end of the input', async () => {
    expect(await setUp(['', '']).ask(requestOf())).toEqual({ decision: 'deny' });
    expect(await setUp([undefined]).ask(requestOf())).toMatchObject({ decision: 'deny' });
    expect(await setUp(['n', undefined]).ask(requestOf())).toEqual({ decision: 'deny' });
  });

  test('consents with nothing but y', async () => {
    const { ask, seen } = setUp(['ok', 'yy', 'ye', 'n', '']);
    expect(await ask(requestOf())).toEqual({ decision: 'deny' });
    expect(seen().match(/Only "y" consents/g)).toHaveLength(3);
  });

  test('sees the write before the question, and what was typed before is dropped', async () => {
    const { ask, seen } = setUp(['y']);
    await ask(requestOf());
    expect(seen()).toMatch(
      /^\(drop, paused 1\)\|Your consent[^|]*\n│ 1\. send\n│ {4}to: "a"\n\|Allow/,
    );
  });

  test('sees only what can be answered', async () => {
    const perWrite = setUp(['y']);
    await perWrite.ask(requestOf());
    expect(perWrite.seen()).toMatch(/y = yes, n = no \(default\), e = edit the arguments: $/);
    const perPlan = setUp(['e', 'v', 'y']);
    await perPlan.ask(requestOf({ scope: 'plan', writes: [write, write] }));
    expect(perPlan.seen()).toMatch(/Allow these\? y = yes, n = no \(default\): $/);
    expect(perPlan.seen().match(/Only "y" consents/g)).toHaveLength(2);
  });

  test('can see all of what was cut', async () => {
    const long = { ...write, known: { body: 'x'.repeat(5_000) } };
    const { ask, seen } = setUp(['v', 'y']);
    await ask(requestOf({ writes: [long] }));
    expect(seen()).toContain('4002 of 5002 characters not shown');
    expect(seen()).toContain('v = view all');
    expect(seen().replace(/[^x]/g, '').length).toBeGreaterThan(5_000);
  });
});

describe('edited arguments', () => {
  test('begin as they are, are shown, and are asked for again', async () => {
    const { ask, seen, initials } = setUp(['e', '{"to":"b"}', 'y']);
    expect(await ask(requestOf())).toEqual({ decision: 'edit', inputs: [{ to: 'b' }] });
    expect(initials[1]).toBe('{"to":"a"}');
    expect(seen()).toMatch(/to: "b"\n\|Allow it as edited\?/);
  });

  test('can be denied after all', async () => {
    const { ask } = setUp(['e', '{"to":"b"}', 'n', '']);
    expect(await ask(requestOf())).toEqual({ decision: 'deny' });
  });

  test('that cannot be read leave those that stood', async () => {
    const { ask, seen } = setUp(['e', '{"to":', 'e', '{"to":"c"}', 'e', 'x', 'y']);
    expect(await ask(requestOf())).toEqual({ decision: 'edit', inputs: [{ to: 'c' }] });
    expect(seen()).toContain('It is no JSON');
  });

  test('of a fanned-out write are a list with as many', async () => {
    const mapped = { ...write, known: {}, inputs: [{ to: 'a' }, { to: 'b' }] };
    const { ask, initials } = setUp(['e', '[{"to":"c"}]', 'e', '[{"to":"c"},{"to":"d"}]', 'y']);
    expect(await ask(requestOf({ writes: [mapped] }))).toEqual({
      decision: 'edit',
      inputs: [{ to: 'c' }, { to: 'd' }],
    });
    expect(initials[1]).toBe('[{"to":"a"},{"to":"b"}]');
  });

  test('show in the line that is edited what else would not be seen', async () => {
    const hidden = { ...write, known: { to: 'a\u202e\x1b[2J' } };
    const { ask, initials } = setUp(['e', undefined, 'n', '']);
    await ask(requestOf({ writes: [hidden] }));
    expect(initials[1]).toBe('{"to":"a\\u202e\\u001b[2J"}');
  });
});

describe('several requests', () => {
  test('are asked one after another, in the order in which they came', async () => {
    const { ask, seen, paused } = setUp(['y', 'n', '', 'y']);
    const named = (to: string) => requestOf({ writes: [{ ...write, known: { to } }] });
    const decided = await Promise.all([ask(named('a')), ask(named('b')), ask(named('c'))]);
    expect(decided.map(({ decision }) => decision)).toEqual(['approve', 'deny', 'approve']);
    expect(seen()).toMatch(/to: "a"[^]*Allow[^]*to: "b"[^]*Allow[^]*Why not[^]*to: "c"[^]*Allow/);
    expect(paused()).toBe(0);
  });

  test('that nobody waits for any more are denied, and not asked', async () => {
    const { ask, seen, paused } = setUp([]);
    const controller = new AbortController();
    const { signal } = controller;
    const first = ask(requestOf({ signal }));
    const second = ask(requestOf({ signal, writes: [{ ...write, known: { to: 'later' } }] }));
    await Promise.resolve();
    controller.abort();
    expect(await first).toMatchObject({ decision: 'deny' });
    expect(await second).toMatchObject({ decision: 'deny' });
    expect(seen()).not.toContain('later');
    expect(paused()).toBe(0);
  });

  test('go on after one whose terminal failed', async () => {
    const { ask } = setUp(['y']);
    const broken = askApproval({
      pause: () => () => undefined,
      terminal: {
        columns: () => 80,
        write: () => undefined,
        dropTyped: () => Promise.reject(new Error('gone')),
        readLine: () => Promise.resolve('y'),
      },
    });
    await expect(broken(requestOf())).rejects.toThrow('gone');
    await expect(broken(requestOf())).rejects.toThrow('gone');
    expect(await ask(requestOf())).toEqual({ decision: 'approve' });
  });
});
