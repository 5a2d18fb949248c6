import fc from 'fast-check';
import { expect, it } from 'vitest';
import { equalJson, type Json } from '../../src/core/json.ts';
import type { CauseReason, Outcome } from '../../src/core/outcome.ts';
import type { ApprovalDecision, ApprovalRequest } from '../../src/executor/approval.ts';
import type { Plan } from '../../src/executor/executor.ts';
import type { Expression, Task } from '../../src/plan/task.ts';
import type { ToolContext } from '../../src/tools/tool.ts';
import { benchOf, holds, literal, maybe, preparedTool, ref, task, tick } from './builders.ts';
import {
  createReference,
  type Approval,
  type Entry,
  type Need,
  type Question,
  type TaskSketch,
} from './reference-executor.ts';
import { runs } from './runs.ts';

/** One command; `pick` chooses among what it can be done to. */
type Command =
  | { readonly kind: 'add'; readonly pick: number; readonly sketch: Omit<TaskSketch, 'key'> }
  | { readonly kind: 'settle' | 'fail' | 'close'; readonly pick: number }
  | { readonly kind: 'approve' | 'deny' | 'pass' | 'break' | 'replan' | 'halt' | 'abort' | 'wait' };

interface Sequence {
  readonly commands: readonly Command[];
  readonly concurrency: number;
  readonly approval: Approval;
}

const graceMs = 100;

/** Ids are few, so that tasks meet; some of them no plan ever has. */
const ids = fc.integer({ min: 1, max: 9 });
const needs: fc.Arbitrary<Need> = fc.record({
  source: ids,
  optional: fc.nat(2).map((n) => n === 0),
});

const sketches: fc.Arbitrary<Omit<TaskSketch, 'key'>> = fc.record({
  isWrite: fc.nat(2).map((n) => n === 0),
  onClose: fc.nat(2).map((n) => (n === 0 ? 'finish' : 'cancel')),
  way: fc.constantFrom('returns', 'throws', 'held', 'held', 'held'),
  heeds: fc.boolean(),
  needs: fc.array(needs, { maxLength: 2 }),
  guard: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.boolean() },
    { weight: 1, arbitrary: needs },
  ),
  flag: fc.boolean(),
});

const commands: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ kind: fc.constant('add'), pick: fc.nat(40), sketch: sketches }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('settle'), pick: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fail'), pick: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('close'), pick: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'pass' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'break' } as const) },
  { weight: 2, arbitrary: fc.constant({ kind: 'replan' } as const) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'halt' } as const, { kind: 'abort' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'wait' } as const) },
  { weight: 2, arbitrary: fc.constant({ kind: 'approve' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'deny' } as const) },
);

const sequences: fc.Arbitrary<Sequence> = fc.record({
  commands: fc.array(commands, { minLength: 3, maxLength: 30 }),
  concurrency: fc.constantFrom(1, 2, 3, 16),
  approval: fc.constantFrom('none', 'per-plan', 'per-write'),
});

interface Call {
  readonly key: number;
  readonly signal: AbortSignal;
  readonly onClose: TaskSketch['onClose'];
  returns(): void;
  throws(): void;
}

interface Pending extends Question {
  isNew: boolean;
  resolve(decision: ApprovalDecision): void;
}

