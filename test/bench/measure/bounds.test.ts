import { describe, expect, test } from 'vitest';
import { boundsOf } from '../../../bench/race/measure/bounds.ts';
import { criticalPathMs, latencies } from '../../../bench/race/measure/critical-path.ts';
import { timings } from '../../../bench/race/provider/timing.ts';
import { countTokens } from '../../../bench/race/provider/tokens.ts';
import { workloads } from '../../../bench/race/workloads/index.ts';
import { chain } from '../../../bench/race/workloads/chain.ts';
import { exploratory } from '../../../bench/race/workloads/exploratory.ts';
import { mixed } from '../../../bench/race/workloads/mixed.ts';
import { oneCall } from '../../../bench/race/workloads/one-call.ts';

test('the bounds of one call are what one reckons by hand', () => {
  const raceCase = oneCall.make(1);
  const timing = { firstTokenMs: 100, promptTokenMs: 0, tokenMs: 10, jitter: 0 };
  const [step] = raceCase.steps(() => undefined);
  const query = step?.args['query'];
  const literal = query !== undefined && 'literal' in query ? String(query.literal) : '';
  const line = `1. search(query=${JSON.stringify(literal)})`;
  const at = (text: string): number => 100 + (countTokens(text) - 1) * 10;
  const callEnd = at(line) + latencies(raceCase)(0);
  const join = at(`Finish: ${raceCase.expected}`);
  const { floorMs, idealMs, finishMs, depth } = boundsOf(raceCase, { timing, seed: 1 });
  expect(depth).toBe(1);
  expect(floorMs).toBeCloseTo(Math.max(at(`${line}\njoin()`), callEnd) + join);
  expect(idealMs).toBeCloseTo(latencies(raceCase)(0) + join);
  const finish = `${line}\nfinish(${JSON.stringify(raceCase.finish)})`;
  expect(finishMs).toBeCloseTo(Math.max(at(finish), callEnd));
});

describe.each(workloads.map((workload) => [workload.name, workload] as const))(
  '%s',
  (_, { make }) => {
    test('no bound is below the critical path, and the ideal is below the floor', () => {
      for (let seed = 1; seed <= 5; seed += 1) {
        const raceCase = make(seed);
        const bounds = boundsOf(raceCase, { timing: timings.typical, seed: 1 });
        expect(bounds.idealMs).toBeLessThan(bounds.floorMs);
        expect(criticalPathMs(raceCase)).toBeLessThan(bounds.idealMs);
        expect(bounds.finishMs === undefined).toBe(raceCase.finish === undefined);
      }
    });
  },
);

test('the critical path of a chain is the sum of its calls, also where each is chosen by the last', () => {
  const sumOf = (raceCase: ReturnType<typeof chain.make>, count: number): number =>
    Array.from({ length: count }, (_, place) => latencies(raceCase)(place)).reduce(
      (sum, latency) => sum + latency,
    );
  expect(criticalPathMs(chain.make(2))).toBeCloseTo(sumOf(chain.make(2), 4));
  expect(criticalPathMs(exploratory.make(2))).toBeCloseTo(sumOf(exploratory.make(2), 3));
});

test('the depth tells the deep cases of a workload from the others', () => {
  const depths = [1, 2, 3].map((seed) =>
    boundsOf(mixed.make(seed), { timing: timings.fast, seed: 1 }),
  );
  expect(depths.map(({ depth }) => depth)).toEqual([3, 2, 3]);
});
