import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { Cause, Outcome } from '../../src/core/outcome.ts';
import {
  benchOf,
  literal,
  preparedTool,
  ref,
  reference,
  task,
  tick,
  type Bench,
  type Execute,
} from './builders.ts';
import { runs } from './runs.ts';

/** How one element of a made-up fan-out goes. */
type Way =
  | 'ok'
  | 'ok at once'
  | 'throws'
  | 'rejects'
  | 'bad output'
  /** Until its time limit; then it rejects, or never ends. */
  | 'hangs, heeds'
  | 'hangs, deaf'
  | 'no input';

interface Sketch {
  readonly ways: readonly Way[];
  readonly isWrite: boolean;
  readonly concurrency: number;
  /** The tool's own. */
  readonly own: number | undefined;
  /** Which of what can happen does. */
  readonly choices: readonly number[];
  readonly stop: { readonly kind: 'abort' | 'halt'; readonly after: number } | undefined;
}

const sketches: fc.Arbitrary<Sketch> = fc.record({
  ways: fc.array(
    fc.constantFrom<Way>(
      'ok',
      'ok at once',
      'throws',
      'rejects',
      'bad output',
      'hangs, heeds',
      'hangs, deaf',
      'no input',
    ),
    { maxLength: 12 },
  ),
  isWrite: fc.nat(3).map((chance) => chance === 0),
  concurrency: fc.integer({ min: 1, max: 5 }),
  own: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  choices: fc.array(fc.nat(20), { maxLength: 30 }),
  stop: fc.option(
    fc.record({ kind: fc.constantFrom('abort' as const, 'halt' as const), after: fc.nat(12) }),
    { nil: undefined },
  ),
});

const causes: Record<'abort' | 'halt', Cause> = {
  abort: { reason: 'abort', message: 'The caller aborted the run.' },
  halt: { reason: 'budget', message: 'The budget is spent.' },
};
const timeoutMs = 50;
const graceMs = 100;

interface Played {
  readonly bench: Bench;
  /** Indexes of the elements that were called, in order. */
  readonly called: readonly number[];
  readonly timedOut: ReadonlySet<number>;
  /** How the children ended, by index; the ones that never began are absent. */
  readonly children: ReadonlyMap<number, Outcome>;
  readonly stopped: 'abort' | 'halt' | undefined;
}

/** Runs a sketch by its schedule and checks, at each step, what must hold at each step. */
async function play(sketch: Sketch): Promise<Played> {
  const called: number[] = [];
  const timedOut = new Set<number>();
  const open: { readonly signal: AbortSignal; end(): void }[] = [];
  let alive = 0;
  let stopped: 'abort' | 'halt' | undefined;
  const cap = Math.min(sketch.isWrite ? 1 : sketch.concurrency, sketch.own ?? Infinity);

  const execute: Execute = ({ index }, { signal }) => {
    const way = sketch.ways[Number(index)];
    expect(stopped).toBeUndefined();
    called.push(Number(index));
    if (way === 'throws') throw new Error('thrown');
    if (way === 'ok at once') return Number(index);
    alive += 1;
    expect(alive).toBeLessThanOrEqual(cap);
    return new Promise((resolve, reject) => {
      let isAlive = true;
      const leave = (): void => {
        if (isAlive) alive -= 1;
        isAlive = false;
      };
      signal.addEventListener('abort', () => {
        if (stopped !== 'abort') timedOut.add(Number(index));
        // The permit of one that does not heed its signal comes back with the end of the grace.
        if (way !== 'hangs, heeds') return void bench.clock.after(graceMs, leave);
        leave();
        reject(new Error('aborted'));
      });
      if (way !== 'hangs, heeds' && way !== 'hangs, deaf') {
        open.push({
          signal,
          end() {
            leave();
            if (way === 'rejects') reject(new Error('rejected'));
            else resolve(way === 'bad output' ? 'bad' : Number(index));
          },
        });
      }
    });
  };
  const effect = sketch.isWrite ? 'write' : 'read';
  const call = preparedTool('call', execute, {
    effect,
    timeoutMs,
    ...(sketch.own === undefined ? {} : { concurrency: sketch.own }),
    output: (value) =>
      value === 'bad'
        ? { ok: false, issues: [{ path: [], message: 'a number, please' }] }
        : { ok: true, value },
  });
  const list = sketch.ways.map((way, index): Json => (way === 'no input' ? {} : { index }));
  const bench = benchOf({
    tools: [preparedTool('list', ({ value }) => value), call],
    concurrency: sketch.concurrency,
    limits: { graceMs },
  });
  bench.add(
    task(1, 'list', { value: literal(list) }),
    task(
      2,
      'call',
      { index: ref(1, '*', 'index') },
      { effect, fanOut: { over: reference(1, '*'), parameters: ['index'] } },
    ),
  );
  bench.executor.pass(bench.plan);
  await tick();

  const stopRun = (kind: 'abort' | 'halt'): void => {
    const signals = open.map(({ signal }) => signal);
    stopped = kind;
    if (kind === 'halt') return bench.executor.halt(causes.halt);
    bench.executor.closeAll(causes.abort);
    expect(signals.every((signal) => signal.aborted)).toBe(true);
  };
  for (let step = 0; step < 200; step += 1) {
    if (sketch.stop !== undefined && step === sketch.stop.after) stopRun(sketch.stop.kind);
    if (bench.outcome(2) !== undefined) break;
    const choice = sketch.choices[step] ?? 0;
    const call = open.splice(choice % (open.length + 1), 1)[0];
    if (call === undefined) await bench.clock.advance(timeoutMs / 2);
    else call.end();
    await tick();
  }
  for (const call of open.splice(0)) call.end();
  await bench.clock.advance(timeoutMs + graceMs);
  await bench.executor.settled();
  return { bench, called, timedOut, children: childrenOf(bench), stopped };
}

