import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cause } from '../../src/core/outcome.ts';
import {
  benchOf,
  finish,
  heldTool,
  holds,
  join,
  literal,
  maybe,
  preparedTool,
  ref,
  task,
  tick,
  write,
  type Bench,
} from './builders.ts';

const abort: Cause = { reason: 'abort', message: 'The caller aborted the run.' };
const unhandled: unknown[] = [];
const noteUnhandled = (thrown: unknown): void => void unhandled.push(thrown);
beforeAll(() => void process.on('unhandledRejection', noteUnhandled));
afterAll(() => {
  process.off('unhandledRejection', noteUnhandled);
  expect(unhandled).toEqual([]);
});

const echo = preparedTool('echo', (input) => input['value'] ?? null);
const fail = preparedTool('fail', () => {
  throw new Error('no luck');
});

describe('a task', () => {
  it('starts in the tick in which the last of its inputs came, and passes values typed', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [held.tool, echo] });
    bench.add(task(1, 'held'), task(2, 'held'), task(3, 'echo', { value: ref(1, 'n') }));
    expect(held.calls).toEqual(['1', '2']);
    held.resolve('1', { n: 7 });
    await tick();
    expect(bench.value(3)).toBe(7);
    expect(bench.outcome(2)).toBeUndefined();
  });

  it('starts when it is added, long before the plan has ended', () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [held.tool] });
    bench.add(task(1, 'held'));
    expect(held.calls).toEqual(['1']);
  });

  it('is skipped with the cause when what it needs did not succeed, and so is what needs it', async () => {
    const bench = benchOf({ tools: [echo, fail] });
    await bench.run(
      task(1, 'fail'),
      task(2, 'echo', { value: ref(1) }),
      task(3, 'echo', { value: ref(2) }),
      task(4, 'echo', { value: literal('alive') }),
    );
    expect(bench.outcome(1)).toMatchObject({ status: 'failed', error: { code: 'tool.threw' } });
    expect(bench.outcome(2)).toMatchObject({
      status: 'skipped',
      cause: { reason: 'dependency', taskId: 1 },
    });
    expect(bench.outcome(3)).toMatchObject({
      status: 'skipped',
      cause: { reason: 'dependency', taskId: 2 },
    });
    expect(bench.value(4)).toBe('alive');
  });

  it('gets null for an optional reference whose task did not succeed', async () => {
    const bench = benchOf({ tools: [echo, fail] });
    await bench.run(
      task(1, 'fail'),
      task(2, 'echo', { value: { kind: 'list', items: [maybe(1), literal(5)] } }),
    );
    expect(bench.value(2)).toEqual([null, 5]);
  });

  it('fails when a path leads nowhere, with the attempts and times of a call never made', async () => {
    const bench = benchOf({ tools: [echo] });
    await bench.run(
      task(1, 'echo', { value: literal({ a: 1 }) }),
      task(2, 'echo', { value: ref(1, 'b') }),
    );
    expect(bench.outcome(2)).toMatchObject({
      status: 'failed',
      error: { code: 'reference.missing-path' },
      attempts: 0,
    });
    expect(bench.outcome(2)).not.toHaveProperty('startedAt');
  });

  it('waits for a task that comes later in the text', async () => {
    const bench = benchOf({ tools: [echo] });
    await bench.run(
      task(1, 'echo', { value: ref(2) }),
      task(2, 'echo', { value: literal('later') }),
    );
    expect(bench.value(1)).toBe('later');
  });

  it('is skipped when the plan passed and what it waits for never came', async () => {
    const bench = benchOf({ tools: [echo] });
    await bench.run(
      task(1, 'echo', { value: ref(9) }),
      task(2, 'echo', { value: ref(3) }),
      task(3, 'echo', { value: ref(2) }),
      task(4, 'echo', {}, { guard: holds(ref(9)) }),
    );
    for (const id of [1, 2, 3, 4]) {
      expect(bench.outcome(id)).toMatchObject({
        status: 'skipped',
        cause: { reason: 'dependency' },
      });
    }
  });

  it('waits on while a repair may still bring what it waits for', async () => {
    const bench = benchOf({ tools: [echo] });
    bench.add(task(1, 'echo', { value: ref(9) }));
    bench.executor.fail(bench.plan);
    expect(bench.outcome(1)).toBeUndefined();
    const repair = { round: 1 };
    bench.executor.openPlan(repair);
    bench.executor.add(task(9, 'echo', { value: literal('here') }), repair);
    bench.executor.pass(repair);
    await bench.executor.settled();
    expect(bench.value(1)).toBe('here');
  });

  it('waits on while another plan is open that may still bring what it waits for', async () => {
    const bench = benchOf({ tools: [echo] });
    const second = { round: 1 };
    bench.executor.openPlan(second);
    bench.add(task(1, 'echo', { value: ref(9) }));
    bench.executor.pass(bench.plan);
    expect(bench.outcome(1)).toBeUndefined();
    bench.executor.pass(second);
    expect(bench.outcome(1)).toMatchObject({ status: 'skipped' });
  });

  it('is skipped in a later plan too, however often an earlier one was closed', async () => {
    const bench = benchOf({ tools: [echo] });
    bench.executor.pass(bench.plan);
    bench.executor.pass(bench.plan);
    bench.executor.fail(bench.plan);
    const second = { round: 2 };
    bench.executor.openPlan(second);
    bench.executor.add(task(1, 'echo', { value: ref(9) }), second);
    expect(bench.outcome(1)).toBeUndefined();
    bench.executor.pass(second);
    expect(bench.outcome(1)).toMatchObject({ status: 'skipped' });
  });

  it('of a tool that the toolset does not have fails and hurts nobody else', async () => {
    const bench = benchOf({ tools: [echo] });
    await bench.run(task(1, 'nobody'), task(2, 'echo', { value: literal(1) }));
    expect(bench.outcome(1)).toMatchObject({ status: 'failed', error: { code: 'run.internal' } });
    expect(bench.value(2)).toBe(1);
  });

  it('has its times in the outcome', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [held.tool], concurrency: 1 });
    bench.add(task(1, 'held'), task(2, 'held'));
    await bench.clock.advance(30);
    held.resolve('1');
    await bench.clock.advance(20);
    held.resolve('2');
    await tick();
    expect(bench.outcome(1)).toMatchObject({ readyAt: 0, startedAt: 0, endedAt: 30, attempts: 1 });
    expect(bench.outcome(2)).toMatchObject({ readyAt: 0, startedAt: 30, endedAt: 50, attempts: 1 });
  });

  it('gets inputs that it may change without harm to anybody', async () => {
    const spoil = preparedTool('spoil', (input) => {
      const list = input['list'] as number[];
      list.push(99);
      return list;
    });
    const bench = benchOf({ tools: [echo, spoil], inputs: { list: [7] } });
    await bench.run(
      task(1, 'echo', { value: literal([1]) }),
      task(2, 'spoil', { list: ref(1) }),
      task(3, 'spoil', { list: ref(1) }),
      task(4, 'spoil', { list: ref('input', 'list') }),
      task(5, 'spoil', { list: ref('input', 'list') }),
    );
    expect([1, 2, 3, 4, 5].map(bench.value)).toEqual([[1], [1, 99], [1, 99], [7, 99], [7, 99]]);
  });

  it('has task-planned first and task-end last in the log, with the round of its plan', async () => {
    const rounds: number[] = [];
    const bench = benchOf({ tools: [echo], emit: (_, round) => void rounds.push(round) });
    await bench.run(task(1, 'echo'));
    expect(bench.story()).toEqual(['1 planned', '1 start', '1 end ok']);
    expect(rounds).toEqual([1, 1, 1]);
  });
});

