import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Argument, Case, Step } from '../../../bench/race/case.ts';
import { knowledgeOf } from '../../../bench/race/provider/roles/knowledge.ts';
import { writeProgram } from '../../../bench/race/provider/roles/program.ts';
import { runProgram } from '../../../bench/race/runners/run-program.ts';
import { sourcesOf } from '../../../bench/race/world/oracle.ts';

/** Each step takes any parts of any steps before it. */
const cases = fc
  .array(
    fc.record({
      tool: fc.constantFrom('one', 'two'),
      word: fc.constantFrom('x of "A"', 'x of `B', 'x of ${C}', 'y'),
      sources: fc.array(fc.tuple(fc.nat(20), fc.constantFrom(0, 1)), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((drawn) =>
    drawn.map(({ tool, word, sources }, place): Step => {
      const own = place === 0 ? [] : sources;
      const parts = own.map(([source, item], index): [string, Argument] => [
        `source${index}`,
        { step: source % place, path: ['items', item] },
      ]);
      return {
        tool,
        args: { id: { literal: place }, word: { literal: word }, ...Object.fromEntries(parts) },
      };
    }),
  );

interface Called {
  readonly place: number;
  readonly end: () => void;
}

test('whatever is called, each call starts once its own sources have ended, with their parts', async () => {
  const check = async (steps: readonly Step[], order: readonly number[]): Promise<void> => {
    const raceCase = caseOf(steps);
    const options = { order: 'parallel', mayAnswer: false } as const;
    const { text, parts } = writeProgram(raceCase, knowledgeOf(raceCase, new Map()), options);
    const open: Called[] = [];
    const ended = new Set<number>();
    const started = new Set<number>();
    const tool = (input: unknown): Promise<unknown> => {
      const args = input as Readonly<Record<string, unknown>>;
      const place = Number(args['id']);
      started.add(place);
      expect(args).toEqual(argsOf(steps, place));
      return new Promise((resolve) => {
        open.push({ place, end: () => resolve(resultAt(place)) });
      });
    };
    const result = runProgram(text, { one: tool, two: tool });
    result.catch(() => undefined);
    for (let turn = 0; ended.size < steps.length; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      const ready = [...steps.keys()].filter((place) =>
        sourcesOf(steps[place] ?? { tool: '', args: {} }).every((source) => ended.has(source)),
      );
      expect([text, [...started].toSorted((a, b) => a - b)]).toEqual([text, ready]);
      const [next] = open.splice((order[turn % order.length] ?? 0) % open.length, 1);
      next?.end();
      ended.add(next?.place ?? -1);
    }
    const values = parts.map(({ place }) => resultAt(place));
    expect(JSON.stringify(await result)).toBe(
      JSON.stringify(values.length === 1 ? values[0] : values),
    );
  };
  await fc.assert(fc.asyncProperty(cases, fc.array(fc.nat(11), { minLength: 1 }), check), {
    numRuns: 300,
  });
});

test('a serial program makes the same calls one after another', async () => {
  const check = async (steps: readonly Step[]): Promise<void> => {
    const raceCase = caseOf(steps);
    const options = { order: 'serial', mayAnswer: false } as const;
    const { text, parts } = writeProgram(raceCase, knowledgeOf(raceCase, new Map()), options);
    const ended = new Set<number>();
    let open = 0;
    const tool = async (input: unknown): Promise<unknown> => {
      const args = input as Readonly<Record<string, unknown>>;
      const place = Number(args['id']);
      open += 1;
      expect(open).toBe(1);
      expect(args).toEqual(argsOf(steps, place));
      await Promise.resolve();
      open -= 1;
      ended.add(place);
      return resultAt(place);
    };
    const values = parts.map(({ place }) => resultAt(place));
    const returned = await runProgram(text, { one: tool, two: tool });
    expect(JSON.stringify(returned)).toBe(JSON.stringify(values.length === 1 ? values[0] : values));
    expect(ended.size).toBe(steps.length);
  };
  await fc.assert(fc.asyncProperty(cases, check));
});

test('a call that fails ends the program, and no failure goes unheard', async () => {
  const unheard: unknown[] = [];
  const hear = (reason: unknown): void => void unheard.push(reason);
  process.on('unhandledRejection', hear);
  const check = async (steps: readonly Step[], failing: number): Promise<void> => {
    const raceCase = caseOf(steps);
    const options = { order: 'parallel', mayAnswer: false } as const;
    const { text } = writeProgram(raceCase, knowledgeOf(raceCase, new Map()), options);
    const tool = async (input: unknown): Promise<unknown> => {
      const place = Number((input as Readonly<Record<string, unknown>>)['id']);
      await Promise.resolve();
      if (place >= failing % steps.length) throw new Error('no such thing');
      return resultAt(place);
    };
    await expect(runProgram(text, { one: tool, two: tool })).rejects.toThrow('no such thing');
    await new Promise((resolve) => setImmediate(resolve));
  };
  try {
    await fc.assert(fc.asyncProperty(cases, fc.nat(11), check));
    expect(unheard).toEqual([]);
  } finally {
    process.off('unhandledRejection', hear);
  }
});

function resultAt(place: number): { readonly items: readonly string[] } {
  return { items: [`${place} first`, `${place} second`] };
}

function argsOf(steps: readonly Step[], place: number): unknown {
  const args = Object.entries(steps[place]?.args ?? {}).map(([name, argument]) => [
    name,
    'literal' in argument
      ? argument.literal
      : resultAt(argument.step).items[Number(argument.path[1])],
  ]);
  return Object.fromEntries(args);
}

function caseOf(steps: readonly Step[]): Case {
  const tool = (name: string) => ({
    name,
    description: name,
    effect: 'read' as const,
    inputSchema: {},
    outputSchema: {},
    latencyMs: () => 0,
    result: (input: object) => ({ ...resultAt(Number(Object(input)['id'])) }),
  });
  return {
    question: '?',
    tools: [tool('one'), tool('two')],
    steps: () => steps,
    answer: () => '',
    finish: undefined,
    expected: '',
  };
}
