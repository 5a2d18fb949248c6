import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createChecker } from '../../src/plan/check.ts';
import {
  call,
  check,
  finish,
  guard,
  join,
  keyword,
  object,
  price,
  rawReference,
  ref,
  summary,
  text,
  tool,
  toolset,
} from './statements.ts';
import type { Written } from './statements.ts';
import type { Statement } from '../../src/plan/syntax.ts';
import { createToolset } from '../../src/tools/toolset.ts';

const search = (id: number, ...parts: Parameters<typeof text>) =>
  call(id, 'search', [text(...parts)]);
const email = (id: number, body: Written) => call(id, 'send_email', ['a@b.c', 's', body]);

describe('a task', () => {
  test('comes back from add with its bound input and what it waits for', () => {
    const checker = createChecker({ toolset });
    expect(checker.add(search(1, 'a'))).toEqual([
      {
        kind: 'task',
        task: {
          id: 1,
          tool: 'search',
          effect: 'read',
          args: { kind: 'object', entries: [['query', { kind: 'literal', value: 'a' }]] },
          dependencies: [],
          guard: undefined,
          fanOut: undefined,
          thought: undefined,
          notes: [],
          line: 1,
        },
      },
    ]);
  });

  test('waits for each reference once, in order of appearance, those of its guard first', () => {
    const { tasks } = check(
      [
        ...[1, 2, 3].map((id) => search(id, 'a')),
        call(4, 'math', ['x', [ref(2), ref(1), ref(2), ref('input')]], { guard: guard(ref(3)) }),
      ],
      { inputs: 1 },
    );
    expect(tasks[3]?.dependencies).toEqual([3, 2, 1]);
    expect(tasks[3]?.guard).toMatchObject({ kind: 'value', value: { kind: 'reference' } });
  });

  test('with an error is not handed out, and a reference to it is no second error', () => {
    const result = check([call(1, 'search', [null]), search(2, 'about ', rawReference(1)), join()]);
    expect(result.tasks.map(({ id }) => id)).toEqual([2]);
    expect(result.errors).toEqual(['plan.arguments']);
    expect(result.warnings).toEqual([]);
  });

  test('may refer to a statement that could not be read', () => {
    const checker = createChecker({ toolset });
    const items = [
      ...checker.refuse({ id: 1, line: 1, column: 1 }),
      ...checker.add(call(2, 'math', ['x', [ref(1)]])),
      ...checker.end(),
    ];
    expect(summary(items)).toMatchObject({ errors: [], warnings: [] });
  });

  test('keeps its thought and its line', () => {
    const { tasks } = check([call(7, 'search', ['a'], { thought: 'hm' })]);
    expect(tasks[0]).toMatchObject({ thought: 'hm', line: 7 });
  });

  test('of a tool that does not exist gets a suggestion', () => {
    expect(check([call(1, 'serch', ['a'])]).problems[0]).toMatchObject({
      code: 'plan.unknown-tool',
      message: 'there is no tool "serch". Did you mean "search"?',
    });
  });
});

describe('ids', () => {
  test('may have gaps and come in any order', () => {
    expect(check([search(9, 'a'), search(0, 'b'), search(4, 'c')])).toMatchObject({
      errors: [],
      tasks: [{ id: 9 }, { id: 0 }, { id: 4 }],
    });
  });

  test('that stand before two statements are an error, and the first one stays', () => {
    const result = check([search(1, 'a'), search(1, 'b'), join()]);
    expect(result.errors).toEqual(['plan.duplicate-id']);
    expect(result.tasks).toHaveLength(1);
  });

  test('of the last statement count too', () => {
    const result = check([search(1, 'a'), join(1)]);
    expect(result.errors).toEqual(['plan.duplicate-id']);
    expect(result.terminal).toBeUndefined();
  });

  test('in use from an earlier round are an error for a plan that began elsewhere', () => {
    const result = check([search(4, 'a'), search(2, 'b')], { earlier: new Map([[2, 'search']]) });
    expect(result.errors).toEqual(['plan.duplicate-id']);
  });

  test('beyond the limit give one error, and no other error follows from it', () => {
    const statements = [1, 2, 3, 4].map((id) => search(id, 'a'));
    const result = check([search(9, rawReference(4), ' x'), ...statements, finish(ref(3))], {
      limits: { tasks: 3 },
    });
    expect(result.errors).toEqual(['plan.too-many-tasks']);
    expect(result.tasks).toHaveLength(3);
  });
});

