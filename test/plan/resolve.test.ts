import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { copyJson } from '../../src/core/json.ts';
import type { Lookup } from '../../src/plan/resolve.ts';
import { evaluate } from '../../src/plan/resolve.ts';
import type { Expression, Reference } from '../../src/plan/task.ts';
import { rawReference } from './statements.ts';

function reference(source: number | 'input', ...steps: (string | number)[]): Reference {
  const { path, optional } = rawReference(source, steps);
  return { source, path, optional };
}

const results: Record<string, Json> = {
  1: { metres: 8849, name: 'Everest', 'box office': 1 },
  2: [
    { url: 'a', tags: ['x', 'y'] },
    { url: 'b', tags: [] },
    { url: 'c', tags: ['z'] },
  ],
  3: [{ url: 'a' }, { title: 'no url' }],
  4: 'text with $1 and ${1.name} and <END_OF_PLAN>',
  5: null,
  input: { city: 'Bonn' },
};

const lookup: Lookup = (source) => {
  const value = results[source];
  return value === undefined ? { kind: 'absent' } : { kind: 'value', value };
};

function valueOf(expression: Expression): Json {
  const found = evaluate(expression, lookup);
  if (!found.ok) throw new Error(found.failure.message);
  return found.value;
}

function get(source: number | 'input', ...steps: (string | number)[]): Json {
  return valueOf({ kind: 'reference', reference: reference(source, ...steps) });
}

function failure(source: number | 'input', ...steps: (string | number)[]) {
  const found = evaluate({ kind: 'reference', reference: reference(source, ...steps) }, lookup);
  if (found.ok) throw new Error('it has a value');
  return found.failure;
}

describe('a path', () => {
  test('enters objects by key and lists by index', () => {
    expect(get(1)).toEqual(results[1]);
    expect(get(1, 'box office')).toBe(1);
    expect(get(2, 2, 'tags', 0)).toBe('z');
    expect(get('input', 'city')).toBe('Bonn');
  });

  test('that leads nowhere fails and names the keys or the length there is', () => {
    expect(failure(1, 'meters')).toEqual({
      code: 'reference.missing-path',
      message:
        '$1.meters leads nowhere: there is no .meters at $1, which is an object with the keys metres, name, box office. Did you mean "metres"?',
      details: { reference: '$1.meters', at: '$1', keys: ['metres', 'name', 'box office'] },
    });
    expect(failure(2, 7, 'url')).toMatchObject({
      message: '$2[7].url leads nowhere: there is no [7] at $2, which is a list of 3 elements',
      details: { length: 3 },
    });
    expect(failure(2, 0, 'url', 'x').message).toContain('$2[0].url, which is a string');
    expect(failure(5, 'x').message).toContain('which is null');
  });

  test('enters own keys only, indices of lists only, and no forbidden key', () => {
    for (const key of ['toString', 'constructor', '__proto__', 'prototype', 'hasOwnProperty']) {
      expect(failure(1, key).code).toBe('reference.missing-path');
    }
    expect(failure(2, 'length').code).toBe('reference.missing-path');
    expect(failure(1, 0).code).toBe('reference.missing-path');
    expect(failure(4, 0).code).toBe('reference.missing-path');
    const hostile: Json = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}');
    const all: Lookup = () => ({ kind: 'value', value: hostile });
    for (const key of ['__proto__', 'constructor']) {
      const found = evaluate({ kind: 'reference', reference: reference(1, key) }, all);
      expect(found.ok).toBe(false);
    }
  });

  test('of a source without a result fails', () => {
    expect(failure(99).message).toBe('$99 leads nowhere: it has no result');
  });
});

describe('an optional reference', () => {
  test('is null where the source has no result or the path leads nowhere', () => {
    expect(get(99, '?')).toBeNull();
    expect(get(1, 'meters', 'x', '?')).toBeNull();
    expect(get(1, 'metres', '?')).toBe(8849);
  });

  test('is null for the elements whose path leads nowhere, and as a whole without a list', () => {
    expect(get(3, '*', 'url', '?')).toEqual(['a', null]);
    expect(get(1, '*', 'url', '?')).toBeNull();
    expect(get(3, '*', 'url', '*', '?')).toEqual([]);
  });
});