describe('a guard', () => {
  const guarded = (value: Parameters<typeof holds>[0]) => ({ guard: holds(value) });

  it('that is true lets the task run, one that is false skips it at once', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [echo, held.tool] });
    bench.add(
      task(1, 'held'),
      task(2, 'echo', { value: literal('ran') }, guarded(literal(true))),
      task(3, 'echo', { value: ref(1) }, guarded(literal(0))),
    );
    await tick();
    expect(bench.value(2)).toBe('ran');
    expect(bench.outcome(3)).toMatchObject({ status: 'skipped', cause: { reason: 'guard' } });
    expect(bench.outcome(1)).toBeUndefined();
  });

  it('waits for its own references, which the task need not use', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [echo, held.tool] });
    bench.add(task(1, 'held'), task(2, 'echo', { value: literal(2) }, guarded(ref(1))));
    await tick();
    expect(bench.outcome(2)).toBeUndefined();
    held.resolve('1', 'yes');
    await tick();
    expect(bench.value(2)).toBe(2);
  });

  it('whose reference did not succeed skips the task with the cause', async () => {
    const bench = benchOf({ tools: [echo, fail] });
    await bench.run(task(1, 'fail'), task(2, 'echo', {}, guarded(ref(1))));
    expect(bench.outcome(2)).toMatchObject({
      status: 'skipped',
      cause: { reason: 'dependency', taskId: 1 },
    });
  });

  it('that cannot be evaluated fails the task', async () => {
    const bench = benchOf({ tools: [echo] });
    const condition = {
      kind: 'compare',
      operator: '<',
      left: literal('a'),
      right: literal(1),
    } as const;
    await bench.run(task(1, 'echo', {}, { guard: condition }), task(2, 'echo', { value: ref(1) }));
    expect(bench.outcome(1)).toMatchObject({ status: 'failed', error: { code: 'guard.type' } });
    expect(bench.outcome(2)).toMatchObject({ status: 'skipped', cause: { taskId: 1 } });
  });

  it('is decided before the task is skipped for its inputs, whichever ends first', async () => {
    for (const [first, second] of [
      ['1', '2'],
      ['2', '1'],
    ] as const) {
      const held = heldTool('held');
      const bench = benchOf({ tools: [echo, held.tool] });
      bench.add(
        task(1, 'held'),
        task(2, 'held'),
        task(3, 'echo', { value: ref(2) }, guarded(ref(1))),
        task(4, 'echo', { value: ref(2) }, guarded(ref(1, 'yes'))),
      );
      const end = (name: string): void =>
        name === '1' ? held.resolve('1', { yes: 0 }) : held.reject('2');
      end(first);
      await tick();
      end(second);
      await tick();
      expect(bench.outcome(3)).toMatchObject({ cause: { reason: 'dependency', taskId: 2 } });
      expect(bench.outcome(4)).toMatchObject({ cause: { reason: 'guard' } });
    }
  });
});