/** Does the commands to the executor and to the reference, and compares them after each. */
async function play({ commands: list, concurrency, approval }: Sequence): Promise<void> {
  const reference = createReference({ concurrency, approval });
  const sketchOf = new Map<number, TaskSketch>();
  const open: Call[] = [];
  const uncompared: number[] = [];
  let plan: Plan = { round: 0 };
  let pending: Pending | undefined;

  const execute = (input: Record<string, Json>, context: ToolContext): unknown => {
    const key = Number(input['key']);
    uncompared.push(key);
    const sketch = sketchOf.get(key);
    if (sketch === undefined) throw new Error('an unknown task was called');
    if (sketch.way === 'throws') throw new Error('thrown');
    const result = { flag: sketch.flag };
    if (sketch.way === 'returns') return result;
    return new Promise((resolve, reject) => {
      const { signal } = context;
      const call: Call = {
        key,
        signal,
        onClose: sketch.onClose,
        returns: () => resolve(result),
        throws: () => reject(new Error('rejected')),
      };
      open.push(call);
      if (!sketch.heeds) return;
      signal.addEventListener('abort', () => {
        open.splice(open.indexOf(call), 1);
        call.throws();
      });
    });
  };
  const tools = (['read', 'write'] as const).flatMap((effect) =>
    (['cancel', 'finish'] as const).map((onClose) =>
      preparedTool(`${effect} ${onClose}`, execute, { effect, more: { onClose } }),
    ),
  );
  const approve = ({ scope, writes, signal }: ApprovalRequest): Promise<ApprovalDecision> =>
    new Promise((resolve) => {
      if (pending !== undefined) throw new Error('two questions at once');
      const keys = writes.map(({ known }) => Number(known['key']));
      const question = { scope, keys, isNew: true, resolve };
      pending = question;
      signal.addEventListener('abort', () => {
        if (pending === question) pending = undefined;
      });
    });
  const bench = benchOf({ tools, concurrency, limits: { graceMs }, approval, approve });
  // The bench has opened a plan of its own, which no task is in.
  bench.executor.pass(bench.plan);

  const endPlan = (ending: 'passed' | 'failed'): void => {
    if (reference.plan() === undefined) return;
    reference.endPlan(ending);
    if (ending === 'passed') bench.executor.pass(plan);
    else bench.executor.fail(plan);
  };
  const replan = (): void => {
    endPlan('failed');
    plan = { round: plan.round + 1 };
    reference.openPlan();
    bench.executor.openPlan(plan);
  };
  const add = (pick: number, drawn: Omit<TaskSketch, 'key'>): void => {
    if (reference.plan() === undefined) replan();
    const sketch = { ...drawn, key: sketchOf.size + 1 };
    const candidates = [1, 2, 3, 4, 5, 6, 7].filter((id) => reference.canAdd(id, sketch));
    const id = candidates[pick % candidates.length];
    if (id === undefined) return;
    sketchOf.set(sketch.key, sketch);
    reference.add(id, sketch);
    bench.executor.add(taskOf(id, sketch), plan);
  };
  const settle = (pick: number, how: 'returned' | 'threw'): void => {
    const [call] = open.splice(pick % Math.max(1, open.length), 1);
    if (call === undefined) return;
    reference.settle(call.key, how);
    if (how === 'returned') call.returns();
    else call.throws();
  };
  const decide = (decision: 'given' | 'denied'): void => {
    if (pending === undefined) return;
    reference.decide(pending, decision);
    pending.resolve({ decision: decision === 'given' ? 'approve' : 'deny' });
    pending = undefined;
  };
  const checkQuestion = (): void => {
    if (pending === undefined) {
      if (reference.wantsConsent())
        throw new Error('a write waits for consent, and nobody is asked');
      return;
    }
    const wrong = pending.isNew ? reference.asked(pending) : undefined;
    if (wrong !== undefined) throw new Error(`a question: ${wrong}`);
    if (!reference.isLive(pending)) throw new Error('a question outlives what it asks for');
    pending.isNew = false;
  };
  const close = (pick: number): void => {
    const chosen = [1 + (pick % 7), 1 + ((pick * 3) % 7)];
    reference.close(chosen);
    bench.executor.close(chosen, { reason: 'not-needed', message: 'Nobody needs it.' });
  };
  const abort = (): void => {
    const calls = open.filter(({ onClose }) => onClose === 'cancel');
    reference.abort();
    bench.executor.closeAll({ reason: 'abort', message: 'The caller aborted the run.' });
    expect(calls.every(({ signal }) => signal.aborted)).toBe(true);
  };
  const wait = async (): Promise<void> => {
    reference.graceOver();
    await bench.clock.advance(graceMs);
  };
  const perform = (command: Command): Promise<void> | void => {
    switch (command.kind) {
      case 'add':
        return add(command.pick, command.sketch);
      case 'settle':
        return settle(command.pick, 'returned');
      case 'fail':
        return settle(command.pick, 'threw');
      case 'close':
        return close(command.pick);
      case 'approve':
        return decide('given');
      case 'deny':
        return decide('denied');
      case 'pass':
        return endPlan('passed');
      case 'break':
        return endPlan('failed');
      case 'replan':
        return replan();
      case 'halt':
        reference.halt();
        return bench.executor.halt({ reason: 'budget', message: 'The budget is spent.' });
      case 'abort':
        return abort();
      case 'wait':
        return wait();
    }
  };
  const step = async (command: Command): Promise<void> => {
    await perform(command);
    await tick();
    for (const key of uncompared.splice(0)) {
      const wrong = reference.called(key);
      if (wrong !== undefined) throw new Error(`${String(key)} was called, but ${wrong}`);
    }
    reference.endStep();
    checkQuestion();
    if (reference.idles())
      throw new Error('a task is ready, a permit is free, and it does not run');
    for (const entry of reference.entries.values()) {
      const wrong = difference(entry, bench.outcome(entry.id));
      if (wrong !== undefined) throw new Error(wrong);
    }
  };

  for (const command of list) await step(command);
  await step({ kind: 'pass' });
  while (open.length > 0 || pending !== undefined) {
    await step(pending === undefined ? { kind: 'settle', pick: 0 } : { kind: 'approve' });
  }
  await step({ kind: 'wait' });
  // What a failed plan leaves waiting for names that nobody has is closed by the run's end.
  await step({ kind: 'abort' });
  await bench.executor.settled();
  expect(bench.clock.pending).toBe(0);
  const ends = bench.facts.filter(({ type }) => type === 'task-end').length;
  expect(ends).toBe(sketchOf.size - reference.vanished());
  expect(bench.facts.filter(({ type }) => type === 'task-late')).toHaveLength(reference.late());
}