describe('a projection', () => {
  test('is the list of what lies behind each element', () => {
    expect(get(2, '*', 'url')).toEqual(['a', 'b', 'c']);
  });

  test('flattens over several [*]', () => {
    expect(get(2, '*', 'tags', '*')).toEqual(['x', 'y', 'z']);
  });

  test('of anything but a list fails, also further in', () => {
    expect(failure(1, '*')).toMatchObject({
      code: 'reference.not-a-list',
      message:
        '$1[*] wants a list at $1, but that is an object with the keys metres, name, box office',
    });
    expect(failure(2, '*', 'url', '*').code).toBe('reference.not-a-list');
  });

  test('fails where one element leads nowhere, and names the element', () => {
    expect(failure(3, '*', 'url').message).toBe(
      '$3[*].url leads nowhere: there is no .url at $3[*] (element 1), which is an object with the keys title.',
    );
  });
});

describe('a template', () => {
  const template = (...parts: (string | Reference)[]): Expression => ({ kind: 'template', parts });

  test('inserts text as it is and anything else as compact JSON', () => {
    expect(
      valueOf(
        template(
          reference(1, 'name'),
          ': ',
          reference(1),
          ', ',
          reference(2, '*', 'url'),
          reference(9, '?'),
        ),
      ),
    ).toBe('Everest: {"metres":8849,"name":"Everest","box office":1}, ["a","b","c"]null');
  });

  test('never scans again what it inserted', () => {
    expect(valueOf(template('"', reference(4), '"'))).toBe(`"${String(results[4])}"`);
  });

  test('inserts any text unchanged', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.stringMatching(/^(\$[0-9]|\$\{1\}|[a-z]|<END_OF_PLAN>){0,8}$/),
    );
    fc.assert(
      fc.property(texts, texts, (first, second) => {
        const of: Lookup = (source) => ({ kind: 'value', value: source === 1 ? first : second });
        const found = evaluate(template(reference(1), ' $1 ', reference(2)), of);
        expect(found).toEqual({ ok: true, value: `${first} $1 ${second}` });
      }),
    );
  });

  test('fails as its reference does', () => {
    expect(evaluate(template('x', reference(1, 'y')), lookup).ok).toBe(false);
  });
});

describe('evaluate', () => {
  test('fills lists and objects', () => {
    const list: Expression = {
      kind: 'list',
      items: [
        { kind: 'literal', value: 1 },
        {
          kind: 'object',
          entries: [['name', { kind: 'reference', reference: reference(1, 'name') }]],
        },
      ],
    };
    expect(valueOf(list)).toEqual([1, { name: 'Everest' }]);
    const bad: Expression = { kind: 'reference', reference: reference(1, 'y') };
    expect(evaluate({ kind: 'list', items: [bad] }, lookup).ok).toBe(false);
    expect(evaluate({ kind: 'object', entries: [['a', bad]] }, lookup).ok).toBe(false);
  });

  test('keeps a key of "__proto__" as data', () => {
    const object: Expression = {
      kind: 'object',
      entries: [['__proto__', { kind: 'literal', value: { x: 1 } }]],
    };
    const value = valueOf(object);
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect((value as { x?: unknown }).x).toBeUndefined();
  });

  test('never shares an object with a source, a literal or another value', () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(json, (value) => {
        const source = value as Json;
        const before = copyJson(source);
        const of: Lookup = () => ({ kind: 'value', value: source });
        const expressions: Expression[] = [
          { kind: 'literal', value: source },
          { kind: 'reference', reference: reference(1) },
          { kind: 'list', items: [{ kind: 'reference', reference: reference(1) }] },
        ];
        for (const expression of expressions) {
          const [first, second] = [evaluate(expression, of), evaluate(expression, of)];
          if (!first.ok || !second.ok) throw new Error('it has a value');
          expect(shared(first.value, second.value)).toBe(false);
          expect(shared(first.value, source)).toBe(false);
        }
        expect(source).toEqual(before);
      }),
    );
  });
});

/** True if an object is reachable from both. */
function shared(left: Json, right: Json): boolean {
  const objects = new Set<unknown>();
  const collect = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    objects.add(value);
    Object.values(value).forEach(collect);
  };
  const isIn = (value: Json): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    return objects.has(value) || Object.values(value).some(isIn);
  };
  collect(left);
  return isIn(right);
}