describe('a write', () => {
  const wrote = (): { log: string[]; tool: ReturnType<typeof preparedTool> } => {
    const log: string[] = [];
    const tool = preparedTool('write', ({ value }) => void log.push(String(value)), {
      effect: 'write',
    });
    return { log, tool };
  };
  const value = (text: string) => ({ value: literal(text) });

  it('starts only when its plan has passed', async () => {
    const { log, tool } = wrote();
    const bench = benchOf({ tools: [tool] });
    bench.add(write(1, 'write', value('a')));
    await tick();
    expect(log).toEqual([]);
    bench.executor.pass(bench.plan);
    await bench.executor.settled();
    expect(log).toEqual(['a']);
  });

  it('is skipped when its plan failed; reads of that plan go on', async () => {
    const { log, tool } = wrote();
    const held = heldTool('held');
    const bench = benchOf({ tools: [tool, held.tool, echo] });
    bench.add(task(1, 'held'), write(2, 'write', value('a')), task(3, 'echo', { value: ref(1) }));
    bench.executor.fail(bench.plan);
    held.resolve('1', 'still');
    await bench.executor.settled();
    expect(log).toEqual([]);
    expect(bench.outcome(2)).toMatchObject({
      status: 'skipped',
      cause: { reason: 'plan-invalid' },
    });
    expect(bench.value(3)).toBe('still');
  });

  it('keeps plan order, whatever comes first', async () => {
    const held = heldTool('held', { effect: 'write' });
    const bench = benchOf({ tools: [held.tool] });
    bench.add(write(1, 'held'), write(3, 'held'), write(2, 'held'));
    bench.executor.pass(bench.plan);
    expect(held.calls).toEqual(['1']);
    held.resolve('1');
    await tick();
    expect(held.calls).toEqual(['1', '3']);
    held.resolve('3');
    await tick();
    expect(held.calls).toEqual(['1', '3', '2']);
  });

  it('that fails skips the later ones with the cause, over rounds too', async () => {
    const { log, tool } = wrote();
    const broken = preparedTool('broken', () => Promise.reject(new Error('disk')), {
      effect: 'write',
    });
    const bench = benchOf({ tools: [tool, broken] });
    bench.add(write(1, 'broken'), write(2, 'write', value('b')));
    bench.executor.pass(bench.plan);
    const next = { round: 2 };
    bench.executor.openPlan(next);
    bench.executor.add(write(3, 'write', value('c')), next);
    bench.executor.pass(next);
    await bench.executor.settled();
    expect(log).toEqual([]);
    expect(bench.outcome(2)).toMatchObject({ cause: { reason: 'earlier-write', taskId: 1 } });
    expect(bench.outcome(3)).toMatchObject({ cause: { reason: 'earlier-write', taskId: 2 } });
  });

  it('of a plan that failed is in no later write’s way', async () => {
    const { log, tool } = wrote();
    const bench = benchOf({ tools: [tool] });
    bench.add(write(1, 'write', value('bad')), write(7, 'write', value('bad too')));
    bench.executor.fail(bench.plan);
    const repair = { round: 1 };
    bench.executor.openPlan(repair);
    bench.executor.add(write(1, 'write', value('good')), repair);
    bench.executor.add(write(2, 'write', value('next')), repair);
    bench.executor.pass(repair);
    await bench.executor.settled();
    expect(log).toEqual(['good', 'next']);
  });

  it('whose guard is false lets later ones go on, but not past those before it', async () => {
    const held = heldTool('held', { effect: 'write' });
    const bench = benchOf({ tools: [held.tool] });
    const never = { guard: holds(literal(false)) };
    bench.add(write(1, 'held'), write(2, 'held', {}, never), write(3, 'held', {}, never));
    bench.add(write(4, 'held'));
    bench.executor.pass(bench.plan);
    await tick();
    expect(held.calls).toEqual(['1']);
    expect(bench.outcome(2)).toMatchObject({ cause: { reason: 'guard' } });
    held.resolve('1');
    await tick();
    expect(held.calls).toEqual(['1', '4']);
    held.resolve('4');
    await bench.executor.settled();
  });

  it('is skipped behind a failed one also when one between had a false guard', async () => {
    const held = heldTool('held', { effect: 'write' });
    const bench = benchOf({ tools: [held.tool] });
    const never = { guard: holds(literal(false)) };
    bench.add(write(1, 'held'), write(2, 'held', {}, never), write(3, 'held'));
    bench.executor.pass(bench.plan);
    held.reject('1');
    await bench.executor.settled();
    expect(bench.outcome(3)).toMatchObject({ cause: { reason: 'earlier-write', taskId: 1 } });
  });

  it('keeps its place when its plan revises it', async () => {
    const { log, tool } = wrote();
    const bench = benchOf({ tools: [tool] });
    bench.add(write(1, 'write', value('a')), write(2, 'write', value('tentative')));
    bench.add(write(3, 'write', value('c')), write(2, 'write', value('b')));
    bench.add(write(4, 'write', value('d')));
    bench.executor.pass(bench.plan);
    await bench.executor.settled();
    expect(log).toEqual(['a', 'b', 'c', 'd']);
  });

  it('never starts when its plan is failed after it passed, or passed twice', async () => {
    const { log, tool } = wrote();
    const bench = benchOf({ tools: [tool] });
    bench.add(write(1, 'write', value('a')));
    bench.executor.fail(bench.plan);
    bench.executor.pass(bench.plan);
    await bench.executor.settled();
    expect(log).toEqual([]);
  });

  it('of a plan that was not opened is refused', () => {
    const bench = benchOf({ tools: [wrote().tool] });
    expect(() => bench.executor.add(write(1, 'write'), { round: 2 })).toThrow('not open');
  });
});

