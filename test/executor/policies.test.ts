import { describe, expect, it } from 'vitest';
import type { Cause, Outcome } from '../../src/core/outcome.ts';
import type { Call, Dispatch, Scope } from '../../src/executor/dispatch.ts';
import { createGates } from '../../src/executor/gates.ts';
import { createDispatcher } from '../../src/executor/policies.ts';
import { benchOf, literal, preparedTool, task, tick } from './builders.ts';

const notNeeded: Cause = { reason: 'not-needed', message: 'enough' };

/** An innermost dispatch whose calls the test ends. */
function heldDispatch() {
  const calls: { call: Call; scope: Scope; end: (outcome: Outcome) => void }[] = [];
  const dispatch: Dispatch = (call, scope) =>
    new Promise((resolve) => {
      const end = (outcome: Outcome): void => {
        scope.giveBack();
        resolve(outcome);
      };
      calls.push({ call, scope, end });
    });
  return { calls, dispatch };
}

const done: Outcome = { status: 'ok', value: 'done', endedAt: 0, attempts: 1 };

describe('the chain around a tool', () => {
  it('ends in another dispatch where one is given, with the input and the place of the call', async () => {
    const { calls, dispatch } = heldDispatch();
    const bench = benchOf({
      tools: [preparedTool('remote')],
      dispatchOf: createDispatcher({ gates: createGates() }, dispatch),
    });
    bench.add(task(5, 'remote', { value: literal(1) }));
    expect(calls[0]?.call.input).toEqual({ value: 1 });
    expect(calls[0]?.scope.record.task.id).toBe(5);
    calls[0]?.end(done);
    await tick();
    expect(bench.value(5)).toBe('done');
  });

  it('is composed once a tool', () => {
    const dispatchOf = createDispatcher({ gates: createGates() });
    const tool = preparedTool('tool');
    expect(dispatchOf(tool)).toBe(dispatchOf(tool));
    expect(dispatchOf(tool)).not.toBe(dispatchOf(preparedTool('tool')));
  });

  it('makes no call, and takes no permit, for what was stopped in the queue', async () => {
    const { calls, dispatch } = heldDispatch();
    const bench = benchOf({
      tools: [preparedTool('remote')],
      concurrency: 1,
      dispatchOf: createDispatcher({ gates: createGates() }, dispatch),
    });
    bench.add(task(1, 'remote'), task(2, 'remote'), task(3, 'remote'));
    bench.executor.close([2], notNeeded);
    await tick();
    expect(bench.outcome(2)).toMatchObject({ status: 'cancelled', cause: notNeeded, attempts: 0 });
    calls[0]?.end(done);
    await tick();
    expect(calls.map(({ scope }) => scope.record.task.id)).toEqual([1, 3]);
  });

  it('fails a call whose dispatch throws or rejects, against its contract, and frees its permit', async () => {
    const broken: Dispatch = (call) => {
      if (call.tool.name === 'throws') throw new Error('bug');
      return Promise.reject(new Error('bug'));
    };
    const bench = benchOf({
      tools: [preparedTool('throws'), preparedTool('rejects')],
      concurrency: 1,
      dispatchOf: createDispatcher({ gates: createGates() }, broken),
    });
    await bench.run(task(1, 'throws'), task(2, 'rejects'), task(3, 'throws'));
    for (const id of [1, 2, 3]) {
      expect(bench.outcome(id)).toMatchObject({ error: { code: 'run.internal' } });
    }
  });

  it('shares the gate of a tool between all runs', async () => {
    const { calls, dispatch } = heldDispatch();
    const dispatchOf = createDispatcher({ gates: createGates() }, dispatch);
    const tool = preparedTool('scarce', () => null, { concurrency: 1 });
    const benches = [1, 2].map(() => benchOf({ tools: [tool], dispatchOf }));
    for (const bench of benches) bench.add(task(1, 'scarce'), task(2, 'scarce'));
    expect(calls).toHaveLength(1);
    for (let index = 0; index < 4; index += 1) {
      expect(calls).toHaveLength(index + 1);
      calls[index]?.end(done);
      await tick();
    }
    expect(benches.map((bench) => bench.executor.outcomes.size)).toEqual([2, 2]);
  });
});
