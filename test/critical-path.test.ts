import { describe, expect, test } from 'vitest';
import { createCompiler, runPlan, type Report } from '../src/index.ts';
import { controlledTool, createFakeClock, scriptedModel } from '../src/testing/index.ts';

/** Runs a plan of `wait({"ms": n, "after": …})` calls on a fake clock to its end. */
async function timed(text: string, options: { concurrency?: number } = {}): Promise<Report> {
  const clock = createFakeClock();
  const wait = {
    ...controlledTool({ name: 'wait' }),
    execute: (input: unknown) =>
      new Promise((resolve) => clock.after(Number((input as { ms: number }).ms), () => resolve(1))),
  };
  const run = runPlan(text, { tools: [wait], clock, ...options });
  let ended = false;
  void run.report.then(() => (ended = true));
  for (let step = 0; step < 1_000 && !ended; step += 1) await clock.advance(1);
  return run.report;
}

const idsOf = ({ timing }: Report): readonly number[] =>
  timing.criticalPath.map(({ taskId }) => taskId);

describe('the critical path', () => {
  test('of a diamond goes over its slower side', async () => {
    const report = await timed(
      '1. wait({"ms": 10})\n2. wait({"ms": 50, "a": $1})\n3. wait({"ms": 20, "a": $1})\n4. wait({"ms": 5, "a": [$3, $2]})\n5. join()',
    );
    expect(idsOf(report)).toEqual([1, 2, 4]);
    expect(
      report.timing.criticalPath.map(({ startedAt, endedAt }) => [startedAt, endedAt]),
    ).toEqual([
      [0, 10],
      [10, 60],
      [60, 65],
    ]);
    expect(report.timing).toMatchObject({ wallMs: 65, busyMs: 65, callsMs: 85, savedMs: 20 });
    expect(report.timing.sequentialMs).toBe(85);
    expect(report.timing.speedUp).toBeCloseTo(85 / 65);
  });

  test('leaves out a task that ended early, however many wait for it', async () => {
    const report = await timed(
      '1. wait({"ms": 5})\n2. wait({"ms": 90})\n3. wait({"ms": 5, "a": $1})\n4. wait({"ms": 5, "a": $1})\n5. join()',
    );
    expect(idsOf(report)).toEqual([2]);
  });

  test('goes over a task that used the call of another, from when it began to wait', async () => {
    const report = await timed(
      '1. wait({"ms": 30})\n2. wait({"ms": 10})\n3. if $2 == 1: wait({"ms": 30})\n4. wait({"ms": 5, "a": $3})\n5. join()',
    );
    expect(report.outcomes.get(3)).toMatchObject({ reused: 'flight', attempts: 0 });
    expect(
      report.timing.criticalPath.map(({ taskId, startedAt, endedAt }) => [
        taskId,
        startedAt,
        endedAt,
      ]),
    ).toEqual([
      [2, 0, 10],
      [3, 10, 30],
      [4, 30, 35],
    ]);
    expect(report.timing).toMatchObject({ wallMs: 35, callsMs: 45 });
  });

  test('follows a guard as it follows an argument', async () => {
    const report = await timed(
      '1. wait({"ms": 30})\n2. wait({"ms": 10})\n3. if $1 == 1: wait({"ms": 10, "a": $2})\n4. join()',
    );
    expect(idsOf(report)).toEqual([1, 3]);
  });

  test('of several rounds has the path of each', async () => {
    const clock = createFakeClock();
    const wait = controlledTool({ name: 'wait' });
    const model = scriptedModel([
      '1. wait({"n": 1})\n2. wait({"n": 2})\n3. join()',
      'Replan: more',
      '3. wait({"n": 3, "a": $1})\n4. join()',
      'Finish: x',
    ]);
    const run = createCompiler({ model, tools: [wait], clock }).stream('?');
    const [first, second] = [await wait.next(), await wait.next()];
    await clock.advance(10);
    first.resolve(1);
    await clock.advance(10);
    second.resolve(2);
    const third = await wait.next();
    await clock.advance(5);
    third.resolve(3);
    const report = await run.report;
    expect(idsOf(report)).toEqual([1, 2, 3]);
    expect(report.timing).toMatchObject({ wallMs: 25, callsMs: 35, busyMs: 25 });
  });
});
