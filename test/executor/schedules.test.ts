import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { Cause, Outcome } from '../../src/core/outcome.ts';
import type { Expression, Task } from '../../src/plan/task.ts';
import {
  benchOf,
  holds,
  literal,
  maybe,
  preparedTool,
  ref,
  task,
  tick,
  type Bench,
} from './builders.ts';
import { runs } from './runs.ts';

/** One task of a made-up plan; `needs` names tasks that stand before it in `Sketch.tasks`. */
interface TaskSketch {
  readonly id: number;
  readonly isWrite: boolean;
  readonly throws: boolean;
  /** Ends inside `execute`; otherwise the schedule ends it. */
  readonly isSync: boolean;
  /** What its result has as `flag`, for guards. */
  readonly flag: boolean;
  readonly needs: readonly Need[];
  readonly guard: Need | boolean | undefined;
}

interface Need {
  readonly source: number;
  readonly optional: boolean;
}

interface Sketch {
  /** So that nothing needs what comes later. */
  readonly tasks: readonly TaskSketch[];
  /** In which order the plan has them. */
  readonly order: readonly number[];
  readonly planIsGood: boolean;
  readonly concurrency: number;
  /** What happens next, as an index into what can happen. */
  readonly choices: readonly number[];
  /** After how many steps the run is aborted. */
  readonly abortAfter: number | undefined;
}

