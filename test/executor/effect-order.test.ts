import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { ApprovalDecision } from '../../src/executor/approval.ts';
import type { PreparedTool } from '../../src/tools/prepared-tool.ts';
import type { Task } from '../../src/plan/task.ts';
import {
  benchOf,
  heldTool,
  holds,
  literal,
  maybe,
  preparedTool,
  ref,
  reference,
  task,
  tick,
  write,
  type HeldTool,
} from './builders.ts';

const resource = (input: unknown): string => (input as { key: string }).key;
const echo = preparedTool('echo', (input) => input['value'] ?? null);

/** Tools that hold their calls: `save` and `look` touch their `key`, `send` and `read` declare none. */
interface Tools {
  readonly save: HeldTool;
  readonly look: HeldTool;
  readonly send: HeldTool;
  readonly read: HeldTool;
  readonly all: readonly PreparedTool[];
}

function tools(): Tools {
  const save = heldTool('save', { effect: 'write', more: { resource } });
  const look = heldTool('look', { more: { resource } });
  const send = heldTool('send', { effect: 'write' });
  const read = heldTool('read');
  return { save, look, send, read, all: [save.tool, look.tool, send.tool, read.tool, echo] };
}

const key = (value: Json) => ({ key: literal(value) });
const save = (id: number, value: string, more: Partial<Task> = {}): Task =>
  write(id, 'save', key(value), more);
const look = (id: number, value: string): Task => task(id, 'look', key(value));
const never = { guard: holds(literal(false)) };

