import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createToolset } from '../../src/tools/toolset.ts';
import type { Written } from './statements.ts';
import {
  call,
  check,
  keyword,
  object,
  raw,
  rawReference,
  ref,
  string,
  text,
  tool,
} from './statements.ts';

/** The bound input of the only task, references as their text. */
function bound(args: Parameters<typeof call>[2], name = 'math') {
  const result = check([call(1, name, args)]);
  expect(result.errors).toEqual([]);
  return Object.fromEntries(
    (result.tasks[0]?.args.entries ?? []).map(([key, value]) => [
      key,
      value.kind === 'literal' ? value.value : value.kind,
    ]),
  );
}

function problem(args: Parameters<typeof call>[2], name = 'math') {
  const result = check([call(1, name, args)]);
  expect(result.tasks).toEqual([]);
  expect(result.problems).toHaveLength(1);
  return result.problems[0]!;
}

describe('arguments and parameters', () => {
  test('positional arguments follow the signature: required first, then optional, each in schema order', () => {
    const tools = createToolset([
      tool('order', object({ 'late?': string, first: string, 'last?': string, second: string })),
    ]);
    const { tasks } = check([call(1, 'order', ['a', 'b', 'c', 'd'])], { toolset: tools });
    expect(tasks[0]?.args.entries.map(([name, value]) => [name, value])).toEqual([
      ['first', { kind: 'literal', value: 'a' }],
      ['second', { kind: 'literal', value: 'b' }],
      ['late', { kind: 'literal', value: 'c' }],
      ['last', { kind: 'literal', value: 'd' }],
    ]);
  });

  test('keywords may come in any order and are bound in signature order', () => {
    const { tasks } = check([
      call(1, 'math', [keyword('context', []), keyword('expression', 'x')]),
    ]);
    expect(tasks[0]?.args.entries.map(([name]) => name)).toEqual(['expression', 'context']);
  });

  test('a positional argument behind a keyword is an error', () => {
    expect(problem([keyword('expression', 'x'), ['1']])).toMatchObject({
      code: 'plan.positional-after-keyword',
      message: 'math: an argument without a name stands behind expression=…',
    });
  });

  test('a parameter given by position and by keyword is an error', () => {
    expect(problem(['x', keyword('expression', 'y')])).toMatchObject({
      code: 'plan.duplicate-parameter',
      taskId: 1,
    });
  });

  test('more arguments than parameters are an error that shows the signature', () => {
    expect(problem(['a', [], 'b', 'c'])).toMatchObject({
      code: 'plan.arguments',
      message: 'math: the input takes at most 2, got 4',
      hint: 'Call it as math(expression: a string, context?: a list).',
    });
  });

  test('a missing parameter is named with its type', () => {
    expect(problem([], 'search')).toMatchObject({
      code: 'plan.arguments',
      message: 'search: query is missing (a string)',
    });
  });

  test('an unknown parameter gets a suggestion', () => {
    expect(problem(['x', keyword('contxt', [])]).message).toBe(
      'math: contxt has no parameter of this name. Did you mean "context"?',
    );
  });

  test('a schema that takes any name takes any keyword, but not "__proto__"', () => {
    expect(bound([keyword('what', 1), keyword('ever', 'x')], 'any')).toEqual({
      what: 1,
      ever: 'x',
    });
    expect(check([call(1, 'any', [keyword('__proto__', 1)])]).errors).toContain('plan.arguments');
  });
});

describe('a single object', () => {
  test('is the input where it fits the whole schema', () => {
    expect(bound([{ query: 'a' }], 'search')).toEqual({ query: 'a' });
  });

  test('is the input where references stand for what is not known yet', () => {
    expect(
      check([call(1, 'list', ['t']), call(2, 'search', [{ query: ref(1, 0, 'x') }])]),
    ).toMatchObject({ errors: [], tasks: [{}, { dependencies: [1] }] });
  });

  test('is the first argument where it fits that, and not the whole', () => {
    const tools = createToolset([tool('store', object({ data: { type: 'object' } }))]);
    const { tasks } = check([call(1, 'store', [{ query: 'a' }])], { toolset: tools });
    expect(tasks[0]?.args.entries).toEqual([['data', { kind: 'literal', value: { query: 'a' } }]]);
  });

  test('that is neither gets errors that speak of the input', () => {
    expect(problem([{ query: null }], 'search').message).toBe(
      'search: query should be a string, got null',
    );
  });

  test('may be a union of inputs', () => {
    const union = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('city'), name: z.string() }),
      z.object({ kind: z.literal('point'), x: z.number() }),
    ]);
    const tools = createToolset([tool('find', z.object({ place: union }))]);
    const errors = (place: Written) =>
      check([call(1, 'find', [{ place }])], { toolset: tools }).errors;
    expect(errors({ kind: 'city', name: 'Bonn' })).toEqual([]);
    expect(errors({ kind: 'point', x: 3 })).toEqual([]);
    expect(errors({ kind: 'point', x: 'three' })).toEqual(['plan.arguments']);
  });
});