describe('a name that is taken over', () => {
  it('replaces a waiting task without a word, and whoever waited for it waits for the new one', async () => {
    const bench = benchOf({ tools: [echo] });
    bench.add(task(2, 'echo', { value: ref(1) }), task(1, 'echo', { value: ref(5) }));
    await bench.run(task(1, 'echo', { value: literal('new') }));
    expect(bench.value(2)).toBe('new');
    expect(bench.story().filter((line) => line.startsWith('1 '))).toEqual([
      '1 planned',
      '1 planned',
      '1 start',
      '1 end ok',
    ]);
  });

  it('cancels what runs under it, and drops its late result', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [held.tool] });
    bench.add(task(1, 'held', { name: literal('old') }));
    bench.add(task(1, 'held', { name: literal('new') }));
    expect(held.contexts.get('old')?.signal.aborted).toBe(true);
    expect(bench.story()).toEqual([
      '1 planned',
      '1 start',
      '1 end cancelled',
      '1 planned',
      '1 start',
    ]);
    held.resolve('old', 'old');
    await tick();
    expect(bench.outcome(1)).toBeUndefined();
    held.resolve('new', 'new');
    await bench.executor.settled();
    expect(bench.value(1)).toBe('new');
  });

  it('forgets an outcome; what was read from it before stays', async () => {
    const bench = benchOf({ tools: [echo] });
    await bench.run(task(1, 'echo', { value: literal('old') }), task(2, 'echo', { value: ref(1) }));
    bench.add(task(1, 'echo', { value: literal('new') }));
    expect(bench.outcome(1)).toBeUndefined();
    await bench.executor.settled();
    expect([1, 2].map(bench.value)).toEqual(['new', 'old']);
  });

  it('leaves the guard of the old task without effect on the new one', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [held.tool, echo] });
    bench.add(task(1, 'held'), task(2, 'echo', {}, { guard: holds(ref(1)) }));
    bench.add(task(2, 'echo', { value: literal('free') }));
    await tick();
    expect(bench.value(2)).toBe('free');
    held.resolve('1', 0);
    await bench.executor.settled();
    expect(bench.value(2)).toBe('free');
  });
});

