import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { bindInput, type BoundInput } from '../../src/plan/bind-input.ts';
import type { Lookup } from '../../src/plan/resolve.ts';
import type { JsonSchema } from '../../src/tools/tool.ts';
import { createToolset } from '../../src/tools/toolset.ts';
import type { Written } from './statements.ts';
import {
  call,
  check,
  keyword,
  list,
  number,
  object,
  prepared,
  rawReference,
  ref,
  string,
  text,
  tool,
} from './statements.ts';

const shape: Record<string, JsonSchema> = {
  'text?': string,
  'count?': number,
  'whole?': { type: 'integer' },
  'flag?': { type: 'boolean' },
  'items?': list,
  'data?': { type: 'object' },
  'names?': { type: 'array', items: string },
  'maybe?': { type: ['string', 'null'] },
  'person?': { $ref: '#/$defs/person' },
  'either?': { anyOf: [number, { type: 'boolean' }] },
};
const schema: JsonSchema = { ...object(shape), $defs: { person: object({ name: string }) } };
const toolset = createToolset([
  tool('use', schema),
  tool('need', object({ text: string, 'size?': number })),
  tool('source', object({ topic: string })),
]);

/** Binds one call that refers to task 1, whose result is `value`; undefined: it has none. */
function bind(
  args: Record<string, Written>,
  value: Json | undefined,
  { name = 'use', maxElements = 10_000 } = {},
) {
  const statement = call(
    2,
    name,
    Object.entries(args).map(([key, item]) => keyword(key, item)),
  );
  const { tasks, problems } = check([call(1, 'source', ['t']), statement], { toolset });
  if (tasks[1] === undefined) throw new Error(problems.map(({ message }) => message).join());
  const lookup: Lookup = () =>
    value === undefined ? { kind: 'absent' } : { kind: 'value', value };
  return bindInput(tasks[1], prepared(name, toolset), { lookup, maxElements });
}

function inputsOf(bound: BoundInput): JsonObject[] {
  if (bound.kind !== 'fan-out') throw new Error('no fan-out');
  return bound.elements.flatMap((element) => (element.ok ? [element.input] : []));
}

function single(args: Record<string, Written>, value: Json | undefined, name = 'use') {
  const bound = bind(args, value, { name });
  if (bound.kind !== 'single') throw new Error(`it is ${JSON.stringify(bound)}`);
  return bound;
}

function input(args: Record<string, Written>, value: Json | undefined): JsonObject {
  return single(args, value).input;
}

describe('a single input', () => {
  test('holds literals and whole references with their types', () => {
    const value = { a: [1, { b: null }] };
    expect(single({ text: 'x', count: 2, data: ref(1), items: ref(1, 'a') }, value)).toEqual({
      kind: 'single',
      input: { text: 'x', count: 2, items: [1, { b: null }], data: value },
      notes: [],
    });
  });

  test('is a fresh copy', () => {
    const value = { a: { b: 1 } };
    const first = input({ data: ref(1), items: [ref(1, 'a')] }, value);
    expect(first['data']).not.toBe(value);
    expect((first['data'] as { a: unknown }).a).not.toBe(value.a);
    expect((first['items'] as unknown[])[0]).not.toBe(value.a);
    const literal = call(1, 'use', [keyword('items', [['a']])]);
    const task = check([literal], { toolset }).tasks[0]!;
    const run = () =>
      bindInput(task, prepared('use', toolset), { lookup: () => ({ kind: 'absent' }) });
    expect(run()).toEqual(run());
    expect(JSON.stringify(run())).toContain('[["a"]]');
  });

  test('fails as its reference does', () => {
    expect(bind({ text: ref(1, 'x') }, {})).toMatchObject({
      kind: 'failed',
      failure: { code: 'reference.missing-path' },
    });
    expect(bind({ text: text('a ', rawReference(1, ['x'])) }, {}).kind).toBe('failed');
  });
});

