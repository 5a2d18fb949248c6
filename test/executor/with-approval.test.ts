import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/core/events.ts';
import type { Cause, Outcome } from '../../src/core/outcome.ts';
import type { ApprovalDecision, ApprovalRequest } from '../../src/executor/approval.ts';
import { createConsents } from '../../src/executor/consents.ts';
import type { TaskRecord } from '../../src/executor/task-record.ts';
import type { Task } from '../../src/plan/task.ts';
import {
  benchOf,
  heldTool,
  holds,
  literal,
  preparedTool,
  ref,
  reference,
  task,
  tick,
  write,
  type Bench,
  type BenchOptions,
} from './builders.ts';

/** Somebody who answers when the test says so. */
interface Approver {
  readonly requests: ApprovalRequest[];
  readonly approve: (request: ApprovalRequest) => Promise<ApprovalDecision>;
  /** Answers the oldest open request. */
  answer(decision: unknown): Promise<void>;
}

function approver(): Approver {
  const requests: ApprovalRequest[] = [];
  const open: ((decision: ApprovalDecision) => void)[] = [];
  return {
    requests,
    approve(request) {
      requests.push(request);
      return new Promise((resolve) => open.push(resolve));
    },
    async answer(decision) {
      open.shift()?.(decision as ApprovalDecision);
      await tick();
    },
  };
}

const approve = { decision: 'approve' } as const;
const resource = (input: unknown): string => String((input as { key?: unknown }).key);
const echo = preparedTool('echo', (input) => input['value'] ?? null);

function setUp(approval: 'per-plan' | 'per-write', more: BenchOptions = {}) {
  const written: unknown[] = [];
  const note = (input: unknown): string => {
    written.push(input);
    return 'written';
  };
  const held = heldTool('held');
  const tools = [
    echo,
    held.tool,
    preparedTool('fail', () => Promise.reject(new Error('no luck'))),
    preparedTool('send', note, { effect: 'write' }),
    preparedTool('save', note, { effect: 'write', more: { resource } }),
    preparedTool('strict', note, {
      effect: 'write',
      input: (value) =>
        typeof (value as { name?: unknown }).name === 'string'
          ? { ok: true, value }
          : { ok: false, issues: [{ path: ['name'], message: 'expected text' }] },
    }),
    preparedTool('parent', (_, context) => context.call('send', { to: 'child' }), {
      effect: 'write',
    }),
  ];
  const person = approver();
  const bench = benchOf({ tools, approval, approve: person.approve, ...more });
  return { bench, person, written, held };
}

const value = (text: string) => ({ value: literal(text) });
const send = (id: number, text: string, more: Partial<Task> = {}): Task =>
  write(id, 'send', value(text), more);

function approvals({ facts }: Bench): Fact[] {
  return facts.filter(({ type }) => type === 'approval-asked' || type === 'approval-decided');
}

function circular(): object {
  const object: { self?: unknown } = {};
  object.self = object;
  return object;
}

const stopped: Cause = { reason: 'abort', message: 'The caller aborted the run.' };

