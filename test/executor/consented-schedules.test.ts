import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { ApprovalDecision, ApprovalRequest } from '../../src/executor/approval.ts';
import type { Expression, Task } from '../../src/plan/task.ts';
import { benchOf, holds, literal, maybe, preparedTool, ref, task, tick } from './builders.ts';
import { runs } from './runs.ts';

/** `save` and `look` say what they touch; `send` writes to all there is, and `get` only reads its inputs. */
const kinds = ['save', 'look', 'send', 'get'] as const;

interface TaskSketch {
  readonly id: number;
  readonly tool: (typeof kinds)[number];
  readonly key: 'a' | 'b';
  /** Whose result says the key; else the plan does. */
  readonly keyFrom: number | undefined;
  readonly needs: readonly { readonly source: number; readonly optional: boolean }[];
  readonly guard: boolean | undefined;
  readonly throws: boolean;
  readonly isDenied: boolean;
}

interface Sketch {
  readonly tasks: readonly TaskSketch[];
  readonly planIsGood: boolean;
  readonly approval: 'per-plan' | 'per-write';
  readonly isPlanDenied: boolean;
  readonly concurrency: number;
  readonly choices: readonly number[];
  readonly haltAfter: number | undefined;
}

const back = fc.nat(20);
const drafts = fc.array(
  fc.record({
    tool: fc.constantFrom(...kinds),
    key: fc.constantFrom('a', 'b'),
    hasKeyFrom: fc.nat(3).map((chance) => chance === 0),
    hasNeeds: fc.boolean(),
    needs: fc.array(fc.record({ back, optional: fc.boolean() }), { maxLength: 2 }),
    guard: fc.constantFrom(undefined, undefined, undefined, true, false),
    throws: fc.nat(4).map((chance) => chance === 0),
    isDenied: fc.nat(4).map((chance) => chance === 0),
  }),
  { minLength: 1, maxLength: 9 },
);

const sketches: fc.Arbitrary<Sketch> = fc.record({
  tasks: drafts.map((list) =>
    list.map(({ hasKeyFrom, hasNeeds, needs, ...rest }, index): TaskSketch => {
      const source = (steps: number): number => 1 + (steps % Math.max(1, index));
      const reads = list.slice(0, index).findLastIndex(({ tool }) => tool === 'get') + 1;
      const isKeyed = rest.tool === 'save' || rest.tool === 'look';
      return {
        ...rest,
        id: index + 1,
        keyFrom: hasKeyFrom && reads > 0 && isKeyed ? reads : undefined,
        needs:
          index === 0 || (isKeyed && !hasNeeds)
            ? []
            : needs.map((need) => ({ ...need, source: source(need.back) })),
      };
    }),
  ),
  planIsGood: fc.nat(7).map((chance) => chance > 0),
  approval: fc.constantFrom('per-plan', 'per-write'),
  isPlanDenied: fc.nat(5).map((chance) => chance === 0),
  concurrency: fc.integer({ min: 1, max: 4 }),
  choices: fc.array(fc.nat(20), { maxLength: 60 }),
  haltAfter: fc.nat(80).map((step) => (step < 20 ? step : undefined)),
});

const isWrite = ({ tool }: TaskSketch): boolean => tool === 'save' || tool === 'send';

/** The key that the order of the plan goes by. */
const plannedKey = ({ tool, key, keyFrom, needs }: TaskSketch): string | undefined =>
  tool === 'send' || keyFrom !== undefined || needs.length > 0 ? undefined : key;

function doConflict(left: TaskSketch, right: TaskSketch): boolean {
  if (left.tool === 'get' || right.tool === 'get') return false;
  if (!isWrite(left) && !isWrite(right)) return false;
  const keys = [plannedKey(left), plannedKey(right)];
  return keys.includes(undefined) || keys[0] === keys[1];
}

/** What is written: a list of ids by key. */
type Store = Map<string, number[]>;

function act({ id, tool }: TaskSketch, key: string, store: Store): Json {
  for (const name of ['a', 'b']) {
    if (tool === 'send' || (tool === 'save' && name === key)) {
      store.set(name, [...(store.get(name) ?? []), id]);
    }
  }
  return { id, seen: tool === 'look' ? (store.get(key) ?? []) : [], key: id % 2 === 0 ? 'a' : 'b' };
}

interface Expected {
  readonly status: 'ok' | 'failed' | 'skipped';
  readonly value?: Json;
}

/** One task after another, as the plan has them. */
function evaluateInSequence({ tasks, ...sketch }: Sketch): Map<number, Expected> {
  const outcomes = new Map<number, Expected>();
  const store: Store = new Map();
  const bad = new Set<TaskSketch>();
  const isOk = (id: number): boolean => outcomes.get(id)?.status === 'ok';
  const isUnfit = (each: TaskSketch): boolean => {
    if (each.guard === false) return true;
    if (each.keyFrom !== undefined && !isOk(each.keyFrom)) return true;
    return each.needs.some(({ source, optional }) => !optional && !isOk(source));
  };
  for (const each of tasks) {
    const earlier = tasks.slice(0, each.id - 1).filter((other) => doConflict(other, each));
    const isBehindBad = isWrite(each) && earlier.some((other) => bad.has(other));
    const isRefused =
      isWrite(each) && (sketch.approval === 'per-plan' ? sketch.isPlanDenied : each.isDenied);
    const isOfBadPlan = !sketch.planIsGood && (isWrite(each) || earlier.some(isWrite));
    let expected: Expected;
    if (isBehindBad || isOfBadPlan || isUnfit(each) || isRefused) expected = { status: 'skipped' };
    else if (each.throws) expected = { status: 'failed' };
    else {
      const given = outcomes.get(each.keyFrom ?? 0)?.value as { key: string } | undefined;
      expected = { status: 'ok', value: act(each, given?.key ?? each.key, store) };
    }
    outcomes.set(each.id, expected);
    const isVoid = each.guard === false && !isBehindBad;
    if (isWrite(each) && expected.status !== 'ok' && !isVoid) bad.add(each);
  }
  return outcomes;
}

