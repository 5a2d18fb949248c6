import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import { defaultPasses, type Passes } from '../../src/executor/passes.ts';
import { dependenciesOf } from '../../src/plan/dependencies.ts';
import type { Expression, Reference, Task } from '../../src/plan/task.ts';
import type { PreparedTool } from '../../src/tools/prepared-tool.ts';
import { benchOf, holds, literal, maybe, preparedTool, ref, task, tick } from './builders.ts';
import { runs } from './runs.ts';

/**
 * One task of a made-up plan. There are few names, so that many calls are equal; a name with an x in
 * it fails.
 */
interface TaskSketch {
  readonly tool: 'echo' | 'many' | 'ask' | 'get' | 'put' | 'bump' | 'wipe';
  readonly name: string;
  /** Steps back to a task whose result is an argument, and whether `?` stands behind it. */
  readonly needs: { readonly back: number; readonly optional: boolean } | undefined;
  /** Steps back to a task whose success is the guard. */
  readonly guard: number | undefined;
  /** Over the names of the first task, instead of one name. */
  readonly isMapped: boolean;
}

interface Sketch {
  readonly tasks: readonly TaskSketch[];
  readonly concurrency: number;
  /** Two orders of ending, as indexes into what runs. */
  readonly choices: readonly (readonly number[])[];
}

const names = fc.constantFrom('a', 'a', 'a', 'b', 'x');

const sketches: fc.Arbitrary<Sketch> = fc.record({
  tasks: fc.array(
    fc.record({
      tool: fc.constantFrom<TaskSketch['tool'][]>(
        'echo',
        'echo',
        'many',
        'many',
        'ask',
        'get',
        'get',
        'get',
        'get',
        'put',
        'bump',
        'wipe',
      ),
      name: names,
      needs: fc.option(fc.record({ back: fc.nat(9), optional: fc.boolean() }), { nil: undefined }),
      guard: fc.option(fc.nat(9), { nil: undefined, freq: 4 }),
      isMapped: fc.nat(4).map((chance) => chance === 0),
    }),
    { minLength: 1, maxLength: 9 },
  ),
  concurrency: fc.integer({ min: 1, max: 5 }),
  choices: fc.array(fc.array(fc.nat(20), { maxLength: 40 }), { minLength: 2, maxLength: 2 }),
});

const writes: ReadonlySet<string> = new Set(['put', 'bump', 'wipe']);

/** Task 1 gives the list of names that others map over. */
function tasksOf({ tasks }: Sketch): readonly Task[] {
  const made = tasks.map((sketch, index): Task => {
    const id = index + 2;
    const source = (back: number): number => 1 + (back % (id - 1));
    const over: Reference = { source: 1, path: [{ kind: 'each' }], optional: false };
    const args: Record<string, Expression> = {
      name: sketch.isMapped ? { kind: 'reference', reference: over } : literal(sketch.name),
    };
    const { needs, guard } = sketch;
    // A write of one key must not depend on what it is given, or it might touch another.
    if (needs !== undefined) {
      args['value'] = needs.optional ? maybe(source(needs.back)) : ref(source(needs.back));
    }
    const condition = guard === undefined ? undefined : holds(maybe(source(guard)));
    return {
      ...task(id, sketch.tool, args),
      effect: writes.has(sketch.tool) ? 'write' : 'read',
      dependencies: dependenciesOf(condition, { kind: 'object', entries: Object.entries(args) }),
      ...(condition === undefined ? {} : { guard: condition }),
      ...(sketch.isMapped ? { fanOut: { over, parameters: ['name'] } } : {}),
    };
  });
  return [task(1, 'list'), ...made];
}

type Input = Readonly<Record<string, Json>>;