describe('an arrived value', () => {
  test('becomes compact JSON where only text fits, with a note', () => {
    expect(single({ text: ref(1) }, { a: [1, 2] })).toEqual({
      kind: 'single',
      input: { text: '{"a":[1,2]}' },
      notes: ['text: an object was written as text'],
    });
    expect(input({ text: ref(1) }, 8849)).toEqual({ text: '8849' });
    expect(input({ text: ref(1) }, true)).toEqual({ text: 'true' });
    expect(single({ text: ref(1) }, 'as it is')).toMatchObject({
      input: { text: 'as it is' },
      notes: [],
    });
  });

  test('stays null where null does not fit', () => {
    expect(input({ text: ref(1) }, null)).toEqual({ text: null });
  });

  test('that is text becomes what it parses to where that is wanted, with a note', () => {
    expect(single({ count: ref(1) }, ' 8849.5 ')).toMatchObject({
      input: { count: 8849.5 },
      notes: ['count: text was read as a number'],
    });
    expect(input({ whole: ref(1) }, '12')).toEqual({ whole: 12 });
    expect(input({ flag: ref(1) }, 'true')).toEqual({ flag: true });
    expect(input({ items: ref(1) }, '[1, "a"]')).toEqual({ items: [1, 'a'] });
    expect(input({ data: ref(1) }, '{"a": 1}')).toEqual({ data: { a: 1 } });
    expect(input({ either: ref(1) }, 'false')).toEqual({ either: false });
  });

  test('that is text stays text where it parses to something else', () => {
    expect(input({ whole: ref(1) }, '12.5')).toEqual({ whole: '12.5' });
    expect(input({ count: ref(1) }, '12 m')).toEqual({ count: '12 m' });
    expect(input({ flag: ref(1) }, 'null')).toEqual({ flag: 'null' });
    expect(input({ maybe: ref(1) }, '5')).toEqual({ maybe: '5' });
  });

  test('that is text stays text where a number in it would not be kept', () => {
    expect(input({ count: ref(1) }, '9007199254740991')).toEqual({ count: 9007199254740991 });
    for (const digits of ['9007199254740993', '-9007199254740993', '1e999', '-1e999']) {
      expect(input({ count: ref(1) }, digits)).toEqual({ count: digits });
      expect(input({ data: ref(1) }, `{"a": [${digits}]}`)).toEqual({ data: `{"a": [${digits}]}` });
    }
  });

  test('is fitted inside written lists and objects, and in the elements of an arrived list', () => {
    expect(input({ names: ['a', ref(1)] }, 7)).toEqual({ names: ['a', '7'] });
    expect(input({ names: ref(1) }, ['a', 7])).toEqual({ names: ['a', '7'] });
    expect(input({ person: { name: ref(1) } }, 7)).toEqual({ person: { name: '7' } });
  });

  test('in a template is fitted as the text that it makes', () => {
    expect(input({ count: text(rawReference(1), '0') }, 12)).toEqual({ count: 120 });
  });

  test('is never expanded, whatever it holds', () => {
    const value = '$1 ${1} <END_OF_PLAN>';
    expect(input({ text: ref(1), names: [text('> ', rawReference(1))] }, value)).toEqual({
      text: value,
      names: [`> ${value}`],
    });
  });
});

describe('an optional reference that gives null', () => {
  test('stays null where the parameter admits null', () => {
    expect(single({ maybe: ref(1, '?') }, undefined)).toMatchObject({
      input: { maybe: null },
      notes: [],
    });
  });

  test('is left out where it does not and need not be there, with a note', () => {
    expect(single({ text: ref(1, 'x', '?'), count: 1 }, {})).toMatchObject({
      input: { count: 1 },
      notes: ['text: left out, its optional reference gave nothing'],
    });
  });

  test('stays null where the parameter is required', () => {
    expect(single({ text: ref(1, '?') }, undefined, 'need').input).toEqual({ text: null });
  });

  test('is null inside text and lists', () => {
    const forced = rawReference(1, ['?'], { braced: true });
    expect(input({ text: text('got ', forced), items: [ref(1, '?')] }, undefined)).toEqual({
      text: 'got null',
      items: [null],
    });
  });
});