describe('references', () => {
  test('to the task itself are an error', () => {
    expect(check([search(1, rawReference(1), ' + 1')]).errors).toEqual(['plan.self-reference']);
  });

  test('to the last statement are an error, from before it and from it', () => {
    expect(check([search(1, 'under ', rawReference(2)), join(2)]).errors).toEqual([
      'plan.terminal-reference',
    ]);
    expect(check([finish(ref(2), 2)]).errors).toEqual(['plan.terminal-reference']);
  });

  test('to a later task are a warning, once a task, when that task is stated', () => {
    const checker = createChecker({ toolset });
    const first = summary(checker.add(search(1, 'a ', rawReference(2), rawReference(2))));
    expect(first.tasks[0]?.dependencies).toEqual([2]);
    expect(first.problems).toEqual([]);
    expect(summary(checker.add(search(2, 'b'))).problems).toMatchObject([
      { code: 'plan.forward-reference', severity: 'warning', taskId: 1 },
    ]);
    expect(checker.end()).toEqual([]);
  });

  test('to nothing are an error where they are a value, with the ids that there are', () => {
    const { problems, tasks } = check([search(1, 'a'), call(2, 'math', ['x', [ref(7)]])], {
      earlier: new Map([[0, 'search']]),
    });
    expect(tasks).toHaveLength(2);
    expect(problems).toMatchObject([
      {
        code: 'plan.unknown-reference',
        severity: 'error',
        message: '$7 names no task',
        hint: 'There are $1, $0.',
        taskId: 2,
      },
    ]);
  });

  test('to nothing are an error in braces, also inside the text of a read', () => {
    const braced = rawReference(9, [], { braced: true, spelled: '${9}' });
    expect(check([search(2, 'about ', braced)]).errors).toEqual(['plan.unknown-reference']);
  });

  test('to nothing are text inside the text of a read: the task comes again without the dependency', () => {
    const result = check([search(12, 'a'), search(13, rawReference(12), ' and ', rawReference(1))]);
    expect(result.errors).toEqual([]);
    expect(result.warnings).toEqual(['plan.literal-dollar']);
    expect(result.tasks[1]?.dependencies).toEqual([12, 1]);
    expect(result.revised).toMatchObject([
      {
        id: 13,
        dependencies: [12],
        args: { entries: [['query', { kind: 'template', parts: [{ source: 12 }, ' and $1'] }]] },
      },
    ]);
  });

  test('that were text in a guard are text in the revised guard', () => {
    const condition = guard(text('under ', rawReference(50)));
    const { revised } = check([call(1, 'search', ['a'], { guard: condition })]);
    expect(revised[0]).toMatchObject({
      dependencies: [],
      guard: { kind: 'value', value: { kind: 'literal', value: 'under $50' } },
    });
  });

  test('to nothing inside the text of a write are an error that shows the way out', () => {
    const { problems } = check([search(1, 'a'), email(2, text('it costs ', rawReference(50)))]);
    expect(problems).toMatchObject([
      {
        code: 'plan.unknown-reference',
        severity: 'error',
        hint: 'There is $1. Write \\$50 for the text.',
      },
    ]);
  });

  test('to nothing in the answer are an error, also inside text', () => {
    expect(check([search(1, 'a'), finish(ref(7))])).toMatchObject({
      errors: ['plan.unknown-reference'],
      terminal: undefined,
    });
    expect(check([finish(text('it is ', rawReference(7)))]).errors).toEqual([
      'plan.unknown-reference',
    ]);
  });

  test('enter no forbidden key', () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      expect(check([search(1, 'a'), call(2, 'search', [ref(1, key, 'x')])]).errors).toEqual([
        'plan.forbidden-key',
      ]);
    }
    expect(check([search(1, 'a'), call(2, 'search', [ref(1, 'toString')])]).errors).toEqual([]);
  });

  test('to the inputs are checked against the inputs', () => {
    const read = (...path: string[]) => call(1, 'search', [ref('input', ...path)]);
    expect(check([read('city')], { inputs: { city: 'Bonn' } }).errors).toEqual([]);
    expect(check([read('town')], { inputs: { city: 'Bonn' } }).errors).toEqual([
      'plan.bad-reference',
    ]);
    expect(check([read('town', '?')], { inputs: {} }).errors).toEqual([]);
    expect(check([read('city')])).toMatchObject({
      errors: ['plan.unknown-reference'],
      problems: [{ hint: 'This plan has no inputs.' }],
    });
  });

  test('to the inputs of a plan without inputs are text inside the text of a read', () => {
    const { warnings, tasks } = check([search(1, 'what is ', rawReference('input'), ' in bash')]);
    expect(warnings).toEqual(['plan.literal-dollar']);
    expect(tasks[0]?.args.entries[0]?.[1]).toEqual({
      kind: 'literal',
      value: 'what is $input in bash',
    });
  });
});