describe('consent to a plan', () => {
  it('is asked for once, when the plan has passed, with what is known and what is not', async () => {
    const { bench, person, written } = setUp('per-plan');
    bench.add(
      task(1, 'echo', value('early')),
      write(2, 'send', { to: ref(1), body: ref(3, 'items', 0), subject: literal('hi') }),
      task(3, 'echo', { value: ref(4) }),
      task(4, 'echo', { value: ref(9) }),
      send(5, 'x'),
    );
    await tick();
    expect(person.requests).toEqual([]);
    const late = { round: 1 };
    bench.executor.openPlan(late);
    bench.executor.pass(bench.plan);
    await tick();
    expect(written).toEqual([]);
    expect(person.requests).toHaveLength(1);
    expect(person.requests[0]).toMatchObject({
      scope: 'plan',
      runId: 'run',
      writes: [
        {
          taskId: 2,
          tool: 'send',
          call: '2. send(to=$1, body=$3.items[0], subject="hi")',
          known: { to: 'early', subject: 'hi' },
          unknown: { body: '$3.items[0]' },
        },
        { taskId: 5, known: { value: 'x' }, unknown: {} },
      ],
    });
    expect(person.requests[0]?.signal.aborted).toBe(false);
    bench.executor.add(task(9, 'echo', { value: literal({ items: ['b'] }) }), late);
    bench.executor.pass(late);
    await tick();
    expect(bench.value(3)).toEqual({ items: ['b'] });
    expect(written).toEqual([]);
    await person.answer(approve);
    expect(written).toEqual([{ to: 'early', body: 'b', subject: 'hi' }, { value: 'x' }]);
    expect(approvals(bench)).toMatchObject([
      { type: 'approval-asked', approvalId: 1, scope: 'plan' },
      { type: 'approval-decided', approvalId: 1, decision: 'approved' },
    ]);
    await bench.executor.settled();
  });

  it('shows results up to limits.resultBytes, and what is beyond by its source', async () => {
    const { bench, person } = setUp('per-plan', { limits: { resultBytes: 1_000 } });
    bench.add(task(1, 'echo', value('x'.repeat(700))));
    await tick();
    for (const id of [2, 3]) bench.add(write(id, 'send', { value: ref(1), to: literal('Ada') }));
    bench.executor.pass(bench.plan);
    await tick();
    expect(person.requests[0]?.writes).toMatchObject([
      { known: { to: 'Ada', value: 'x'.repeat(700) }, unknown: {} },
      { known: { to: 'Ada' }, unknown: { value: '$1' } },
    ]);
    await person.answer(approve);
    await bench.executor.settled();
    expect(bench.value(3)).toBe('written');
  });

  it('denied skips every write of the plan with the reason, and nothing else', async () => {
    const { bench, person, written } = setUp('per-plan');
    const done = bench.run(send(1, 'a'), task(2, 'echo', value('read')), send(3, 'b'));
    await tick();
    expect(bench.value(2)).toBe('read');
    await person.answer({ decision: 'deny', reason: 'not today' });
    await done;
    expect(written).toEqual([]);
    for (const id of [1, 3]) {
      expect(bench.outcome(id)).toMatchObject({
        status: 'skipped',
        attempts: 0,
        cause: { reason: 'denied', message: 'Consent to the write was denied: not today' },
      });
    }
  });

  it('is not asked for without a write, nor for a plan that failed', async () => {
    const { bench, person } = setUp('per-plan');
    bench.add(send(1, 'a'));
    bench.executor.fail(bench.plan);
    const second = { round: 2 };
    bench.executor.openPlan(second);
    bench.executor.add(task(2, 'echo', value('b')), second);
    bench.executor.pass(second);
    await bench.executor.settled();
    expect(person.requests).toEqual([]);
  });

  it('is not asked for a write that has ended already', async () => {
    const { bench, person } = setUp('per-plan');
    await bench.run(send(1, 'a', { guard: holds(literal(false)) }));
    expect(person.requests).toEqual([]);
  });

  it('is withdrawn when all that it is about has ended, and a late decision is not heeded', async () => {
    const { bench, person, written, held } = setUp('per-plan');
    bench.add(task(1, 'held'), write(2, 'send', { value: ref(1) }));
    bench.executor.pass(bench.plan);
    await tick();
    expect(person.requests[0]?.signal.aborted).toBe(false);
    held.reject('1');
    await bench.executor.settled();
    expect(bench.outcome(2)).toMatchObject({ cause: { reason: 'dependency' } });
    expect(person.requests[0]?.signal.aborted).toBe(true);
    expect(approvals(bench).at(-1)).toMatchObject({ decision: 'withdrawn' });
    await person.answer(approve);
    expect(written).toEqual([]);
    expect(approvals(bench)).toHaveLength(2);
  });

  it.each(['halt', 'closeAll'] as const)(
    'ends with the run’s %s, in the same tick',
    async (how) => {
      const { bench, person, written } = setUp('per-plan');
      bench.add(send(1, 'a'));
      bench.executor.pass(bench.plan);
      await tick();
      bench.executor[how](stopped);
      expect(person.requests[0]?.signal.aborted).toBe(true);
      expect(bench.outcome(1)).toMatchObject({ status: 'cancelled', cause: stopped });
      expect(approvals(bench).at(-1)).toMatchObject({ decision: 'withdrawn' });
      await person.answer(approve);
      expect(written).toEqual([]);
      expect(approvals(bench)).toHaveLength(2);
      expect(bench.clock.pending).toBe(0);
    },
  );

  it('is asked for anew for a write of a later plan, and not if an equal one was never tried', async () => {
    const { bench, person, written } = setUp('per-plan');
    const done = bench.run(write(1, 'fail'), send(2, 'a'));
    await tick();
    await person.answer(approve);
    await done;
    expect(bench.outcome(2)).toMatchObject({ cause: { reason: 'earlier-write' } });
    const later = async (round: number, ...tasks: Task[]): Promise<void> => {
      const plan = { round };
      bench.executor.openPlan(plan);
      for (const each of tasks) bench.executor.add(each, plan);
      bench.executor.pass(plan);
      await tick();
    };
    await later(2, send(3, 'a'));
    expect(written).toEqual([{ value: 'a' }]);
    expect(person.requests).toHaveLength(1);
    await later(3, send(4, 'a'));
    expect(person.requests).toHaveLength(2);
    expect(written).toHaveLength(1);
    await person.answer(approve);
    expect(written).toHaveLength(2);
  });

  it('holds for a write by its source, and asks again if the source differs', async () => {
    const { bench, person, written } = setUp('per-plan');
    const plan = (offset: number, source: string): Task[] => [
      task(offset, 'echo', { value: ref(offset + 2) }),
      write(offset + 1, 'send', { value: ref(offset, 'name') }),
      task(offset + 2, 'echo', { value: literal({ name: source }) }),
    ];
    bench.add(write(1, 'fail'), ...plan(2, 'a').slice(0, 2));
    bench.add(task(4, 'echo', { value: ref(30) }));
    const open = { round: 1 };
    bench.executor.openPlan(open);
    bench.executor.pass(bench.plan);
    await tick();
    expect(person.requests[0]?.writes[1]).toMatchObject({ unknown: { value: '$2.name' } });
    await person.answer(approve);
    bench.executor.pass(open);
    await bench.executor.settled();
    const run = async (round: number, tasks: Task[], held: Task): Promise<void> => {
      const own = { round };
      const other = { round };
      bench.executor.openPlan(other);
      bench.executor.openPlan(own);
      for (const each of tasks) bench.executor.add(each, own);
      bench.executor.pass(own);
      await tick();
      bench.executor.add(held, other);
      bench.executor.pass(other);
      await tick();
    };
    const same = plan(10, '');
    await run(
      2,
      [...same.slice(0, 2), task(12, 'echo', { value: ref(30) })],
      task(30, 'echo', { value: literal({ name: 'x' }) }),
    );
    expect(person.requests).toHaveLength(1);
    expect(written).toEqual([{ value: 'x' }]);
    await run(
      3,
      [...plan(20, '').slice(0, 2), task(22, 'echo', { value: ref(31) })],
      task(31, 'echo', { value: literal({ name: 'y' }) }),
    );
    expect(person.requests).toHaveLength(2);
    expect(written).toHaveLength(1);
    bench.executor.closeAll(stopped);
  });

  it('covers a fanned-out write, whose elements run in their order', async () => {
    const { bench, person, written } = setUp('per-plan');
    const over = { fanOut: { over: reference(1, '*'), parameters: ['value'] } };
    const done = bench.run(
      task(1, 'echo', { value: literal(['x', 'y', 'z']) }),
      write(2, 'send', { value: ref(1, '*'), to: literal('all') }, over),
    );
    await tick();
    expect(person.requests[0]?.writes).toMatchObject([
      { known: { to: 'all' }, unknown: { value: '$1[*]' } },
    ]);
    await person.answer(approve);
    await done;
    expect(person.requests).toHaveLength(1);
    expect(written).toMatchObject([{ value: 'x' }, { value: 'y' }, { value: 'z' }]);
  });
});