describe('a terminal', () => {
  it('join is ready when every task has ended, however', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [held.tool, fail] });
    bench.add(task(1, 'held'), task(2, 'fail'), task(3, 'held', { name: ref(2) }));
    bench.executor.pass(bench.plan);
    const states: string[] = [];
    void bench.executor.terminal(join, bench.plan).then((state) => states.push(state));
    await tick();
    expect(states).toEqual([]);
    held.resolve('1');
    await tick();
    expect(states).toEqual(['ready']);
  });

  it('join of an empty run is ready', async () => {
    const bench = benchOf({});
    bench.executor.pass(bench.plan);
    expect(await bench.executor.terminal(join, bench.plan)).toBe('ready');
  });

  it('finish waits for what it needs and for all writes, but for no other read', async () => {
    const held = heldTool('held');
    const writer = heldTool('writer', { effect: 'write' });
    const bench = benchOf({ tools: [held.tool, writer.tool] });
    bench.add(task(1, 'held'), task(2, 'held'), write(3, 'writer'));
    bench.executor.pass(bench.plan);
    const states: string[] = [];
    void bench.executor.terminal(finish(ref(1)), bench.plan).then((state) => states.push(state));
    held.resolve('1', 5);
    await tick();
    expect(states).toEqual([]);
    writer.resolve('3');
    await tick();
    expect(states).toEqual(['ready']);
    expect(bench.outcome(2)).toBeUndefined();
  });

  it('finish is blocked at once when what it needs did not succeed', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [held.tool, fail] });
    bench.add(task(1, 'held'), task(2, 'fail'));
    bench.executor.pass(bench.plan);
    const value = { kind: 'list', items: [ref(1), ref(2)] } as const;
    expect(await bench.executor.terminal(finish(value), bench.plan)).toBe('blocked');
    expect(bench.outcome(1)).toBeUndefined();
  });

  it('finish is not blocked by an optional reference, nor by a write whose guard was false', async () => {
    const writer = preparedTool('writer', () => 1, { effect: 'write' });
    const bench = benchOf({ tools: [writer, fail] });
    bench.add(task(1, 'fail'), write(2, 'writer', {}, { guard: holds(literal(false)) }));
    bench.executor.pass(bench.plan);
    expect(await bench.executor.terminal(finish(maybe(1)), bench.plan)).toBe('ready');
  });

  it('finish is blocked by a failed write of its plan, not by one of an earlier round', async () => {
    const broken = preparedTool('broken', () => Promise.reject(new Error('disk')), {
      effect: 'write',
    });
    const bench = benchOf({ tools: [broken] });
    bench.add(write(1, 'broken'));
    bench.executor.pass(bench.plan);
    expect(await bench.executor.terminal(finish(literal(1)), bench.plan)).toBe('blocked');
    const next = { round: 2 };
    bench.executor.openPlan(next);
    bench.executor.pass(next);
    expect(await bench.executor.terminal(finish(literal(1)), next)).toBe('ready');
  });

  it('that names a task which no plan has is blocked', async () => {
    const bench = benchOf({});
    bench.executor.pass(bench.plan);
    expect(await bench.executor.terminal(finish(ref(9)), bench.plan)).toBe('blocked');
  });
});