describe('money', () => {
  test('is a warning for a read where the task exists, stated before or later', () => {
    const before = check([search(1, 'a'), call(2, 'search', [price('$1.5', 1)])]);
    const later = check([call(2, 'search', [price('$1.5', 1)]), search(1, 'a')]);
    for (const { warnings, errors, revised } of [before, later]) {
      expect({ warnings, errors, revised }).toEqual({
        warnings: ['plan.literal-dollar'],
        errors: [],
        revised: [],
      });
    }
  });

  test('is an error for a write where the task exists', () => {
    const before = check([search(1, 'a'), email(2, price('$1.5', 1))]);
    expect(before.errors).toEqual(['plan.ambiguous-dollar']);
    expect(before.tasks).toHaveLength(1);
    expect(check([email(2, price('$1.5', 1)), search(1, 'a')]).errors).toEqual([
      'plan.ambiguous-dollar',
    ]);
  });

  test('is a warning for the answer, and nothing where there is no such task', () => {
    expect(check([search(1, 'a'), finish(price('$1.5', 1))])).toMatchObject({
      errors: [],
      warnings: ['plan.literal-dollar'],
    });
    expect(check([email(2, price('$5.50', 5)), join(5)]).problems).toEqual([]);
  });
});

describe("paths against the producer's output schema", () => {
  const read = (...path: (string | number)[]) => call(2, 'search', [ref(1, ...path)]);
  const sources = call(1, 'sources', ['t']);

  test('an unlisted property of a closed object is an error with a suggestion', () => {
    expect(check([sources, read(0, 'urls')]).problems[0]).toMatchObject({
      code: 'plan.bad-reference',
      message:
        '$1.0.urls: at $1[0], a result of sources, there is no .urls; the keys are: url, rank, tags. Did you mean "url"?',
    });
    expect(check([sources, read(0, 'url')]).errors).toEqual([]);
  });

  test('a key of a list is an error that shows how to take elements', () => {
    expect(check([sources, read('url')]).problems[0]?.hint).toBe(
      'Take one element first, [0].url, or all of them, [*].url.',
    );
  });

  test('a step into a number is an error', () => {
    expect(check([sources, read(0, 'rank', 'x')]).errors).toEqual(['plan.bad-reference']);
  });

  test('a later producer is looked at when it is stated', () => {
    const checker = createChecker({ toolset });
    expect(summary(checker.add(read(0, 'ulr'))).errors).toEqual([]);
    expect(summary(checker.add(sources)).errors).toEqual(['plan.bad-reference']);
  });

  test('a producer of an earlier round is looked at too, fanned out or not', () => {
    const earlier = new Map([[1, 'height']]);
    expect(check([read('metres')], { earlier }).errors).toEqual([]);
    expect(check([read(0, 'metres')], { earlier }).errors).toEqual([]);
    expect(check([read('meters')], { earlier }).errors).toEqual(['plan.bad-reference']);
  });

  test('a fanned-out producer gives a list', () => {
    const heights = call(2, 'height', [ref(1, '*', 'url')]);
    const use = (...path: (string | number)[]) => call(3, 'search', [ref(2, ...path)]);
    expect(check([sources, heights, use(0, 'metres')]).errors).toEqual([]);
    expect(check([sources, heights, use('metres')]).errors).toEqual(['plan.bad-reference']);
  });

  test('inside text and in the answer paths are checked as well', () => {
    expect(check([sources, search(2, 'x ', rawReference(1, ['url']))]).errors).toEqual([
      'plan.bad-reference',
    ]);
    expect(check([sources, finish(ref(1, 'url'))]).errors).toEqual(['plan.bad-reference']);
  });

  test('a type that cannot become what is wanted is an error', () => {
    const add = (...path: (string | number)[]) => call(2, 'add', [1, ref(1, ...path)]);
    expect(check([sources, add(0)]).problems[0]?.message).toBe(
      '$1.0 gives an object, but a number is wanted here',
    );
    expect(check([sources, add(0, 'rank')]).errors).toEqual([]);
    expect(check([sources, add(0, 'url')]).errors).toEqual([]);
    expect(check([sources, call(2, 'search', [ref(1)])]).errors).toEqual([]);
  });

  test('a type is checked inside a list, too', () => {
    const tools = createToolset([
      ...[...toolset.tools.values()].map((prepared) => prepared.tool),
      tool('sum', object({ of: { type: 'array', items: { type: 'number' } } })),
    ]);
    const sum = call(2, 'sum', [[1, ref(1, 0)]]);
    expect(check([sources, sum], { toolset: tools }).errors).toEqual(['plan.bad-reference']);
  });
});