function childrenOf(bench: Bench): Map<number, Outcome> {
  const children = new Map<number, Outcome>();
  for (const fact of bench.facts) {
    if (fact.type !== 'task-end' || fact.path === undefined) continue;
    const index = Number(fact.path.split('.')[1]) - 1;
    expect(children.has(index)).toBe(false);
    children.set(index, fact.outcome);
  }
  return children;
}

/** What an element comes to when nothing stops it: a value, or the code of a failure. */
function endOf({ ways }: Sketch, { timedOut }: Played, index: number): number | string | undefined {
  if (timedOut.has(index)) return 'tool.timeout';
  switch (ways[index]) {
    case undefined:
      return undefined;
    case 'ok':
    case 'ok at once':
      return index;
    case 'throws':
    case 'rejects':
      return 'tool.threw';
    case 'bad output':
      return 'tool.invalid-output';
    case 'hangs, heeds':
    case 'hangs, deaf':
      return 'tool.timeout';
    case 'no input':
      return 'reference.missing-path';
  }
}

/** The elements that were called: all, in order; of a write, up to the first that did not succeed. */
function expectedCalls(sketch: Sketch, played: Played): number[] {
  const calls: number[] = [];
  for (const [index, way] of sketch.ways.entries()) {
    if (way !== 'no input') calls.push(index);
    if (sketch.isWrite && typeof endOf(sketch, played, index) === 'string') break;
  }
  return calls;
}

function checkChildren(sketch: Sketch, played: Played): void {
  const { children, stopped } = played;
  for (const [index, outcome] of children) {
    const expected = endOf(sketch, played, index);
    if (outcome.status === 'cancelled') {
      expect(outcome.cause).toEqual(stopped === undefined ? 'not stopped' : causes[stopped]);
    } else if (typeof expected === 'number') {
      expect(outcome).toMatchObject({ status: 'ok', value: expected });
    } else {
      expect(outcome).toMatchObject({ status: 'failed', error: { code: expected } });
    }
  }
}

/** The task's outcome, from what its children came to. */
function checkTask({ ways, isWrite }: Sketch, { bench, children, stopped }: Played): void {
  const outcome = bench.outcome(2);
  const ended = ways.map((_, index) => children.get(index));
  const values = ended.map((child) => (child?.status === 'ok' ? child.value : null));
  const oks = values.filter((value) => value !== null);
  const first = ended.find((child) => child?.status === 'failed');
  if (stopped === 'abort' && outcome?.status === 'cancelled') {
    expect(outcome.cause).toMatchObject({ reason: 'abort' });
  } else if (oks.length === ways.length) {
    expect(outcome).toMatchObject({ status: 'ok', value: values });
    expect(outcome).not.toHaveProperty('holes');
  } else if (oks.length === 0 && first === undefined) {
    expect(outcome).toMatchObject({ status: 'cancelled', cause: causes.halt });
  } else if (isWrite) {
    const code = first?.status === 'failed' ? first.error.code : 'run.budget';
    const error = { code, details: { succeeded: oks } };
    expect(outcome).toMatchObject({ status: 'failed', error });
  } else if (oks.length === 0) {
    expect(outcome).toMatchObject({ status: 'failed' });
  } else {
    const holes = values.flatMap((value, index) => (value === null ? [{ index }] : []));
    expect(outcome).toMatchObject({ status: 'ok', value: values, holes });
  }
}

it('any elements, ending in any way and order, stopped at any point: each has its outcome, in its place', async () => {
  const property = fc.asyncProperty(sketches, async (sketch) => {
    const played = await play(sketch);
    const { bench, called, children, stopped } = played;
    const expected = expectedCalls(sketch, played);
    expect(called).toEqual(expected.slice(0, called.length));
    if (stopped === undefined) expect(called).toHaveLength(expected.length);
    const wanted = sketch.isWrite ? called.length : sketch.ways.length;
    if (stopped === undefined) expect(children.size).toBeGreaterThanOrEqual(wanted);
    checkChildren(sketch, played);
    checkTask(sketch, played);
    expect(bench.story().at(-1)).toMatch(/^2 end/);
    expect(bench.clock.pending).toBe(0);
  });
  await fc.assert(property, runs(150, 20_000));
}, 1_800_000);