describe('closing', () => {
  const notNeeded: Cause = { reason: 'not-needed', message: 'The answer was ready without it.' };

  it('ends the tasks that wait and stops those that run; the rest goes on', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [held.tool, echo] });
    bench.add(task(1, 'held'), task(2, 'echo', { value: ref(1) }), task(3, 'held'));
    bench.executor.close([1, 2], notNeeded);
    expect(held.contexts.get('1')?.signal.aborted).toBe(true);
    expect(held.contexts.get('3')?.signal.aborted).toBe(false);
    held.resolve('3', 'fine');
    await bench.executor.settled();
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled', cause: notNeeded });
    expect(bench.outcome(2)).toMatchObject({ status: 'cancelled', cause: notNeeded });
    expect(bench.value(3)).toBe('fine');
  });

  it('gives every task of the list its cause, not that of a task it needs', () => {
    const bench = benchOf({ tools: [echo] });
    bench.add(task(1, 'echo', { value: ref(9) }), task(2, 'echo', { value: ref(1) }));
    bench.executor.close([1, 2], notNeeded);
    expect(bench.outcome(2)).toMatchObject({ status: 'cancelled', cause: notNeeded });
  });

  it('skips those outside the list that needed a closed one', () => {
    const bench = benchOf({ tools: [echo] });
    bench.add(task(1, 'echo', { value: ref(9) }), task(2, 'echo', { value: ref(1) }));
    bench.executor.close([1], notNeeded);
    expect(bench.outcome(2)).toMatchObject({
      status: 'skipped',
      cause: { reason: 'dependency', taskId: 1 },
    });
  });

  it('leaves ended and unknown tasks alone', async () => {
    const bench = benchOf({ tools: [echo] });
    await bench.run(task(1, 'echo', { value: literal(1) }));
    bench.executor.close([1, 77], notNeeded);
    expect(bench.value(1)).toBe(1);
  });

  it('all lets nothing start any more, and ends what is added afterwards at once', async () => {
    const held = heldTool('held');
    const bench = benchOf({ tools: [held.tool], concurrency: 1 });
    bench.add(task(1, 'held'), task(2, 'held'), task(3, 'held', { name: ref(1) }));
    bench.executor.closeAll(abort);
    expect(held.contexts.get('1')?.signal.aborted).toBe(true);
    bench.add(task(4, 'held'));
    held.resolve('1', 'too late');
    await bench.executor.settled();
    expect(held.calls).toEqual(['1']);
    for (const id of [1, 2, 3, 4]) {
      expect(bench.outcome(id)).toMatchObject({ status: 'cancelled', cause: abort });
    }
  });

  it('all keeps its first cause for what is added later', async () => {
    const bench = benchOf({ tools: [echo] });
    bench.executor.closeAll(abort);
    bench.executor.closeAll(notNeeded);
    bench.add(task(1, 'echo'));
    await bench.executor.settled();
    expect(bench.outcome(1)).toMatchObject({ cause: abort });
  });

  it.each(['task-planned', 'task-start', 'task-end'] as const)(
    'all from a listener to %s is obeyed in that tick',
    async (type) => {
      const started: number[] = [];
      const note = preparedTool('note', (_, { taskId }) => void started.push(taskId));
      const bench: Bench = benchOf({
        tools: [note],
        emit: (fact) => void (fact.type === type && bench.executor.closeAll(abort)),
      });
      bench.add(task(1, 'note'), task(2, 'note'), task(3, 'note', { value: ref(1) }));
      await bench.executor.settled();
      expect(started).toEqual(type === 'task-end' ? [1, 2] : []);
      expect(bench.outcome(3)).toMatchObject({ status: 'cancelled', cause: abort });
      const ends = bench.story().filter((line) => line.includes('end'));
      expect(ends).toHaveLength(3);
    },
  );

  it('one task from a listener to its own task-planned leaves nobody waiting for it', async () => {
    const bench: Bench = benchOf({
      tools: [echo],
      emit(fact) {
        if (fact.type === 'task-planned' && fact.taskId === 1) bench.executor.close([1], notNeeded);
      },
    });
    await bench.run(task(1, 'echo'), task(2, 'echo', { value: ref(1) }));
    expect(bench.outcome(1)).toMatchObject({ status: 'cancelled' });
    expect(bench.outcome(2)).toMatchObject({ status: 'skipped' });
  });
});