describe('fan-out', () => {
  const films = call(1, 'list', ['films']);

  test('a whole-argument projection fans out where the parameter takes no list', () => {
    const { tasks } = check([films, call(2, 'fetch', [ref(1, '*', 'parts', '*', 'url')])]);
    expect(tasks[1]).toMatchObject({
      dependencies: [1],
      fanOut: {
        over: { source: 1, path: [{ kind: 'each' }, { key: 'parts' }, { kind: 'each' }] },
        parameters: ['url'],
      },
    });
  });

  test('it is passed as a list where the parameter takes one, or anything', () => {
    expect(check([films, call(2, 'math', ['x', ref(1, '*')])]).tasks[1]?.fanOut).toBeUndefined();
    const open = check([films, call(2, 'any', [keyword('x', ref(1, '*'))])]);
    expect(open.tasks[1]?.fanOut).toBeUndefined();
  });

  test('inside a list, an object, the answer or a guard it is a projection', () => {
    const inList = call(2, 'math', ['x', [ref(1, '*', 'minutes')]], { guard: guard(ref(1, '*')) });
    const result = check([films, inList, finish({ all: ref(1, '*') })]);
    expect(result.errors).toEqual([]);
    expect(result.tasks[1]?.fanOut).toBeUndefined();
    expect(result.terminal).toMatchObject({ kind: 'finish', dependencies: [1] });
  });

  test('inside longer text it is an error', () => {
    expect(check([films, search(2, 'x ', rawReference(1, ['*', 'title']))]).errors).toEqual([
      'plan.bad-reference',
    ]);
  });

  test('references equal up to their last [*] walk together', () => {
    const both = call(2, 'send_email', [ref(1, '*', 'to'), ref(1, '*', 'name', '?'), 'b']);
    expect(check([films, both]).tasks[1]?.fanOut).toEqual({
      over: { source: 1, path: [{ kind: 'each' }], optional: false },
      parameters: ['to', 'subject'],
    });
  });

  test('two sources in one task are an error', () => {
    const two = call(3, 'send_email', [ref(1, '*', 'to'), ref(2, '*', 'name'), 'b']);
    expect(check([films, call(2, 'list', ['x']), two]).errors).toEqual(['plan.fan-out']);
    const twice = call(2, 'send_email', [ref(1, '*', 'to'), ref(1, 'names', '*'), 'b']);
    expect(check([films, twice]).errors).toEqual(['plan.fan-out']);
  });

  test('a walk over what surely is no list is an error', () => {
    const over = call(2, 'fetch', [ref(1, '*', 'metres')]);
    expect(check([call(1, 'height', ['K2']), over]).errors).toEqual(['plan.bad-reference']);
  });
});

describe('cycles', () => {
  test('of tasks that wait for each other are one error', () => {
    const result = check([search(1, 'a ', rawReference(2)), search(2, 'b ', rawReference(1))]);
    expect(result.errors).toEqual(['plan.cycle']);
    expect(result.problems.at(-1)?.message).toBe('these tasks wait for each other: 1 → 2 → 1');
  });

  test('count the order of writes as waiting', () => {
    const result = check([email(1, ref(2)), email(2, 'b')]);
    expect(result.errors).toEqual(['plan.cycle']);
  });

  test('are not closed by a reference that turned out to be text', () => {
    expect(
      check([search(1, 'a ', rawReference(2)), search(3, 'b ', rawReference(1))]).errors,
    ).toEqual([]);
  });
});

