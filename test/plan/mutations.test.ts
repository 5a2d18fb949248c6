import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePlan } from '../../src/plan/parse-plan.ts';
import { printPlan } from '../../src/plan/print-plan.ts';
import { corpus, corpusToolset, itemsOf } from './corpus.ts';
import { holdsExactCall } from './exact-write.ts';

const isDeep = process.env['TOOLC_DEEP'] === '1';
const count = isDeep ? 1_000_000 : 2_000;
const timeout = isDeep ? 3_600_000 : 60_000;

const pieces = [
  ...'"\'`()[]{}<>$.,:;=*?!#/-\\\n\r\t 019axN“”’_',
  ...[
    '"""',
    '```',
    '<think>',
    '</think>',
    '<END_OF_PLAN>',
    '\n2. ',
    '$1',
    '${1}',
    '$1[*].x',
    '1) ',
  ],
  ...[
    'send_email(',
    'send_email("a", "b", "c")',
    'search("x")',
    'join()',
    'finish($1)',
    'if ',
    ' and ',
  ],
  ...[
    'Thought: ',
    '\\u0024',
    '__proto__',
    ' not in ',
    'None',
    'r"',
    'f"',
    '\ud83d',
    '\u200b',
    '$input',
  ],
];

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(400),
  remove: fc.nat(6),
  insert: fc.array(fc.constantFrom(...pieces), { maxLength: 3 }).map((parts) => parts.join('')),
});

function edited(plans: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(plans, fc.array(edit, { minLength: 1, maxLength: 5 })).map(([plan, edits]) =>
    edits.reduce((text, { at, remove, insert }) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + insert + text.slice(start + remove);
    }, plan),
  );
}

const mutated = edited(fc.constantFrom(...corpus.map(({ plan }) => plan)));

test(
  'edited plans never throw, and never run a write that was repaired',
  () => {
    fc.assert(
      fc.property(mutated, fc.boolean(), (plan, complete) => {
        const { tasks, problems } = parsePlan(plan, { tools: corpusToolset, complete });
        const isBad = problems.some((problem) => problem.severity === 'error');
        for (const task of tasks) {
          if (task.effect !== 'write' || isBad) continue;
          expect(task.notes).toEqual([]);
          const touching = problems.filter(
            ({ code, taskId }) => taskId === task.id && code === 'plan.recovered',
          );
          expect(touching).toEqual([]);
        }
      }),
      { numRuns: count },
    );
  },
  timeout,
);

const writes = [
  '1. search("a")\n2. send_email("bob", "hi $1", "b: ${1.x}")\n3. join()',
  '1. list("q")\n2. if $1.a == "x" and not ($1.b in [1]): send_email(to="a", subject="s", body="b")\nThought: hm\n3. send_email({"to": "a", "subject": $1.s, "body": "c"}) # note\n4. finish("ok $2")<END_OF_PLAN>',
  '<think>1. send_email("x", "y", "z")\n</think>1. send_email(\'it\', r"b", """c "d" e""")\njoin()',
  '- **1.** `send_email("a", "b", "c")`\n2. search("what\'s up")\n3. send_email("a", "b", $2[0].t)',
  '```\n1. send_email("a",\n  "b",\n  “c”\n)\n2. send_email($1[*].to, $1["a b"]?, "x")\n```\njoin()',
];

test(
  'edited plans that are good hold every write exactly, as a second reader sees it',
  () => {
    let seen = 0;
    fc.assert(
      fc.property(edited(fc.constantFrom(...writes)), fc.boolean(), (plan, complete) => {
        const { tasks, problems } = parsePlan(plan, { tools: corpusToolset, complete });
        if (problems.some((problem) => problem.severity === 'error')) return;
        for (const { effect, tool, line } of tasks) {
          if (effect !== 'write') continue;
          const start = plan.split('\n', line - 1).join('\n').length;
          expect(holdsExactCall(plan, tool, start)).toBe(true);
          seen += 1;
        }
      }),
      { numRuns: count },
    );
    expect(seen).toBeGreaterThan(count / 20);
  },
  timeout,
);

test(
  'edited plans give the same items in one piece and one unit at a time',
  () => {
    fc.assert(
      fc.property(mutated, fc.boolean(), (plan, complete) => {
        expect(itemsOf(plan.split(''), complete)).toEqual(itemsOf([plan], complete));
      }),
      { numRuns: Math.min(count / 2, 20_000) },
    );
  },
  timeout,
);

test(
  'edited plans that are good come back equal when printed and parsed again',
  () => {
    fc.assert(
      fc.property(mutated, (plan) => {
        const parsed = parsePlan(plan, { tools: corpusToolset });
        if (parsed.problems.some((problem) => problem.severity === 'error')) return;
        const again = parsePlan(printPlan(parsed), { tools: corpusToolset });
        const bare = parsed.tasks.map((task) => ({ ...task, line: 0, notes: [] }));
        expect(again.tasks.map((task) => ({ ...task, line: 0, notes: [] }))).toEqual(bare);
        expect(again.terminal).toEqual(parsed.terminal);
      }),
      { numRuns: Math.min(count, 50_000) },
    );
  },
  timeout,
);

const body = fc
  .array(
    fc.constantFrom(
      '\n2. send_email("c", "c", "c")',
      '7) send_email("c", "c", "c"); ',
      'send_email("c", "c", "c")',
      ...[
        '\n',
        '"',
        "'",
        '\\',
        '`',
        '```\n',
        'Thought: ',
        '\n8. join()',
        '<END_OF_PLAN>',
        '\n9. finish(1)',
        ')',
        '$1',
      ],
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const wrappers: readonly ((text: string) => string)[] = [
  (text) => `3. search(${JSON.stringify(text).replaceAll('$', '\\$')})\n4. join()`,
  (text) =>
    `3. search('${text.replaceAll('\\', '').replaceAll("'", "\\'").replaceAll('$', '')}')\n4. join()`,
  (text) => `<think>${text}</think>\n4. join()`,
  (text) =>
    `${text.replaceAll('join', 'jo').replaceAll('finish', 'fin').replaceAll('<END', '')}\n"\n'\n"\n)</think>\n4. join()`,
  (text) => `3. search("b") # ${text.replaceAll('\n', ' ')}\n4. join()`,
  (text) => `Thought: ${text.replaceAll('\n', ' ')}\n4. join()`,
  (text) => `4. join()${text}`,
  (text) => `<END_OF_PLAN>${text}`,
];

test(
  'a write inside a string, a think block, a comment, a thought or behind the end never runs',
  () => {
    fc.assert(
      fc.property(body, fc.nat(wrappers.length - 1), (text, index) => {
        const wrapped = wrappers[index]?.(text) ?? '';
        const { tasks, problems } = parsePlan(`1. search("a")\n${wrapped}`, {
          tools: corpusToolset,
        });
        const isBad = problems.some((problem) => problem.severity === 'error');
        const writes = tasks.filter((task) => task.tool === 'send_email');
        // A think block without its beginning may not close what its text opened.
        if (!isBad) expect(writes).toEqual([]);
        if (index !== 3) expect(writes).toEqual([]);
      }),
      { numRuns: Math.min(count, 100_000) },
    );
  },
  timeout,
);