describe('consent to a write', () => {
  it('is asked for when it is about to run, with its arguments, and one at a time', async () => {
    const { bench, person, written } = setUp('per-write');
    const save = (id: number, text: string): Task => write(id, 'save', { key: literal(text) });
    const done = bench.run(save(2, 'a'), save(3, 'b'));
    await tick();
    expect(person.requests).toMatchObject([
      { scope: 'write', writes: [{ taskId: 2, call: '2. save(key="a")', known: { key: 'a' } }] },
    ]);
    await person.answer(approve);
    expect(written).toEqual([{ key: 'a' }]);
    expect(person.requests[1]).toMatchObject({
      writes: [{ taskId: 3, known: { key: 'b' }, unknown: {} }],
    });
    await person.answer(approve);
    await done;
    expect(written).toHaveLength(2);
    expect(approvals(bench).map(({ type }) => type)).toEqual([
      'approval-asked',
      'approval-decided',
      'approval-asked',
      'approval-decided',
    ]);
  });

  it('denied skips it, and the later writes of what it touches', async () => {
    const { bench, person, written } = setUp('per-write');
    const save = (id: number, text: string): Task => write(id, 'save', { key: literal(text) });
    const done = bench.run(save(1, 'a'), save(2, 'a'), save(3, 'b'));
    await tick();
    await person.answer({ decision: 'deny' });
    await person.answer(approve);
    await done;
    expect(bench.outcome(1)).toMatchObject({
      status: 'skipped',
      attempts: 0,
      cause: { reason: 'denied', message: 'Consent to the write was denied.' },
    });
    expect(bench.outcome(2)).toMatchObject({ cause: { reason: 'earlier-write', taskId: 1 } });
    expect(written).toEqual([{ key: 'b' }]);
  });

  it('holds no permit while it is asked for', async () => {
    const { bench, person } = setUp('per-write', { concurrency: 1 });
    bench.add(send(1, 'a'), task(2, 'echo', value('free')));
    bench.executor.pass(bench.plan);
    await tick();
    expect(bench.value(2)).toBe('free');
    await person.answer(approve);
    await bench.executor.settled();
  });

  it('with edited arguments writes those, checked anew', async () => {
    const { bench, person, written } = setUp('per-write');
    const strict = (id: number): Task => write(id, 'strict', { name: literal('n') });
    const done = bench.run(strict(1), strict(2));
    await tick();
    await person.answer({ decision: 'edit', inputs: [{ name: 'better' }] });
    expect(written).toEqual([{ name: 'better' }]);
    await person.answer({ decision: 'edit', inputs: [{ name: 7 }] });
    await done;
    expect(written).toHaveLength(1);
    expect(bench.outcome(2)).toMatchObject({
      status: 'failed',
      attempts: 0,
      error: { code: 'tool.invalid-input' },
    });
    expect(approvals(bench)[1]).toMatchObject({ decision: 'edited' });
  });

  it('with edited arguments writes them as they were then, and logs them', async () => {
    const { bench, person, written, held } = setUp('per-write', { concurrency: 1 });
    const done = bench.run(task(1, 'held', { name: literal('x') }), write(2, 'strict', {}));
    await tick();
    const mine = { name: 'better' };
    await person.answer({ decision: 'edit', inputs: [mine] });
    mine.name = 'worse';
    held.resolve('x');
    await done;
    expect(written).toEqual([{ name: 'better' }]);
    const inputs = [{ name: 'better' }];
    expect(approvals(bench)[1]).toMatchObject({ decision: 'edited', inputs });
  });

  it('of a fan-out that is stopped in that tick begins nothing', async () => {
    const stop: { now?: () => void } = {};
    const emit = ({ type }: Fact): void => {
      if (type === 'approval-decided') stop.now?.();
    };
    const { bench, person } = setUp('per-write', { emit });
    stop.now = () => bench.executor.closeAll(stopped);
    const each: Partial<Task> = { fanOut: { over: reference(1, '*'), parameters: ['value'] } };
    const list = task(1, 'echo', { value: literal(['a', 'b']) });
    const done = bench.run(list, write(2, 'send', { value: ref(1, '*') }, each));
    await tick();
    await person.answer(approve);
    await done;
    expect(bench.outcome(2)).toMatchObject({ status: 'cancelled', cause: stopped, attempts: 0 });
    expect(bench.story()).not.toContain('2 start');
  });

  it('with edited arguments that touch another resource is denied', async () => {
    const { bench, person, written } = setUp('per-write');
    const done = bench.run(write(1, 'save', { key: literal('a') }));
    await tick();
    await person.answer({ decision: 'edit', inputs: [{ key: 'b' }] });
    await done;
    expect(written).toEqual([]);
    expect(bench.outcome(1)).toMatchObject({ cause: { reason: 'denied' } });
  });

  it('of a fanned-out write is asked for once, with all inputs, before the first', async () => {
    const { bench, person, written } = setUp('per-write');
    const over = { fanOut: { over: reference(1, '*'), parameters: ['name'] } };
    const list = task(1, 'echo', { value: literal(['x', 'y']) });
    const done = bench.run(list, write(2, 'strict', { name: ref(1, '*') }, over));
    await tick();
    expect(written).toEqual([]);
    expect(person.requests[0]?.writes).toMatchObject([
      { taskId: 2, unknown: { name: '$1[*]' }, inputs: [{ name: 'x' }, { name: 'y' }] },
    ]);
    await person.answer({ decision: 'edit', inputs: [{ name: 'X' }, { name: 'Y' }] });
    await done;
    expect(written).toEqual([{ name: 'X' }, { name: 'Y' }]);
    expect(person.requests).toHaveLength(1);
  });

  it.each([
    [{ decision: 'deny', reason: 'no' }, 'skipped'],
    [{ decision: 'edit', inputs: [{ name: 'X' }, { name: 7 }] }, 'failed'],
    [{ decision: 'edit', inputs: [{ name: 'X' }] }, 'skipped'],
  ])('of a fanned-out write, decided %j, writes no element', async (decision, status) => {
    const { bench, person, written } = setUp('per-write');
    const over = { fanOut: { over: reference(1, '*'), parameters: ['name'] } };
    const list = task(1, 'echo', { value: literal(['x', 'y']) });
    const done = bench.run(list, write(2, 'strict', { name: ref(1, '*') }, over));
    await tick();
    await person.answer(decision);
    await done;
    expect(written).toEqual([]);
    expect(bench.outcome(2)).toMatchObject({ status });
  });

  it.each(['halt', 'close', 'closeAll'] as const)('ends with %s, in the same tick', async (how) => {
    const { bench, person, written } = setUp('per-write');
    bench.add(send(1, 'a'));
    bench.executor.pass(bench.plan);
    await tick();
    if (how === 'close') bench.executor.close([1], stopped);
    else bench.executor[how](stopped);
    expect(person.requests[0]?.signal.aborted).toBe(true);
    await bench.executor.settled();
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled', cause: stopped, attempts: 0 });
    await person.answer(approve);
    expect(written).toEqual([]);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('offline')), 'approve failed: offline'],
    ['gives nothing', () => undefined, 'approve must give'],
    ['gives a word', () => 'approve', 'approve must give'],
    ['gives an unknown decision', () => ({ decision: 'maybe' }), 'approve must give'],
    ['edits nothing', () => ({ decision: 'edit' }), 'list of 1 inputs'],
    ['edits to no object', () => ({ decision: 'edit', inputs: [[1]] }), 'an object'],
    ['edits to no JSON', () => ({ decision: 'edit', inputs: [circular()] }), 'edited arguments'],
  ])('is denied by an approve that %s', async (_, answer, reason) => {
    const written: unknown[] = [];
    const tool = preparedTool('send', (input) => void written.push(input), { effect: 'write' });
    const person = answer as unknown as () => ApprovalDecision;
    const bench = benchOf({ tools: [tool], approval: 'per-write', approve: person });
    await bench.run(send(1, 'a'));
    expect(written).toEqual([]);
    const outcome = bench.outcome(1);
    expect(outcome).toMatchObject({ status: 'skipped', cause: { reason: 'denied' } });
    expect(outcome?.status === 'skipped' && outcome.cause.message).toContain(reason);
  });

  it('shows a copy: what becomes of it changes neither the log nor the call', async () => {
    const { bench, person, written } = setUp('per-write');
    const done = bench.run(send(1, 'a'));
    await tick();
    const known = person.requests[0]?.writes[0]?.known as Record<string, unknown>;
    known['value'] = 'spoilt';
    await person.answer(approve);
    await done;
    expect(written).toEqual([{ value: 'a' }]);
    expect(approvals(bench)[0]).toMatchObject({ writes: [{ known: { value: 'a' } }] });
  });
});