describe('writes', () => {
  it('of different resources run side by side, of one in plan order', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(save(1, 'a'), save(2, 'a'), save(3, 'b'));
    bench.executor.pass(bench.plan);
    expect(held.save.calls).toEqual(['1', '3']);
    held.save.resolve('1');
    await tick();
    expect(held.save.calls).toEqual(['1', '3', '2']);
  });

  it('of a corrected plan are skipped behind one that failed, though its name had ended before', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(save(1, 'a'), save(2, 'a'));
    bench.executor.fail(bench.plan);
    const repair = { round: 1 };
    bench.executor.openPlan(repair);
    bench.executor.add(save(1, 'a'), repair);
    bench.executor.add(save(2, 'a'), repair);
    bench.executor.pass(repair);
    held.save.reject('1');
    await bench.executor.settled();
    expect(held.save.calls).toEqual(['1']);
    expect(bench.outcome(2)).toMatchObject({ cause: { reason: 'earlier-write', taskId: 1 } });
  });

  it('of a new plan are skipped behind one that fails meanwhile, also where one between had ended', async () => {
    const held = tools();
    const fail = preparedTool('fail', () => {
      throw new Error('no');
    });
    const bench = benchOf({ tools: [...held.all, fail] });
    bench.add(
      save(1, 'a'),
      task(2, 'fail'),
      save(3, 'a', { args: task(0, '', { from: ref(2) }).args }),
    );
    bench.executor.pass(bench.plan);
    await tick();
    expect(bench.outcome(3)).toMatchObject({ status: 'skipped' });
    const next = { round: 2 };
    bench.executor.openPlan(next);
    bench.executor.add(save(4, 'a'), next);
    bench.executor.pass(next);
    held.save.reject('1');
    await bench.executor.settled();
    expect(held.save.calls).toEqual(['1']);
    expect(bench.outcome(4)).toMatchObject({ cause: { reason: 'earlier-write' } });
  });

  it('name the write before them that was refused, and not its refusal, also where it has a guard', async () => {
    const held = tools();
    let decide: (decision: ApprovalDecision) => void = () => undefined;
    const approve = (): Promise<ApprovalDecision> =>
      new Promise((resolve) => {
        decide = resolve;
      });
    const bench = benchOf({ tools: held.all, approval: 'per-plan', approve });
    bench.add(save(1, 'a', { guard: holds(literal(true)) }));
    bench.executor.pass(bench.plan);
    await tick();
    const next = { round: 2 };
    bench.executor.openPlan(next);
    bench.executor.add(save(2, 'a'), next);
    decide({ decision: 'deny' });
    await tick();
    expect(bench.outcome(1)).toMatchObject({ cause: { reason: 'denied' } });
    bench.executor.pass(next);
    await bench.executor.settled();
    expect(bench.outcome(2)).toMatchObject({ cause: { reason: 'earlier-write', taskId: 1 } });
  });

  it.each(['withdrawn', 'denied'] as const)(
    'go on behind one whose guard was false while its plan was asked about, and then %s',
    async (ending) => {
      const held = tools();
      const decisions: ((decision: ApprovalDecision) => void)[] = [];
      const approve = (): Promise<ApprovalDecision> =>
        new Promise((resolve) => decisions.push(resolve));
      const bench = benchOf({ tools: held.all, approval: 'per-plan', approve });
      bench.add(task(1, 'read'), save(2, 'a', { guard: holds(ref(1, 'flag')) }));
      if (ending === 'denied') bench.add(save(3, 'b'));
      bench.executor.pass(bench.plan);
      const next = { round: 2 };
      bench.executor.openPlan(next);
      bench.executor.add(save(4, 'a'), next);
      await tick();
      held.read.resolve('1', { flag: false });
      await tick();
      expect(bench.outcome(2)).toMatchObject({ cause: { reason: 'guard' } });
      if (ending === 'denied') decisions[0]?.({ decision: 'deny' });
      await tick();
      const decided = bench.facts.filter(({ type }) => type === 'approval-decided');
      expect(decided).toMatchObject([{ decision: ending }]);
      bench.executor.pass(next);
      await tick();
      decisions.at(-1)?.({ decision: 'approve' });
      await tick();
      expect(held.save.calls).toEqual(['4']);
    },
  );

  it('that declare no resource come after all writes before them, and before all after them', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(save(1, 'a'), save(2, 'b'), write(3, 'send'), save(4, 'a'), save(5, 'b'));
    bench.executor.pass(bench.plan);
    expect(held.save.calls).toEqual(['1', '2']);
    held.save.resolve('2');
    await tick();
    expect(held.send.calls).toEqual([]);
    held.save.resolve('1');
    await tick();
    expect(held.send.calls).toEqual(['3']);
    expect(held.save.calls).toEqual(['1', '2']);
    held.send.resolve('3');
    await tick();
    expect(held.save.calls).toEqual(['1', '2', '4', '5']);
  });

  it('behind one that failed are skipped if they touch what it touches, and go on if not', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(save(1, 'a'), save(2, 'a'), save(3, 'b'), save(4, 'b'), write(5, 'send'));
    bench.executor.pass(bench.plan);
    held.save.reject('1');
    await tick();
    expect(bench.outcome(2)).toMatchObject({
      status: 'skipped',
      cause: { reason: 'earlier-write', taskId: 1 },
    });
    expect(bench.outcome(5)).toMatchObject({ cause: { reason: 'earlier-write' } });
    held.save.resolve('3');
    await tick();
    expect(held.save.calls).toEqual(['1', '3', '4']);
  });

  it.each([
    ['waits for a reference', { key: ref(1) }],
    ['is an optional reference', { key: maybe(1) }],
    ['is no text', { key: literal(7) }],
    ['is missing', {}],
  ])('whose key %s come after and before every other write', async (_, args) => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(task(1, 'read'), save(2, 'a'), write(3, 'save', args), save(4, 'b'));
    bench.executor.pass(bench.plan);
    held.read.resolve('1', 'c');
    await tick();
    expect(held.save.calls).toEqual(['2']);
    held.save.resolve('2');
    await tick();
    expect(held.save.calls).toEqual(['2', '3']);
    held.save.resolve('3');
    await tick();
    expect(held.save.calls).toEqual(['2', '3', '4']);
  });

  it('whose resource function throws conflict with every write', async () => {
    const broken = heldTool('broken', {
      effect: 'write',
      more: {
        resource: () => {
          throw new Error('no key');
        },
      },
    });
    const held = tools();
    const bench = benchOf({ tools: [...held.all, broken.tool] });
    bench.add(save(1, 'a'), write(2, 'broken'));
    bench.executor.pass(bench.plan);
    expect(broken.calls).toEqual([]);
    held.save.resolve('1');
    await tick();
    expect(broken.calls).toEqual(['2']);
  });

  it('whose key an earlier round gave are in its order only', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all, inputs: { key: 'c' } });
    bench.add(task(1, 'echo', { value: literal('b') }));
    bench.executor.pass(bench.plan);
    await tick();
    const second = { round: 2 };
    bench.executor.openPlan(second);
    for (const each of [
      save(2, 'a'),
      write(3, 'save', { key: ref(1) }),
      write(4, 'save', { key: ref('input', 'key') }),
    ]) {
      bench.executor.add(each, second);
    }
    bench.executor.pass(second);
    expect(held.save.calls).toEqual(['2', '3', '4']);
  });

  it('whose key their own round gave in time are still taken to touch anything', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(task(1, 'echo', { value: literal('b') }));
    await tick();
    bench.add(save(2, 'a'), write(3, 'save', { key: ref(1) }));
    bench.executor.pass(bench.plan);
    expect(held.save.calls).toEqual(['2']);
  });

  it('over a list may touch anything', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    const over = {
      fanOut: { over: reference(1, '*'), parameters: ['key'] },
    };
    bench.add(task(1, 'echo', { value: literal(['x', 'y']) }), save(2, 'a'));
    bench.add(write(3, 'save', { key: ref(1, '*') }, over), save(4, 'z'));
    await tick();
    bench.executor.pass(bench.plan);
    expect(held.save.calls).toEqual(['2']);
    held.save.resolve('2');
    await tick();
    expect(held.save.calls).toEqual(['2', '3']);
  });

  it('wait for those before a guarded one that had nothing to do', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(look(1, 'a'), save(2, 'a', never), save(3, 'a'));
    bench.executor.pass(bench.plan);
    expect(bench.outcome(2)).toMatchObject({ cause: { reason: 'guard' } });
    expect(held.save.calls).toEqual([]);
    held.look.resolve('1');
    await tick();
    expect(held.save.calls).toEqual(['3']);
  });

  it('wait for the reads before them of what they touch, however those end', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(look(1, 'a'), look(2, 'b'), task(3, 'read'), save(4, 'a'), write(5, 'send'));
    bench.executor.pass(bench.plan);
    expect(held.save.calls).toEqual([]);
    held.look.reject('1');
    await tick();
    expect(held.save.calls).toEqual(['4']);
    held.save.resolve('4');
    await tick();
    expect(held.send.calls).toEqual([]);
    held.look.resolve('2');
    await tick();
    expect(held.send.calls).toEqual(['5']);
  });
});

