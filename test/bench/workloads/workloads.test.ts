import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { Case, RaceTool, Step, Workload } from '../../../bench/race/case.ts';
import { workloads } from '../../../bench/race/workloads/index.ts';
import { bindStep, depthOf, runOracle, sourcesOf } from '../../../bench/race/world/oracle.ts';
import { fillIn } from '../../../bench/race/world/plan.ts';
import { defineTool, runPlan, type Json, type JsonObject, type Tool } from '../../../src/index.ts';

const bench = new URL('../../../bench/', import.meta.url);
const seeds = Array.from({ length: 50 }, (_, index) => index + 1);
const ajv = new Ajv({ strict: false });

for (const { name, make } of workloads) {
  const cases = seeds.map((seed) => make(seed));
  // A game tries everything at each evaluation: a few of them are enough where all steps are tampered with.
  const tampered = cases.slice(0, name === 'game-of-24' ? 3 : 20);

  test(`${name}: who makes every call gets the expected answer, with 50 seeds`, () => {
    for (const one of cases)
      expect([isRight(one, runOracle(one).answer), one.question]).toEqual([true, one.question]);
  });

  test(`${name}: the same seed gives the same case`, () => {
    const [first] = cases;
    expect(first && shownCase(first)).toEqual(shownCase(make(1)));
    expect(first && shownCase(first)).not.toEqual(shownCase(make(2)));
  });

  test(`${name}: inputs and results fit the schemas, and parts come from earlier steps`, () => {
    for (const one of cases.slice(0, 5)) {
      const { steps, results, known } = runOracle(one);
      const checks = new Map(
        one.tools.map((tool) => [
          tool.name,
          { input: ajv.compile(tool.inputSchema), output: ajv.compile(tool.outputSchema) },
        ]),
      );
      for (const [index, step] of steps.entries()) {
        expect(checks.get(step.tool)?.input(bindStep(step, known))).toBe(true);
        expect(checks.get(step.tool)?.output(results[index])).toBe(true);
        expect(sourcesOf(step).every((source) => source < index)).toBe(true);
      }
    }
  });

  test(`${name}: steps are only ever added at the end`, () => {
    for (const one of cases.slice(0, 5)) {
      const { steps, results } = runOracle(one);
      for (let count = 0; count <= steps.length; count += 1) {
        const foreseen = one.steps((step) => (step < count ? results[step] : undefined));
        expect(foreseen).toEqual(steps.slice(0, foreseen.length));
        expect(foreseen.length).toBeGreaterThan(Math.min(count, steps.length - 1));
      }
    }
  });

  test(`${name}: without any one of the results there is no right answer`, () => {
    for (const one of tampered) {
      for (const lost of neededSteps(one)) {
        const { answer } = runOracle(one, (result, step) => (step === lost ? undefined : result));
        expect(isRight(one, answer)).toBe(false);
        expect(answer).toMatch(/^I could not find/);
      }
    }
  });

  test(`${name}: a changed result gives another answer or none`, () => {
    for (const one of tampered) {
      for (const changed of decisiveSteps(one)) {
        const { answer } = runOracle(one, (result, step) =>
          step === changed ? spoil(result) : result,
        );
        expect(isRight(one, answer)).toBe(false);
      }
    }
  });

  test(`${name}: as a plan that ends in its finish it gives the expected text`, async () => {
    for (const one of cases.slice(0, 5)) {
      if (one.finish === undefined) continue;
      const tools = one.tools.map(toolOf);
      const { report } = runPlan(planText(one, one.finish), { tools });
      expect((await report).value).toBe(one.expected);
    }
  });
}

test('questions are unique over all workloads and seeds', () => {
  const questions = workloads.flatMap(({ make }) =>
    seeds.slice(0, 20).map((seed) => make(seed).question),
  );
  expect(new Set(questions).size).toBe(questions.length);
});