describe('the signal of a question that was decided', () => {
  it.each([
    ['per-plan', 'approve'],
    ['per-plan', 'deny'],
    ['per-write', 'approve'],
    ['per-write', 'deny'],
  ] as const)('does not abort: %s, %s', async (mode, decision) => {
    const { bench, person } = setUp(mode);
    const done = bench.run(send(1, 'a'));
    await tick();
    await person.answer({ decision });
    await done;
    bench.executor.closeAll(stopped);
    await tick();
    expect(person.requests[0]?.signal.aborted).toBe(false);
    expect(approvals(bench)).toHaveLength(2);
  });

  it.each(['per-plan', 'per-write'] as const)(
    'does not abort when whoever sees the decision stops the run: %s',
    async (mode) => {
      const { bench, person, written } = setUp(mode, {
        emit({ type }) {
          if (type === 'approval-decided') bench.executor.closeAll(stopped);
        },
      });
      const done = bench.run(send(1, 'a'));
      await tick();
      await person.answer(approve);
      await done;
      expect(person.requests[0]?.signal.aborted).toBe(false);
      expect(approvals(bench).at(-1)).toMatchObject({ decision: 'approved' });
      expect(written).toEqual([]);
      expect(bench.outcome(1)).toMatchObject({ status: 'cancelled', cause: stopped });
    },
  );
});