describe('the bound on tasks', () => {
  it('gives every task above limits.tasks an outcome, and lets nobody wait for it', async () => {
    const bench = benchOf({ tools: [echo], limits: { tasks: 2 } });
    await bench.run(
      task(1, 'echo', { value: literal(1) }),
      task(2, 'echo', { value: ref(3) }),
      task(3, 'echo'),
      task(4, 'echo', { value: ref(1) }),
    );
    expect(bench.value(1)).toBe(1);
    expect(bench.outcome(2)).toMatchObject({ status: 'skipped', cause: { taskId: 3 } });
    for (const id of [3, 4]) {
      expect(bench.outcome(id)).toMatchObject({ status: 'cancelled', cause: { reason: 'budget' } });
    }
    expect(await bench.executor.terminal(join, bench.plan)).toBe('ready');
  });
});

it('a chain of 20,000 tasks whose first fails is skipped without recursion', async () => {
  const bench = benchOf({ tools: [echo, fail], limits: { tasks: 30_000 } });
  const chain = Array.from({ length: 20_000 }, (_, index) =>
    task(index + 2, 'echo', { value: ref(index + 1) }),
  );
  await bench.run(task(1, 'fail'), ...chain);
  expect(bench.outcome(20_001)).toMatchObject({ status: 'skipped' });
});
