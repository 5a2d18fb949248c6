import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePlan } from '../../src/plan/parse-plan.ts';
import { printExpression, printPlan, printTask } from '../../src/plan/print-plan.ts';
import type { Condition, Expression, Reference, Step, Task } from '../../src/plan/task.ts';
import type { Tool } from '../../src/tools/tool.ts';
import { corpusToolset } from './corpus.ts';
import { createToolset } from '../../src/tools/toolset.ts';

/** Takes anything, so that whatever can be printed fits. */
const anything: Tool = {
  name: 'mcp:any/thing-2',
  description: 'Takes anything.',
  effect: 'read',
  inputSchema: { type: 'object', properties: { a: {}, b: {}, c: {} }, required: [] },
  execute: () => null,
};
const odd: Tool = {
  ...anything,
  name: 'odd',
  inputSchema: {
    type: 'object',
    properties: { 'a b': {}, 'x"$1': {} },
    required: ['a b', 'x"$1'],
    additionalProperties: false,
  },
};
const toolset = createToolset([anything, odd]);

const bare = ({ line, notes, ...task }: Task): unknown => (void line, void notes, task);

/** What comes of a plan when it is printed and parsed again. */
function again(text: string, inputs?: null): { first: unknown; second: unknown } {
  const options = { tools: toolset, ...(inputs === undefined ? {} : { inputs }) };
  const first = parsePlan(text, options);
  expect(first.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  const second = parsePlan(printPlan(first), options);
  expect(second.problems).toEqual([]);
  return {
    first: [first.tasks.map(bare), first.terminal],
    second: [second.tasks.map(bare), second.terminal],
  };
}

const key = fc.oneof(
  fc.constantFrom('a', 'b c', '$1', '"', '\\', '${1}', '', 'é', "it's", 'input', '[*]'),
  fc.string({ maxLength: 6 }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  key
    .filter((text) => !['__proto__', 'constructor', 'prototype'].includes(text))
    .map((text): Step => ({ kind: 'key', key: text })),
  fc.nat(20).map((index): Step => ({ kind: 'index', index })),
);
const reference: fc.Arbitrary<Reference> = fc.record({
  source: fc.constant(1),
  path: fc.array(step, { maxLength: 3 }),
  optional: fc.boolean(),
});
const word = fc.oneof(
  fc.constantFrom(
    '$',
    '$$',
    '$1',
    '${1}',
    '\\$1',
    '$input',
    ' $1.5 million',
    'US$1',
    '"',
    '\n',
    '?',
    '.x',
  ),
  fc.string({ maxLength: 5, unit: 'grapheme' }),
);
const template: fc.Arbitrary<Expression> = fc
  .tuple(word, reference, fc.option(word), fc.option(reference))
  .map(([before, first, middle, second]): Expression => {
    const parts: (string | Reference)[] = [];
    for (const part of [before, first, middle, second]) {
      if (part !== null && part !== '') parts.push(part);
    }
    return { kind: 'template', parts };
  })
  .filter((expression) => expression.kind === 'template' && expression.parts.length > 1)
  .map((expression) => expression);
const { json, value } = fc.letrec<{ json: unknown; value: Expression }>((tie) => ({
  json: fc.jsonValue({ maxDepth: 2, stringUnit: 'grapheme' }),
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    reference.map((it): Expression => ({ kind: 'reference', reference: it })),
    template,
    word.map((it): Expression => ({ kind: 'literal', value: it })),
    fc.tuple(tie('value'), reference).map(([item, it]): Expression => ({
      kind: 'list',
      items: [item, { kind: 'reference', reference: it }],
    })),
    fc.tuple(tie('value'), key, reference).map(([item, name, it]): Expression => ({
      kind: 'object',
      entries: [
        [name === '__proto__' ? 'p' : name, { kind: 'reference', reference: it }],
        [`${name}2`, item],
      ],
    })),
  ),
}));

describe('printTask', () => {
  const print = (call: string): string => {
    const { tasks } = parsePlan(`1. list("a")\n2. ${call}\n3. join()`, { tools: corpusToolset });
    return printTask(tasks[1]!);
  };

  test('gives the canonical statement, arguments by keyword', () => {
    expect(print("search('a')")).toBe('2. search(query="a")');
    expect(print('fetch($1[0].url)')).toBe('2. fetch(url=$1[0].url)');
    expect(print('math(`"q"`, [True, "$1?", {"a": "b$1"}])')).toBe(
      '2. math(expression="\\"q\\"", context=[true, $1?, {"a": "b${1}"}])',
    );
  });

  test('gives all arguments as one object where a name is no identifier', () => {
    const { tasks } = parsePlan(
      '1. odd({"a b": 1, "x\\"\\$1": "$2"})\n2. odd({"a b": 1, "x\\"\\$1": 2})',
      {
        tools: toolset,
      },
    );
    expect(printTask(tasks[0]!)).toBe('1. odd({"a b": 1, "x\\"\\$1": $2})');
  });

  test('keeps __proto__ a plain key of data', () => {
    const data: Expression = { kind: 'literal', value: JSON.parse('{"__proto__": [1]}') };
    expect(printExpression(data)).toBe('{"__proto__": [1]}');
  });

  test('writes an integer that is not safe so that it can be read again', () => {
    expect(printExpression({ kind: 'literal', value: 123456789012345680000 })).toBe(
      '1.2345678901234568e+20',
    );
    expect(printExpression({ kind: 'literal', value: -0 })).toBe('0');
  });
});

describe('printPlan', () => {
  test('puts each Thought line before its task, and the terminal last', () => {
    const text = 'Thought: a\nThought: b\n1. search(query="x")\n2. finish(["${1}!", $1.y])\n';
    expect(printPlan(parsePlan(text, { tools: corpusToolset }))).toBe(text);
  });

  test('prints a plan without a terminal', () => {
    expect(printPlan({ tasks: [], terminal: null })).toBe('');
  });

  test('comes back equal for any value', () => {
    fc.assert(
      fc.property(value, value, (left, right) => {
        const text = `1. mcp:any/thing-2(a=0)\n2. mcp:any/thing-2(a=${printExpression(left)}, c=[${printExpression(right)}, $1])\n3. finish([${printExpression(left)}, $1])\n`;
        const { first, second } = again(text);
        expect(second).toEqual(first);
        expect(printPlan(parsePlan(text, { tools: toolset }))).toBe(text);
      }),
      { numRuns: process.env['TOOLC_DEEP'] === '1' ? 20_000 : 300 },
    );
  });

  test('comes back equal for any JSON', () => {
    fc.assert(
      fc.property(json, (data) => {
        const text = JSON.stringify(data);
        fc.pre(!text.includes('__proto__'));
        const expression: Expression = { kind: 'literal', value: JSON.parse(text) };
        const plan = parsePlan(`1. finish(${printExpression(expression)})`, { tools: toolset });
        const { terminal } = plan;
        expect(terminal?.kind === 'finish' ? terminal.value : undefined).toEqual({
          kind: 'literal',
          value: JSON.parse(text, (_, item: unknown) => (item === 0 ? 0 : item)),
        });
      }),
      { numRuns: 300 },
    );
  });

  test('comes back equal for any guard', () => {
    const condition = fc.letrec<{ node: Condition }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        reference.map((it): Condition => ({
          kind: 'value',
          value: { kind: 'reference', reference: it },
        })),
        fc
          .tuple(reference, fc.constantFrom('==', '!=', '<', '<=', '>', '>=', 'in', 'not in'), word)
          .map(([it, operator, text]): Condition => ({
            kind: 'compare',
            operator,
            left: { kind: 'reference', reference: it },
            right: { kind: 'literal', value: text },
          })),
        tie('node').map((operand): Condition => ({ kind: 'not', operand })),
        fc
          .tuple(fc.constantFrom('and', 'or'), tie('node'), tie('node'))
          .map(([kind, left, right]): Condition => ({ kind, left, right })),
      ),
    })).node;
    const [start] = parsePlan('1. mcp:any/thing-2()\n2. mcp:any/thing-2()', {
      tools: toolset,
    }).tasks;
    fc.assert(
      fc.property(condition, (guard) => {
        const task: Task = { ...start!, id: 2, guard, dependencies: [1] };
        const text = printPlan({ tasks: [start!, task], terminal: null });
        const { tasks, problems } = parsePlan(text, { tools: toolset });
        expect(problems.map((problem) => problem.code)).toEqual(['plan.missing-join']);
        expect(tasks[1]?.guard).toEqual(guard);
      }),
      { numRuns: 300 },
    );
  });
});