describe('a write that a write’s tool calls', () => {
  it.each(['per-plan', 'per-write'] as const)('is asked for by itself, %s', async (mode) => {
    const { bench, person, written } = setUp(mode);
    const done = bench.run(write(1, 'parent'));
    await tick();
    await person.answer(approve);
    expect(written).toEqual([]);
    expect(person.requests[1]).toMatchObject({
      scope: 'write',
      writes: [
        {
          taskId: 1,
          path: '1.1',
          tool: 'send',
          call: '1.1. send(to="child")',
          known: { to: 'child' },
        },
      ],
    });
    await person.answer({ decision: 'deny', reason: 'no' });
    await done;
    expect(written).toEqual([]);
    expect(bench.story()).toContain('1.1 end skipped');
  });
});

describe('an element of a consented fan-out', () => {
  it.each(['per-plan', 'per-write'] as const)(
    'whose tool writes asks for that, %s',
    async (mode) => {
      const { bench, person, written } = setUp(mode);
      const over = { fanOut: { over: reference(1, '*'), parameters: ['value'] } };
      const list = task(1, 'echo', { value: literal(['x', 'y']) });
      const done = bench.run(list, write(2, 'parent', { value: ref(1, '*') }, over));
      await tick();
      await person.answer(approve);
      expect(person.requests.at(-1)?.writes).toMatchObject([{ path: '2.1.1', tool: 'send' }]);
      await person.answer(approve);
      expect(person.requests.at(-1)?.writes).toMatchObject([{ path: '2.2.1', tool: 'send' }]);
      await person.answer(approve);
      await done;
      expect(written).toHaveLength(2);
      expect(person.requests).toHaveLength(3);
    },
  );
});