describe('a read that declares what it touches', () => {
  it('starts early where no write before it touches that, and waits for one that may', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(look(1, 'a'), save(2, 'a'), look(3, 'b'), look(4, 'a'), task(5, 'read'));
    expect(held.look.calls).toEqual(['1', '3']);
    expect(held.read.calls).toEqual(['5']);
    held.look.resolve('1');
    bench.executor.pass(bench.plan);
    await tick();
    expect(held.look.calls).toEqual(['1', '3']);
    held.save.resolve('2');
    await tick();
    expect(held.look.calls).toEqual(['1', '3', '4']);
  });

  it('waits for every write where its key is not known, and for one that declares none', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(task(1, 'echo', { value: literal('a') }), save(2, 'b'), write(3, 'send'));
    bench.add(task(4, 'look', { key: ref(1) }), look(5, 'c'));
    bench.executor.pass(bench.plan);
    held.save.resolve('2');
    await tick();
    expect(held.look.calls).toEqual([]);
    held.send.resolve('3');
    await tick();
    expect(held.look.calls).toEqual(['4', '5']);
  });

  it('runs when the write before it failed', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(save(1, 'a'), look(2, 'a'));
    bench.executor.pass(bench.plan);
    held.save.reject('1');
    await tick();
    expect(held.look.calls).toEqual(['2']);
  });

  it('waits for a write before one that was skipped, had a false guard, or never got its input', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(save(1, 'a'), save(2, 'b'), write(3, 'send'), look(4, 'a'), look(5, 'b'));
    bench.executor.pass(bench.plan);
    held.save.reject('2');
    await tick();
    expect(bench.outcome(3)).toMatchObject({ cause: { reason: 'earlier-write', taskId: 2 } });
    expect(held.look.calls).toEqual([]);
    held.save.resolve('1');
    await tick();
    expect(held.look.calls).toEqual(['4', '5']);
  });

  it('of a plan that failed is skipped where it stood behind a write, and goes on elsewhere', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(look(1, 'a'), save(2, 'a'), look(3, 'a'), look(4, 'b'));
    bench.executor.fail(bench.plan);
    held.look.resolve('1');
    held.look.resolve('4');
    await bench.executor.settled();
    expect(held.look.calls).toEqual(['1', '4']);
    expect(bench.outcome(3)).toMatchObject({ cause: { reason: 'plan-invalid' } });
  });

  it('of a later round waits for a write of an earlier one that goes on, and not for its own plan', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(save(1, 'a'));
    bench.executor.pass(bench.plan);
    const second = { round: 2 };
    bench.executor.openPlan(second);
    bench.executor.add(look(2, 'a'), second);
    bench.executor.add(look(3, 'b'), second);
    expect(held.look.calls).toEqual(['3']);
    held.save.resolve('1');
    await tick();
    expect(held.look.calls).toEqual(['3', '2']);
    bench.executor.pass(second);
  });

  it('that still runs for a plan that failed is waited for by the corrected plan’s write', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(look(1, 'a'));
    bench.executor.fail(bench.plan);
    const repair = { round: 1 };
    bench.executor.openPlan(repair);
    bench.executor.add(save(2, 'a'), repair);
    bench.executor.pass(repair);
    expect(held.save.calls).toEqual([]);
    held.look.resolve('1');
    await tick();
    expect(held.save.calls).toEqual(['2']);
  });

  it('comes before the write that needs its result, though it stands behind it', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(save(1, 'a'), write(2, 'save', { key: literal('a'), value: ref(4) }));
    bench.add(look(3, 'a'), task(4, 'echo', { value: ref(3) }));
    bench.executor.pass(bench.plan);
    expect(held.look.calls).toEqual([]);
    held.save.resolve('1');
    await tick();
    expect(held.look.calls).toEqual(['3']);
    held.look.resolve('3');
    await tick();
    expect(held.save.calls).toEqual(['1', '2']);
  });

  it('comes after the write whose result it needs, though it stands before it', async () => {
    const held = tools();
    const bench = benchOf({ tools: held.all });
    bench.add(task(1, 'look', { key: literal('a'), value: ref(3) }), look(2, 'a'), save(3, 'a'));
    bench.executor.pass(bench.plan);
    expect(held.look.calls).toEqual(['2']);
    held.look.resolve('2');
    await tick();
    held.save.resolve('3', 'done');
    await tick();
    expect(held.look.calls).toEqual(['2', '1']);
  });
});

describe('a plan of a thousand writes and reads', () => {
  it.each([
    ['over many keys', (id: number) => `k${String(id % 97)}`],
    ['of one key', () => 'k'],
  ])('%s ends', async (_, keyOf) => {
    const done: number[] = [];
    const note = (_input: unknown, { taskId }: { taskId: number }) => void done.push(taskId);
    const quick = [
      preparedTool('save', note, { effect: 'write', more: { resource } }),
      preparedTool('look', note, { more: { resource } }),
    ];
    const bench = benchOf({ tools: quick });
    const ids = Array.from({ length: 1_000 }, (_each, index) => index + 1);
    await bench.run(...ids.map((id) => (id % 2 === 0 ? look(id, keyOf(id)) : save(id, keyOf(id)))));
    expect(done).toHaveLength(1_000);
  });
});