const sketches: fc.Arbitrary<Sketch> = fc
  .array(
    fc.record({
      isWrite: fc.boolean(),
      throws: fc.nat(4).map((chance) => chance === 0),
      isSync: fc.boolean(),
      flag: fc.boolean(),
      needs: fc.array(fc.record({ back: fc.nat(20), optional: fc.boolean() }), { maxLength: 3 }),
      guard: fc.oneof(
        fc.constant(undefined),
        fc.boolean(),
        fc.record({ back: fc.nat(20), optional: fc.boolean() }),
      ),
      place: fc.nat(100),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .chain((drafts) =>
    fc.record({
      tasks: fc.constant(drafts.map((draft, index) => sketchOf(draft, index))),
      order: fc.constant(orderOf(drafts)),
      planIsGood: fc.nat(5).map((chance) => chance > 0),
      concurrency: fc.integer({ min: 1, max: 4 }),
      choices: fc.array(fc.nat(20), { maxLength: 40 }),
      abortAfter: fc.option(fc.nat(15), { nil: undefined }),
    }),
  )
  .map((sketch) =>
    hasCircle(sketch) ? { ...sketch, order: [...sketch.order].sort(byId) } : sketch,
  );

type Draft = {
  readonly needs: readonly { readonly back: number; readonly optional: boolean }[];
  readonly guard: { readonly back: number; readonly optional: boolean } | boolean | undefined;
  readonly place: number;
} & Omit<TaskSketch, 'id' | 'needs' | 'guard'>;

const byId = (left: number, right: number): number => left - right;

function sketchOf({ needs, guard, ...rest }: Draft, index: number): TaskSketch {
  const need = ({ back, optional }: { back: number; optional: boolean }): Need[] =>
    index === 0 ? [] : [{ source: 1 + (back % index), optional }];
  return {
    ...rest,
    id: index + 1,
    needs: needs.flatMap(need),
    guard: typeof guard === 'object' ? need(guard)[0] : guard,
  };
}

/** Reads may stand anywhere, so that references point forward too. */
function orderOf(drafts: readonly Draft[]): number[] {
  return drafts
    .map(({ place }, index) => ({ id: index + 1, place }))
    .sort((left, right) => left.place - right.place)
    .map(({ id }) => id);
}

function needsOf({ needs, guard }: TaskSketch): readonly Need[] {
  return typeof guard === 'object' ? [guard, ...needs] : needs;
}

/** The order of writes counts as dependencies: a real plan with such a circle is refused. */
function hasCircle(sketch: Sketch): boolean {
  return sequence(sketch).length < sketch.tasks.length;
}

/** An order in which the tasks can run one after another. */
function sequence({ tasks, order }: Sketch): TaskSketch[] {
  const byIds = new Map(tasks.map((each) => [each.id, each]));
  const writes = order.filter((id) => byIds.get(id)?.isWrite);
  const done: TaskSketch[] = [];
  const left = new Map(byIds);
  for (let before = -1; before !== done.length;) {
    before = done.length;
    for (const [id, each] of left) {
      const earlier = each.isWrite ? writes.slice(0, writes.indexOf(id)) : [];
      const waits = [...needsOf(each).map(({ source }) => source), ...earlier];
      if (waits.some((other) => left.has(other))) continue;
      left.delete(id);
      done.push(each);
    }
  }
  return done;
}

type Expected =
  | { readonly status: 'ok'; readonly value: Json }
  | { readonly status: 'failed' }
  | { readonly status: 'skipped'; readonly isVoid: boolean };

/** The outcomes of the same plan, one task after another, by the words of the language alone. */
function evaluateInSequence(sketch: Sketch): Map<number, Expected> {
  const outcomes = new Map<number, Expected>();
  let writeFailed = !sketch.planIsGood;
  const valueOf = (source: number): Json => {
    const outcome = outcomes.get(source);
    return outcome?.status === 'ok' ? outcome.value : null;
  };
  const isThere = ({ source, optional }: Need): boolean =>
    optional || outcomes.get(source)?.status === 'ok';
  const outcomeOf = (each: TaskSketch): Expected => {
    if (each.isWrite && writeFailed) return { status: 'skipped', isVoid: false };
    if (typeof each.guard === 'object') {
      if (!isThere(each.guard)) return { status: 'skipped', isVoid: false };
      const value = valueOf(each.guard.source);
      const isTrue = value !== null && typeof value === 'object' && 'flag' in value && value.flag;
      if (isTrue !== true) return { status: 'skipped', isVoid: true };
    }
    if (each.guard === false) return { status: 'skipped', isVoid: true };
    if (!each.needs.every(isThere)) return { status: 'skipped', isVoid: false };
    if (each.throws) return { status: 'failed' };
    return {
      status: 'ok',
      value: resultOf(
        each,
        each.needs.map(({ source }) => valueOf(source)),
      ),
    };
  };
  for (const each of sequence(sketch)) {
    const outcome = outcomeOf(each);
    outcomes.set(each.id, outcome);
    const isVoid = outcome.status === 'skipped' && outcome.isVoid;
    if (each.isWrite && outcome.status !== 'ok' && !isVoid) writeFailed = true;
  }
  return outcomes;
}

function resultOf({ id, flag }: TaskSketch, inputs: readonly Json[]): Json {
  return { flag, made: `${String(id)} of ${JSON.stringify(inputs).length}` };
}

function taskOf(each: TaskSketch): Task {
  const reading = ({ source, optional }: Need): Expression =>
    optional ? maybe(source) : ref(source);
  const { guard } = each;
  const condition =
    typeof guard === 'object'
      ? guard.optional
        ? maybe(guard.source, 'flag')
        : ref(guard.source, 'flag')
      : literal(guard ?? null);
  return task(
    each.id,
    each.isWrite ? 'write' : 'read',
    { list: { kind: 'list', items: each.needs.map(reading) } },
    {
      effect: each.isWrite ? 'write' : 'read',
      ...(guard === undefined ? {} : { guard: holds(condition) }),
    },
  );
}

const abort: Cause = { reason: 'abort', message: 'The caller aborted the run.' };

interface Call {
  readonly id: number;
  readonly signal: AbortSignal;
  end(): void;
}

/** Runs a sketch by its schedule and checks, at each step, what must hold at each step. */
async function play(sketch: Sketch): Promise<Bench> {
  const byIds = new Map(sketch.tasks.map((each) => [each.id, each]));
  const running: Call[] = [];
  let alive = 0;
  let passed = false;
  let aborted = false;
  const execute = (
    input: Record<string, Json>,
    context: { taskId: number; signal: AbortSignal },
  ) => {
    const each = byIds.get(context.taskId)!;
    checkStart(each);
    const inputs = input['list'] as readonly Json[];
    if (each.isSync) {
      if (each.throws) throw new Error('thrown');
      return resultOf(each, inputs);
    }
    alive += 1;
    expect(alive).toBeLessThanOrEqual(sketch.concurrency);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        alive -= 1;
        if (each.throws) reject(new Error('rejected'));
        else resolve(resultOf(each, inputs));
      };
      running.push({ id: each.id, signal: context.signal, end });
    });
  };
  const checkStart = (each: TaskSketch): void => {
    expect(aborted).toBe(false);
    for (const { source } of needsOf(each)) expect(bench.outcome(source)).toBeDefined();
    if (!each.isWrite) return;
    expect(passed).toBe(true);
    const earlier = sketch.order.slice(0, sketch.order.indexOf(each.id));
    for (const id of earlier) {
      if (byIds.get(id)?.isWrite) expect(bench.outcome(id)).toBeDefined();
    }
  };
  const tools = (['read', 'write'] as const).map((name) =>
    preparedTool(name, execute, { effect: name }),
  );
  const bench = benchOf({ tools, concurrency: sketch.concurrency });

  const toAdd = [...sketch.order];
  let ended = false;
  const endPlan = (): void => {
    ended = true;
    passed = sketch.planIsGood;
    if (sketch.planIsGood) bench.executor.pass(bench.plan);
    else bench.executor.fail(bench.plan);
  };
  const abortRun = (): void => {
    const signals = running.map(({ signal }) => signal);
    aborted = true;
    bench.executor.closeAll(abort);
    expect(signals.every((signal) => signal.aborted)).toBe(true);
  };
  for (let step = 0; ; step += 1) {
    if (step === sketch.abortAfter) abortRun();
    const actions: (() => void)[] = running.map((call, index) => () => {
      running.splice(index, 1);
      call.end();
    });
    if (toAdd.length > 0) actions.unshift(() => bench.add(taskOf(byIds.get(toAdd.shift()!)!)));
    else if (!ended) actions.unshift(endPlan);
    if (actions.length === 0) break;
    actions[(sketch.choices[step] ?? 0) % actions.length]?.();
    await tick();
  }
  if (sketch.abortAfter !== undefined && !aborted) abortRun();
  await bench.executor.settled();
  return bench;
}

