import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateExpression, solves } from '../../../bench/race/world/expression.ts';
import { countWays } from '../../../bench/race/world/game-tools.ts';
import { latencyOf } from '../../../bench/race/world/latency.ts';
import { inventNames } from '../../../bench/race/world/names.ts';
import { fillIn } from '../../../bench/race/world/plan.ts';
import { createRandom } from '../../../bench/race/world/random.ts';
import { findFact, searchTool } from '../../../bench/race/world/search-tool.ts';

test('chance repeats for a seed, and spreads evenly', () => {
  const draw = (seed: string): readonly number[] => {
    const random = createRandom(seed);
    return Array.from({ length: 2000 }, () => random.integer(1, 10));
  };
  expect(draw('a')).toEqual(draw('a'));
  expect(draw('a')).not.toEqual(draw('b'));
  const counts = Array.from(
    { length: 10 },
    (_, index) => draw('a').filter((one) => one === index + 1).length,
  );
  expect(Math.min(...counts)).toBeGreaterThan(140);
  expect(Math.max(...counts)).toBeLessThan(260);
});

test('a shuffled list holds the same items; an empty list has nothing to pick', () => {
  const random = createRandom('a');
  expect(random.shuffle([1, 2, 3, 4]).toSorted()).toEqual([1, 2, 3, 4]);
  expect(() => random.pick([])).toThrow('expected a list to pick from');
});

test('invented names are all different', () => {
  expect(new Set(inventNames(createRandom('a'), 500)).size).toBe(500);
});

test('half of the latencies are below the median, a sixth above 1.5 times it', () => {
  const draws = Array.from({ length: 4000 }, (_, n) =>
    latencyOf({ seed: 's', tool: 't', medianMs: 100 }, { n }),
  );
  expect(draws.filter((ms) => ms < 100).length / 4000).toBeCloseTo(0.5, 1);
  expect(draws.filter((ms) => ms > 150).length / 4000).toBeCloseTo(0.16, 1);
});

test('the order of keys does not change how long a call takes', () => {
  const options = { seed: 's', tool: 't', medianMs: 100 };
  expect(latencyOf(options, { a: 1, b: 2 })).toBe(latencyOf(options, { b: 2, a: 1 }));
  expect(latencyOf(options, { a: 1, b: 2 })).not.toBe(latencyOf(options, { a: 2, b: 1 }));
});

test('a search gives about 300 tokens, the figure first', () => {
  const fact = { subject: 'Lake Ven', topic: 'depth', value: 12, unit: 'm' };
  const text = JSON.stringify(searchTool('s', [fact]).result({ query: 'how deep is lake ven' }));
  expect(text).toMatch(/^\{"value":12,"unit":"m"/);
  expect(text.length / 4).toBeGreaterThan(250);
  expect(text.length / 4).toBeLessThan(350);
});

test('a query finds by subject, and by topic where a subject has several', () => {
  const depth = { subject: 'Ven', topic: 'depth', value: 1, unit: 'm' };
  const width = { ...depth, topic: 'width' };
  expect(findFact([depth, width], 'width of ven')).toBe(width);
  expect(findFact([depth], 'ven')).toBe(depth);
  expect(() => findFact([depth, width], 'ven')).toThrow('name the subject and the topic');
  expect(() => findFact([depth], 'nil')).toThrow('nothing found for "nil"');
});

test('a text is filled in with parts of results, and says which are missing', () => {
  const results = [{ value: 0 }, { items: [{ id: 'x$' }] }];
  const known = (step: number) => results[step];
  expect(fillIn('a ${1.value}, ${2.items[0].id}', known)).toBe('a 0, x$');
  expect(fillIn('${1.nothing} ${3.value}', known)).toBe('I could not find 1.nothing, 3.value.');
  expect(fillIn('${1}', known)).toBe('I could not find 1.');
});

test('an expression has the value that arithmetic gives it', () => {
  expect(evaluateExpression('8 / (3 - 8 / 3)')).toBeCloseTo(24, 9);
  expect(evaluateExpression('2 - 3 - 4 * 2')).toBe(-9);
  expect(['', '1 +', '(1', '1 2', '1 / 0', 'a', '1)'].map(evaluateExpression)).toEqual(
    Array(7).fill(undefined),
  );
  const { tree } = fc.letrec<{ tree: readonly [string, number]; leaf: readonly [string, number] }>(
    (tie) => ({
      leaf: fc.nat(99).map((n): readonly [string, number] => [String(n), n]),
      tree: fc.oneof(
        { maxDepth: 4 },
        tie('leaf'),
        fc
          .tuple(tie('tree'), fc.constantFrom('+', '-', '*'), tie('tree'))
          .map(([[a, x], sign, [b, y]]): readonly [string, number] => [
            `(${a} ${sign} ${b})`,
            sign === '+' ? x + y : sign === '-' ? x - y : x * y,
          ]),
      ),
    }),
  );
  fc.assert(fc.property(tree, ([text, value]) => evaluateExpression(text) === value));
});

test('games that can be won have ways, others have none', () => {
  expect([countWays([3, 3, 8, 8]) > 0, countWays([1, 5, 5, 5]) > 0]).toEqual([true, true]);
  expect([countWays([1, 1, 1, 1]), countWays([24]), countWays([23])]).toEqual([0, 1, 0]);
});

test.each([
  ['(8 / (3 - (8 / 3))) = 24', true],
  ['The solution is 8 ÷ (3 − 8 ÷ 3) = 24.', true],
  ['8 * 3', false],
  ['8 * 3 + 8 * 0 * 3 = 24', false],
  ['3 * 8 * (8 / 8) = 24', false],
  ['8 / 3 - 8 / 3 = 24', false],
  ['I could not find a solution.', false],
])('"%s" uses 3, 3, 8, 8 once each and makes 24: %s', (text, right) => {
  expect(solves(text, [3, 3, 8, 8], 24)).toBe(right);
});