function taskOf({ id, tool, key, keyFrom, needs, guard, ...rest }: TaskSketch): Task {
  const read = needs.map(({ source, optional }): Expression =>
    optional ? maybe(source) : ref(source),
  );
  const keyed = keyFrom === undefined ? literal(key) : ref(keyFrom, 'key');
  return task(
    id,
    tool,
    { key: keyed, list: { kind: 'list', items: read } },
    {
      effect: isWrite({ id, tool, key, keyFrom, needs, guard, ...rest }) ? 'write' : 'read',
      ...(guard === undefined ? {} : { guard: holds(literal(guard)) }),
    },
  );
}

async function play(sketch: Sketch) {
  const byIds = new Map(sketch.tasks.map((each) => [each.id, each]));
  const store: Store = new Map();
  const open: (() => void)[] = [];
  const consented = new Set<number>();
  let passed = false;
  let halted = false;
  let asking = 0;
  let mostAsked = 0;

  const execute = (input: Record<string, Json>, { taskId }: { taskId: number }) => {
    const each = byIds.get(taskId)!;
    expect(halted).toBe(false);
    for (const other of sketch.tasks.slice(0, taskId - 1)) {
      if (doConflict(other, each)) expect(bench.outcome(other.id)).toBeDefined();
    }
    if (isWrite(each)) {
      expect(passed).toBe(true);
      expect(consented.has(taskId)).toBe(true);
      consented.delete(taskId);
    }
    return new Promise((resolve, reject) => {
      open.push(() => {
        if (each.throws) reject(new Error('thrown'));
        else resolve(act(each, String(input['key']), store));
      });
    });
  };
  const approve = ({ scope, writes, signal }: ApprovalRequest): Promise<ApprovalDecision> => {
    expect(passed).toBe(true);
    expect(scope).toBe(sketch.approval === 'per-plan' ? 'plan' : 'write');
    asking += 1;
    mostAsked = Math.max(mostAsked, asking);
    signal.addEventListener('abort', () => (asking -= 1));
    return new Promise((resolve) => {
      open.push(() => {
        if (!signal.aborted) asking -= 1;
        const isDenied =
          scope === 'plan' ? sketch.isPlanDenied : byIds.get(writes[0]!.taskId)!.isDenied;
        if (!isDenied) for (const { taskId } of writes) consented.add(taskId);
        resolve(isDenied ? { decision: 'deny' } : { decision: 'approve' });
      });
    });
  };
  const resource = (input: unknown): string => (input as { key: string }).key;
  const tools = kinds.map((name) =>
    preparedTool(name, execute, {
      effect: name === 'save' || name === 'send' ? 'write' : 'read',
      more: { cache: 'off', ...(name === 'save' || name === 'look' ? { resource } : {}) },
    }),
  );
  const { approval, concurrency } = sketch;
  const bench = benchOf({ tools, concurrency, approval, approve });

  const toAdd = [...sketch.tasks];
  let ended = false;
  const endPlan = (): void => {
    ended = true;
    passed = sketch.planIsGood;
    bench.executor[passed ? 'pass' : 'fail'](bench.plan);
  };
  for (let step = 0; ; step += 1) {
    if (step === sketch.haltAfter) {
      halted = true;
      bench.executor.halt({ reason: 'budget', message: 'Enough.' });
    }
    const actions = open.map((action, index) => () => {
      open.splice(index, 1);
      action();
    });
    if (toAdd.length > 0) actions.unshift(() => bench.add(taskOf(toAdd.shift()!)));
    else if (!ended) actions.unshift(endPlan);
    if (actions.length === 0) break;
    actions[(sketch.choices[step] ?? 0) % actions.length]?.();
    await tick();
  }
  await bench.executor.settled();
  expect(mostAsked).toBeLessThanOrEqual(1);
  return bench;
}

it('any plan of writes and reads, in any order of ending, with any decisions, comes to what it comes to one task at a time; nothing is written before the plan has passed and somebody consented', async () => {
  const property = fc.asyncProperty(sketches, async (sketch) => {
    const expected = evaluateInSequence(sketch);
    const bench = await play(sketch);
    for (const { id } of sketch.tasks) {
      const ends = bench.story().filter((line) => line.startsWith(`${String(id)} end`));
      expect(ends).toHaveLength(1);
      const outcome = bench.outcome(id);
      if (outcome?.status === 'cancelled') {
        expect(sketch.haltAfter).toBeDefined();
        continue;
      }
      if (sketch.haltAfter !== undefined) continue;
      const wanted = expected.get(id);
      expect({ id, status: outcome?.status }).toEqual({ id, status: wanted?.status });
      if (wanted?.status === 'ok') expect(outcome).toMatchObject({ value: wanted.value });
    }
    const asked = bench.facts.filter(({ type }) => type === 'approval-asked');
    const decided = bench.facts.filter(({ type }) => type === 'approval-decided');
    expect(decided).toHaveLength(asked.length);
    expect(bench.clock.pending).toBe(0);
  });
  await fc.assert(property, runs(500, 100_000));
}, 1_800_000);