it('any plan, in any order of ending, with any failures and any abort: every promise of the driver holds', async () => {
  const property = fc.asyncProperty(sketches, async (sketch) => {
    const expected = evaluateInSequence(sketch);
    const bench = await play(sketch);
    for (const { id, isWrite } of sketch.tasks) {
      const events = bench.story().filter((line) => line.startsWith(`${String(id)} `));
      expect(events.filter((line) => line.includes('end'))).toHaveLength(1);
      expect(events.at(-1)).toContain('end');
      const outcome = bench.outcome(id);
      if (isAborted(outcome)) {
        expect(sketch.abortAfter).toBeDefined();
        continue;
      }
      const wanted = expected.get(id);
      expect({ id, status: outcome?.status }).toEqual({ id, status: wanted?.status });
      if (wanted?.status === 'ok') expect(outcome).toMatchObject({ value: wanted.value });
      if (wanted?.status === 'skipped' && !isWrite) {
        const isGuard = outcome?.status === 'skipped' && outcome.cause.reason === 'guard';
        expect(isGuard).toBe(wanted.isVoid);
      }
    }
    expect(bench.clock.pending).toBe(0);
  });
  await fc.assert(property, runs(500, 100_000));
}, 1_800_000);

function isAborted(outcome: Outcome | undefined): boolean {
  return outcome?.status === 'cancelled' && outcome.cause.reason === 'abort';
}