describe('a fan-out', () => {
  test('gives one input an element, in order, with the other arguments in each', () => {
    const value = [
      { name: 'a', size: 1 },
      { name: 'b', size: '2' },
    ];
    const bound = bind({ text: ref(1, '*', 'name'), size: ref(1, '*', 'size') }, value, {
      name: 'need',
    });
    expect(bound).toEqual({
      kind: 'fan-out',
      elements: [
        { ok: true, input: { text: 'a', size: 1 } },
        { ok: true, input: { text: 'b', size: 2 } },
      ],
      notes: ['size: text was read as an integer'],
    });
  });

  test('does not share values between its inputs', () => {
    const args = { text: ref(1, '*'), items: [ref(1, 0)] };
    const bound = bind(args, [{ a: 1 }, { a: 2 }]);
    const [first, second] = inputsOf(bound).map((item) => (item['items'] as unknown[])[0]);
    expect(first).toEqual(second);
    expect(first).not.toBe(second);
  });

  test('walks a flattened list', () => {
    const bound = bind({ text: ref(1, '*', 'tags', '*') }, [{ tags: ['x', 'y'] }, { tags: ['z'] }]);
    expect(inputsOf(bound)).toEqual([{ text: 'x' }, { text: 'y' }, { text: 'z' }]);
  });

  test('over an empty list, or an optional one that is not there, has no inputs', () => {
    expect(bind({ text: ref(1, '*') }, [])).toMatchObject({ kind: 'fan-out', elements: [] });
    expect(bind({ text: ref(1, '*', '?') }, undefined)).toMatchObject({ elements: [] });
  });

  test('over anything but a list fails', () => {
    expect(bind({ text: ref(1, '*') }, { a: 1 })).toMatchObject({
      failure: { code: 'reference.not-a-list' },
    });
  });

  test('has a failure in place of the input where an element leads nowhere, and names it', () => {
    const bound = bind({ text: ref(1, '*', 'name') }, [{ name: 'a' }, {}, { name: 'c' }]);
    expect(bound).toMatchObject({
      kind: 'fan-out',
      elements: [
        { ok: true, input: { text: 'a' } },
        {
          ok: false,
          failure: {
            code: 'reference.missing-path',
            message: expect.stringMatching(
              /^element 1 of the fan-out: \$1\[\*\]\.name leads nowhere/,
            ),
          },
        },
        { ok: true, input: { text: 'c' } },
      ],
    });
  });

  test('fails as a whole where a value that all elements share leads nowhere', () => {
    const args = { text: ref(1, 'list', '*'), items: [ref(1, 'other')] };
    const bound = bind(args, { list: ['a', 'b'] });
    expect(bound).toMatchObject({ kind: 'failed', failure: { code: 'reference.missing-path' } });
  });

  test('leaves out what an optional path does not find in an element', () => {
    const args = { text: ref(1, '*', 'name'), size: ref(1, '*', 'size', '?') };
    const bound = bind(args, [{ name: 'a', size: 1 }, { name: 'b' }], { name: 'need' });
    expect(inputsOf(bound)).toEqual([{ text: 'a', size: 1 }, { text: 'b' }]);
  });

  test('has a limit, which is an option', () => {
    const value = Array.from({ length: 10_001 }, () => 'x');
    expect(bind({ text: ref(1, '*') }, value)).toMatchObject({
      kind: 'failed',
      failure: {
        code: 'reference.too-many-elements',
        message: '$1[*] has 10001 elements; one task may fan out over at most 10000',
      },
    });
    expect(bind({ text: ref(1, '*') }, ['a', 'b'], { maxElements: 1 }).kind).toBe('failed');
    expect(bind({ text: ref(1, '*') }, ['a', 'b'], { maxElements: 2 }).kind).toBe('fan-out');
  });
});