test('workloads have the depth that their titles say', () => {
  const depths = workloads.map(({ name, make }) => [
    name,
    [1, 2].map((seed) => depthOf(runOracle(make(seed)).steps)),
  ]);
  expect(Object.fromEntries(depths)).toMatchObject({
    'compare-two': [1, 1],
    'eight-at-once': [1, 1],
    mixed: [3, 2],
    chain: [4, 4],
    'uneven-branches': [3, 3],
    'one-call': [1, 1],
    shop: [4, 4],
    'quick-tools': [4, 4],
  });
});

test('mixed cases have 2 to 5 branches, each count at each depth', () => {
  const mixed = workloads.find(({ name }) => name === 'mixed');
  const shapes = seeds.map((seed) => {
    const steps = mixed?.make(seed).steps(() => undefined) ?? [];
    return `${steps.filter(({ tool }) => tool === 'search').length} x ${depthOf(steps)}`;
  });
  expect([...new Set(shapes)].toSorted()).toEqual(
    [2, 3, 4, 5].flatMap((width) => [`${width} x 2`, `${width} x 3`]),
  );
});

test('the example of bench/README.md is a workload of under 60 lines, and right', async () => {
  const readme = readFileSync(new URL('README.md', bench), 'utf8');
  const [, block = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(block.split('\n').length).toBeLessThan(60);
  const folder = mkdtempSync(join(tmpdir(), 'toolc-'));
  try {
    const file = join(folder, 'my-work.ts');
    writeFileSync(file, block.replaceAll("'../", `'${fileURLToPath(new URL('race/', bench))}`));
    const { myWork } = (await import(file)) as { readonly myWork: Workload };
    const one = myWork.make(1);
    expect(runOracle(one).answer).toBe(one.expected);
    expect(fillIn(one.finish ?? '', () => undefined)).toMatch(/^I could not find/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a workload is a file of under 60 lines', () => {
  const folder = new URL('race/workloads/', bench);
  for (const file of readdirSync(folder)) {
    expect([file, readFileSync(new URL(file, folder), 'utf8').split('\n').length < 61]).toEqual([
      file,
      true,
    ]);
  }
});

function isRight(one: Case, answer: string): boolean {
  return one.isRight?.(answer) ?? answer === one.expected;
}

/** All but the last proposals of a game: more than one may hold a solution. */
function neededSteps(one: Case): readonly number[] {
  const { steps } = runOracle(one);
  const open = one.isRight === undefined ? steps.length : lastEvaluation(steps) + 1;
  return steps.slice(0, open).map((_, index) => index);
}

/** The same; of a game the first proposals, as what was judged badly may change without harm. */
function decisiveSteps(one: Case): readonly number[] {
  return one.isRight === undefined ? neededSteps(one) : [0];
}

function lastEvaluation(steps: readonly Step[]): number {
  return steps.findLastIndex(({ tool }) => tool === 'evaluate');
}

/** Every number is one more, every text longer. */
function spoil(value: Json): Json {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value}x`;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(spoil);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spoil(item)]));
}

function shownCase(one: Case): unknown {
  const { steps, known } = runOracle(one);
  const latencies = steps.map((step) => {
    const input = bindStep(step, known);
    return input && one.tools.find(({ name }) => name === step.tool)?.latencyMs(input);
  });
  return { question: one.question, expected: one.expected, steps, latencies };
}

function toolOf(tool: RaceTool): Tool {
  const { name, description, effect, inputSchema, outputSchema } = tool;
  const execute = (input: unknown): Json => tool.result(input as JsonObject);
  return defineTool({ name, description, effect, inputSchema, outputSchema, execute });
}

function planText(one: Case, finish: string): string {
  const lines = one
    .steps(() => undefined)
    .map(({ tool, args }, index) => {
      const shown = Object.entries(args).map(([name, argument]) =>
        'literal' in argument
          ? `${name}=${JSON.stringify(argument.literal)}`
          : `${name}=$${argument.step + 1}${argument.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')}`,
      );
      return `${index + 1}. ${tool}(${shown.join(', ')})`;
    });
  return [...lines, `${lines.length + 1}. finish(${JSON.stringify(finish)})`].join('\n');
}
