import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { corpus, isComplete, itemsOf } from './corpus.ts';

/** Plans with everything that could be split badly. */
const tricky = [
  '1. search("a \\u0024 \\" b")\r\n2. join()\r\n',
  '<think>1. search("draft")\r\n</think>1. search(“x’s”)\n2. join()<END_OF_PLAN>trailing',
  'thinking 1. search("x")\nstill</think>\n1. search("a"\n2. send_email("a", \'b\', """c"d""")\n3. join',
  "1. search(What's <END_OF_PLAN>",
  '1.\n  search(\n "a"\n)\nThought: next\nThought: then\n2) math("""x""", [1, 2,])) # note\n3. join()',
  '1. list("a")\n2. if $1.n >= 3 and "a:b" in $1.kind: search("x") -> why\n3. finish("it is ${1}.")',
  '1. search("a") 2. search("b"), search("c")\nsearch(query="d")\n<END_OF_PLAN>\n3. join()',
  '1) search("a"\n2) search("b"\n```\n',
];

function parts(text: string, cuts: readonly number[]): string[] {
  const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [...at, text.length].map((end, index) => text.slice(at[index - 1] ?? 0, end));
}

describe('any chunking of a text gives the same items', () => {
  const texts = [
    ...corpus.map(({ id, plan, ...line }) => ({
      id,
      plan,
      complete: isComplete({ id, plan, ...line }),
    })),
    ...tricky.map((plan) => ({ id: plan.slice(0, 30), plan, complete: true })),
    ...tricky.map((plan) => ({ id: `cut ${plan.slice(0, 30)}`, plan, complete: false })),
  ];

  test.each(texts)('one UTF-16 unit at a time: $id', ({ plan, complete }) => {
    expect(itemsOf(plan.split(''), complete)).toEqual(itemsOf([plan], complete));
  });

  test('in pieces of any length', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.nat(6_000), { maxLength: 12 }),
        ({ plan, complete }, cuts) => {
          expect(itemsOf(parts(plan, cuts), complete)).toEqual(itemsOf([plan], complete));
        },
      ),
      { numRuns: 400 },
    );
  });
});

test('a task is out in the push that brought its parenthesis', () => {
  fc.assert(
    fc.property(fc.constantFrom('"a"', "'b'", '"""c"""', '“d”', '`e`', 'query="f"'), (argument) => {
      const before = itemsOf([]).length;
      const text = `1. search(${argument})`;
      const item = itemsOf([text.slice(0, -1), ')', ' ']).find((found) => found.kind === 'task');
      expect(before).toBe(1);
      expect(item).toBeDefined();
    }),
  );
});