describe('a consent', () => {
  const record = (id: number): TaskRecord => ({
    task: write(id, 'send'),
    plan: { round: 1 },
    call: `${String(id)}. send()`,
    started: true,
    halted: undefined,
  });

  it('covers the arguments that were shown, and no other values of them', () => {
    const consents = createConsents(new Map());
    const own = record(1);
    consents.give({ record: own, name: 1, known: { to: 'a' } });
    expect(consents.use(own, { to: 'b', text: 'x' })).toBe(false);
    expect(consents.use(own, { text: 'x' })).toBe(false);
    expect(consents.use(record(1), { to: 'a' })).toBe(false);
    expect(consents.use(own, { to: 'a', text: 'x' })).toBe(true);
  });

  it('goes to an equal write once, if its own was never tried', () => {
    const ended: Outcome = { status: 'skipped', cause: stopped, endedAt: 1, attempts: 0 };
    const outcomes = new Map([[1, ended]]);
    const consents = createConsents(outcomes);
    const [first, second, third] = [record(1), record(2), record(3)];
    consents.give({ record: first, name: 1, known: {} });
    expect(consents.takeOver({ record: second, name: 2, known: {} })).toBe(false);
    expect(consents.takeOver({ record: second, name: 1, known: {} })).toBe(true);
    expect(consents.use(first, {})).toBe(false);
    expect(consents.takeOver({ record: third, name: 1, known: {} })).toBe(false);
    expect(consents.use(second, {})).toBe(true);
    outcomes.set(2, ended);
    expect(consents.takeOver({ record: third, name: 1, known: {} })).toBe(false);
  });
});