/** The tools, on a store of their own; each call is held until the schedule ends it. */
function world(hold: (end: () => void) => void): readonly PreparedTool[] {
  const store = new Map<string, number>();
  const nameOf = (input: unknown): string => String((input as Input)['name']);
  const later = (work: () => Json): Promise<Json> =>
    new Promise((resolve, reject) => {
      hold(() => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
    });
  const checked = (input: unknown): Json => {
    if (nameOf(input).includes('x')) throw new Error('an x');
    return { of: nameOf(input), value: (input as Input)['value'] ?? null };
  };
  const key = { resource: nameOf };
  const add = (name: string): Json => {
    store.set(name, (store.get(name) ?? 0) + 1);
    return store.get(name) ?? 0;
  };
  return [
    preparedTool('list', () => ['a', 'b', 'a', 'x', 'a']),
    preparedTool('echo', (input) => later(() => checked(input))),
    preparedTool('many', (input) => later(() => checked(input)), {
      more: {
        maxBatch: 3,
        runMany: (inputs) =>
          new Promise((resolve) => {
            hold(() => resolve(inputs.map((input) => attempt(() => checked(input)))));
          }),
      },
    }),
    preparedTool('ask', async (input, { call }) => {
      const children = ['a', nameOf(input)].map((name) => call('echo', { name }));
      return (await Promise.all(children)).map((outcome) => seen(outcome));
    }),
    preparedTool('get', (input) => later(() => store.get(nameOf(input)) ?? 0), { more: key }),
    preparedTool(
      'put',
      (input) => later(() => (nameOf(input) === 'x' ? checked(input) : add(nameOf(input)))),
      { effect: 'write', more: key },
    ),
    preparedTool(
      'bump',
      async (input, { call }) => {
        const before = seen(await call('get', { name: nameOf(input) }));
        add(nameOf(input));
        return [before, seen(await call('get', { name: nameOf(input) }))];
      },
      { effect: 'write', more: key },
    ),
    preparedTool('wipe', () => later(() => (store.clear(), null)), { effect: 'write' }),
  ];
}

function attempt(work: () => Json): Json | Error {
  try {
    return work();
  } catch (error) {
    return error as Error;
  }
}

/** What of an outcome is the answer: not how or when it came. */
function seen(outcome: Outcome | undefined): Json {
  if (outcome === undefined) return null;
  switch (outcome.status) {
    case 'ok': {
      const holes = (outcome.holes ?? []).map(({ index }) => index);
      return { status: 'ok', value: outcome.value, holes };
    }
    case 'failed':
      return { status: 'failed', code: outcome.error.code };
    case 'skipped':
    case 'cancelled':
      // Of two causes the first to come is told.
      return { status: outcome.status };
  }
}

interface Played {
  readonly outcomes: readonly Json[];
  readonly calls: number;
}

async function play(sketch: Sketch, passes: Passes, choices: readonly number[]): Promise<Played> {
  const held: (() => void)[] = [];
  let calls = 0;
  const tools = world((end) => {
    calls += 1;
    held.push(end);
  });
  const bench = benchOf({ tools, passes, concurrency: sketch.concurrency });
  const tasks = tasksOf(sketch);
  bench.add(...tasks);
  bench.executor.pass(bench.plan);
  for (let step = 0; ; step += 1) {
    await tick();
    const [end] = held.splice((choices[step] ?? 0) % Math.max(1, held.length), 1);
    if (end === undefined) break;
    end();
  }
  await bench.executor.settled();
  expect(bench.clock.pending).toBe(0);
  return { outcomes: tasks.map(({ id }) => seen(bench.outcome(id))), calls };
}

const allOff: Passes = {
  singleFlight: 'off',
  batching: 'off',
  closeUnread: 'off',
  priority: 'arrival',
};

it('any plan, in any order of ending: every pass leaves every outcome as it is without', async () => {
  let saved = 0;
  const property = fc.asyncProperty(sketches, async (sketch) => {
    const [first = [], second = []] = sketch.choices;
    const plain = await play(sketch, allOff, first);
    for (const passes of [
      defaultPasses,
      { ...defaultPasses, batching: 'off' },
      { ...defaultPasses, singleFlight: 'off' },
    ] as const) {
      const played = await play(sketch, passes, second);
      expect(played.outcomes).toEqual(plain.outcomes);
      expect(played.calls).toBeLessThanOrEqual(plain.calls);
      saved += plain.calls - played.calls;
    }
  });
  await fc.assert(property, runs(200, 20_000));
  expect(saved).toBeGreaterThan(100);
}, 1_800_000);