/** What is wrong with a task, in words: `expect` is too slow for millions of these. */
function difference(
  { id, sketch, state, outcome }: Entry,
  actual: Outcome | undefined,
): string | undefined {
  const name = `task ${String(id)}`;
  if (actual?.status !== outcome?.status) {
    return `${name} should be ${outcome?.status ?? state}, and is ${actual?.status ?? 'not over'}`;
  }
  if (actual?.status === 'ok') {
    return equalJson(actual.value, { flag: sketch.flag }) ? undefined : `${name} has another value`;
  }
  if (actual?.status !== 'skipped' && actual?.status !== 'cancelled') return undefined;
  const reasons: readonly CauseReason[] = outcome?.reasons ?? [];
  const { reason } = actual.cause;
  return reasons.includes(reason)
    ? undefined
    : `${name} says ${reason}, not ${reasons.join(' or ')}`;
}

function taskOf(id: number, { key, isWrite, onClose, needs: wanted, guard }: TaskSketch): Task {
  const effect = isWrite ? 'write' : 'read';
  const reading = ({ source, optional }: Need): Expression =>
    optional ? maybe(source) : ref(source);
  return task(
    id,
    `${effect} ${onClose}`,
    { key: literal(key), list: { kind: 'list', items: wanted.map(reading) } },
    { effect, ...(guard === undefined ? {} : { guard: holds(conditionOf(guard)) }) },
  );
}

function conditionOf(guard: boolean | Need): Expression {
  if (typeof guard === 'boolean') return literal(guard);
  return guard.optional ? maybe(guard.source, 'flag') : ref(guard.source, 'flag');
}

it('after any sequence of commands every task is where the rules say, and has ended once', async () => {
  const property = fc.asyncProperty(sequences, play);
  await fc.assert(property, runs(300, 100_000));
}, 1_800_000);