describe('a later round', () => {
  const earlier = new Map([
    [1, 'list'],
    [2, 'search'],
    [3, 'search'],
  ]);

  test('may refer to any earlier task', () => {
    expect(check([search(4, 'x ', rawReference(2)), finish(ref(1))], { earlier })).toMatchObject({
      errors: [],
      warnings: [],
      tasks: [{ dependencies: [2] }],
    });
  });

  test('that starts again at an id in use is renumbered as a whole, with one warning', () => {
    const result = check([search(1, 'a'), search(2, 'b ', rawReference(1)), join(3)], { earlier });
    expect(result.warnings).toEqual(['plan.renumbered']);
    expect(result.tasks).toMatchObject([{ id: 4 }, { id: 5, dependencies: [4] }]);
    expect(result.terminal).toEqual({ kind: 'join', id: 6 });
    expect(result.revised).toEqual([]);
  });

  test('means its own task where it has one, stated later or not, else the earlier one', () => {
    const result = check(
      [call(1, 'math', ['x', [ref(2), ref(3)]]), search(2, 'b'), finish([ref(3), ref(2)])],
      { earlier },
    );
    expect(result.tasks[0]).toMatchObject({ id: 4, dependencies: [5, 6] });
    expect(result.revised).toMatchObject([{ id: 4, dependencies: [5, 3] }]);
    expect(result.terminal).toMatchObject({ dependencies: [3, 5] });
    expect(result.errors).toEqual([]);
  });

  test('may begin at 0', () => {
    const result = check([search(0, 'a'), search(1, 'b')], { earlier: new Map([[0, 'search']]) });
    expect(result.tasks.map(({ id }) => id)).toEqual([1, 2]);
  });

  test('gets ids that are all free, and refers to its own tasks first, whatever its ids are', () => {
    const plans = fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        plans,
        plans,
        fc.infiniteStream(fc.integer({ min: 1, max: 20 })),
        (used, own, targets) => {
          const before = new Map(used.map((id) => [id, 'search']));
          const wanted = own.map((id) => {
            const target = [...targets.take(1)][0] ?? 1;
            return { id, target: target === id ? undefined : target };
          });
          const statements = wanted.map(({ id, target }) =>
            call(id, 'math', ['x', target === undefined ? [] : [ref(target)]]),
          );
          const result = check(statements, { earlier: before });
          if (!before.has(own[0]!)) return;
          const offset = result.tasks[0]!.id - own[0]!;
          const final = new Map(
            [...result.tasks, ...result.revised].map((task) => [task.id, task]),
          );
          for (const { id, target } of wanted) {
            expect(before.has(id + offset)).toBe(false);
            if (target === undefined) continue;
            const isOwn = own.includes(target);
            if (!isOwn && !before.has(target)) continue;
            expect(final.get(id + offset)?.dependencies).toEqual([
              isOwn ? target + offset : target,
            ]);
          }
        },
      ),
    );
  });
});

describe('a repair', () => {
  const earlier = new Map([
    [1, 'list'],
    [2, 'sources'],
  ]);
  const replaceable = new Set([1, 2]);

  test('may state an id again that it replaces, without being renumbered', () => {
    const result = check([search(1, 'a'), call(3, 'math', ['x', [ref(1), ref(2)]])], {
      earlier,
      replaceable,
    });
    expect(result.problems).toEqual([]);
    expect(result.tasks).toMatchObject([{ id: 1 }, { id: 3, dependencies: [1, 2] }]);
    expect(result.revised).toEqual([]);
  });

  test('checks a path against the call that it states, or against the one that it keeps', () => {
    const read = call(3, 'search', [ref(2, 'metres')]);
    const kept = check([read], { earlier, replaceable });
    expect(kept.errors).toEqual(['plan.bad-reference']);
    const restated = check([read, call(2, 'height', ['K2'])], { earlier, replaceable });
    expect(restated.errors).toEqual([]);
  });
});

describe('size', () => {
  test('a plan of 20,000 statements that all refer to unknown and later tasks is checked', () => {
    const size = 20_000;
    const checker = createChecker({ toolset, limits: { tasks: size } });
    let items = 0;
    for (let id = 1; id < size; id += 1) {
      const statement: Statement = search(id, 'a ', rawReference(size), rawReference(-id));
      items += checker.add(statement).length;
    }
    expect(items).toBe(size - 1);
    expect(checker.add(search(size, 'the last'))).toHaveLength(size);
    expect(checker.end()).toHaveLength(2 * (size - 1));
  });
});