describe('leniency', () => {
  test('a number where a read wants text becomes that text as it is spelled, with a warning and a note', () => {
    const spelled = { ...raw(1.5), kind: 'literal', value: 1.5, spelled: '1.50' } as const;
    const result = check([call(1, 'search', [spelled])]);
    expect(result.tasks[0]?.args.entries).toEqual([['query', { kind: 'literal', value: '1.50' }]]);
    expect(result.warnings).toEqual(['plan.converted']);
    expect(result.tasks[0]?.notes).toEqual(['query: the number 1.50 was taken as text']);
  });

  test('a number where a write wants text is an error', () => {
    expect(problem(['a@b.c', 42, 'body'], 'send_email').message).toBe(
      'send_email: subject should be a string, got the number 42',
    );
  });

  test('a number inside a list of texts becomes text too', () => {
    const tools = createToolset([
      tool(
        'tag',
        object({ names: { type: 'array', items: { anyOf: [string, { type: 'null' }] } } }),
      ),
    ]);
    const { tasks } = check([call(1, 'tag', [['a', 7, null]])], { toolset: tools });
    expect(tasks[0]?.args.entries[0]?.[1]).toEqual({ kind: 'literal', value: ['a', '7', null] });
  });

  test('text where a number is wanted is an error, also for a read', () => {
    expect(problem(['1', 2], 'add').message).toBe('add: left should be a number, got the text "1"');
  });

  test('repairs of the parser become notes of the task', () => {
    const { tasks } = check([call(1, 'search', ['a'], { repairs: ['a parenthesis was added'] })]);
    expect(tasks[0]?.notes).toEqual(['a parenthesis was added']);
  });
});

describe('expressions', () => {
  test('a list without references is a literal, one with a reference is not', () => {
    expect(bound(['x', ['a', 1, null, { b: true }]])).toEqual({
      expression: 'x',
      context: ['a', 1, null, { b: true }],
    });
    const { tasks } = check([call(1, 'list', ['t']), call(2, 'math', ['x', ['a', ref(1)]])]);
    expect(tasks[1]?.args.entries[1]?.[1]).toMatchObject({ kind: 'list' });
  });

  test('text with a reference is a template whose literal parts are joined', () => {
    const { tasks } = check([
      call(1, 'list', ['t']),
      call(2, 'search', [text('a', 'b ', rawReference(1), ' c')]),
    ]);
    expect(tasks[1]?.args.entries[0]?.[1]).toEqual({
      kind: 'template',
      parts: ['ab ', { source: 1, path: [], optional: false }, ' c'],
    });
  });

  test('an object with the key "__proto__" is an error', () => {
    const entry = { line: 1, column: 1, key: '__proto__', value: raw(1) };
    const value = { line: 1, column: 1, kind: 'object', entries: [entry] } as const;
    expect(check([call(1, 'math', ['x', [value]])]).errors).toEqual(['plan.forbidden-key']);
  });

  test('a key that stands twice in an object is an error', () => {
    const entry = { line: 1, column: 1, key: 'a', value: raw(1) };
    const value = { line: 1, column: 1, kind: 'object', entries: [entry, entry] } as const;
    expect(check([call(1, 'math', ['x', [value]])]).errors).toEqual(['plan.duplicate-parameter']);
  });
});

describe('an input without references', () => {
  const even = z.object({ count: z.number().refine((count) => count % 2 === 0, 'must be even') });

  test("is put through the tool's own validation, so that a bad call never starts", () => {
    const tools = createToolset([tool('half', even)]);
    expect(check([call(1, 'half', [4])], { toolset: tools }).errors).toEqual([]);
    const bad = check([call(1, 'half', [3])], { toolset: tools });
    expect(bad.tasks).toEqual([]);
    expect(bad.problems[0]).toMatchObject({
      code: 'plan.arguments',
      message: 'half: count must be even',
    });
  });

  test('is left to run time where the validation is asynchronous', () => {
    const later = z.object({ count: z.number().refine(async () => false, 'no') });
    const tools = createToolset([tool('half', later)]);
    expect(check([call(1, 'half', [3])], { toolset: tools })).toMatchObject({ errors: [] });
  });

  test('is validated at the end if its last reference turned out to be text', () => {
    const short = z.object({ query: z.string().max(5, 'too long') });
    const tools = createToolset([tool('find', short)]);
    const statement = call(1, 'find', [text('under ', rawReference(1000))]);
    expect(check([statement], { toolset: tools }).errors).toEqual(['plan.arguments']);
  });

  test('of no parameters needs no arguments', () => {
    const tools = createToolset([tool('now', z.object({}))]);
    expect(check([call(1, 'now')], { toolset: tools }).errors).toEqual([]);
    expect(check([call(1, 'now', ['x'])], { toolset: tools }).problems[0]?.message).toBe(
      'now: the input takes no arguments, got 1',
    );
  });

  test('keeps numbers that are wanted as numbers', () => {
    expect(bound([1, 2.5], 'add')).toEqual({ left: 1, right: 2.5 });
  });
});
