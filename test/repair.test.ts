import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCompiler, defineTool, type JsonObject, type Report } from '../src/index.ts';
import { controlledTool, scriptedModel, type ControlledTool } from '../src/testing/index.ts';

const echo = defineTool({
  name: 'echo',
  description: 'Gives its text back.',
  effect: 'read',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  execute: ({ text }) => text ?? null,
});

/** Runs a broken plan, then its repair; the joiner, if it is asked, says `joined`. */
async function repaired(
  broken: string,
  repair: string,
  tools: readonly ControlledTool[] = [],
): Promise<Report> {
  const model = scriptedModel([broken, repair, 'Finish: joined']);
  return createCompiler({ model, tools: [echo, ...tools] }).stream('?').report;
}

/** A tool whose calls end as soon as they begin, and are remembered. */
function counting(name = 'look'): ControlledTool & { readonly seen: readonly JsonObject[] } {
  const seen: JsonObject[] = [];
  const tool = controlledTool({
    name,
    inputSchema: { type: 'object', properties: { q: {} }, required: ['q'] },
  });
  const execute = (input: unknown): unknown => {
    seen.push(input as JsonObject);
    return (input as JsonObject)['q'];
  };
  return { ...tool, execute, seen };
}

const add = defineTool({
  name: 'add',
  description: 'Adds numbers.',
  effect: 'read',
  inputSchema: { type: 'object', properties: { list: { type: 'array' } }, required: ['list'] },
  execute: ({ list }) => (list as number[]).reduce((sum, number) => sum + number, 0),
});

/** Two plans over the same ids, each task reading some of the ids below its own, in any order of lines. */
const twoPlans = fc
  .array(
    fc.record({
      reads: fc.array(fc.nat(), { maxLength: 3 }),
      own: fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 })),
      isBroken: fc.boolean(),
      place: fc.tuple(fc.nat(), fc.nat()),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((tasks) => {
    const lines = (version: 0 | 1): string =>
      tasks
        .map(({ reads, own, place }, index) => {
          const sources = index === 0 ? [] : reads.map((n) => `$${String((n % index) + 1)}`);
          const list = [String(own[version]), ...sources].join(', ');
          return { place: place[version], line: `${String(index + 1)}. add([${list}])` };
        })
        .filter((_, index) => version === 1 || tasks[index]?.isBroken === true)
        .sort((left, right) => left.place - right.place)
        .map(({ line }) => line)
        .join('\n');
    return { broken: lines(0), corrected: lines(1), last: tasks.length };
  });

describe('a corrected plan', () => {
  test('keeps what the same statement has come to, and calls it once', async () => {
    const look = counting();
    const report = await repaired(
      '1. look("a")\n2. nope()\n3. join()',
      '1. look("a")\n2. finish($1)',
      [look],
    );
    expect(report.answer).toBe('a');
    expect(look.seen).toHaveLength(1);
  });

  test('keeps a call that still runs', async () => {
    const slow = controlledTool({ name: 'slow' });
    const model = scriptedModel([
      '1. slow({"q": 1})\n2. nope()\n3. join()',
      '1. slow({"q": 1})\n2. finish($1)',
    ]);
    const run = createCompiler({ model, tools: [slow] }).stream('?');
    const call = await slow.next();
    run.on('plan-end', ({ status }) => {
      if (status === 'ok') call.resolve('kept');
    });
    expect((await run.report).answer).toBe('kept');
    expect(slow.calls).toHaveLength(1);
  });

  test('cancels a running call whose statement it changes, and drops its late result', async () => {
    const slow = controlledTool({ name: 'slow' });
    const model = scriptedModel([
      '1. slow({"q": "old"})\n2. nope()\n3. join()',
      '1. slow({"q": "new"})\n2. finish($1)',
    ]);
    const run = createCompiler({ model, tools: [slow] }).stream('?');
    const old = await slow.next();
    const changed = await slow.next();
    expect(old.context.signal.aborted).toBe(true);
    old.resolve('old');
    changed.resolve('new');
    const report = await run.report;
    expect(report.answer).toBe('new');
    expect(report.outcomes.size).toBe(1);
  });

  test('runs a reader anew whose source it changes, also where the source comes last', async () => {
    const first = await repaired(
      '1. echo("old")\n2. echo($1)\n3. nope()\n4. join()',
      '1. echo("new")\n2. echo($1)\n3. finish($2)',
    );
    expect(first.answer).toBe('new');
    const last = await repaired(
      '1. echo("old")\n2. echo($1)\n3. echo($2)\n4. nope()\n5. join()',
      '3. echo($2)\n2. echo($1)\n1. echo("new")\n5. finish($3)',
    );
    expect(last.answer).toBe('new');
    const middle = await repaired(
      '1. echo("old")\n2. echo($1)\n3. echo("${1}${2}")\n4. nope()\n5. join()',
      '1. echo("new")\n3. echo("${1}${2}")\n2. echo($1)\n5. finish($3)',
    );
    expect(middle.answer).toBe('newnew');
  });

  test('runs anew what was skipped for a call that it corrects further down', async () => {
    const failing = defineTool({
      ...echo,
      name: 'fail',
      execute: () => Promise.reject(new Error('no')),
    });
    const model = scriptedModel([
      ['1. fail("x")\n2. echo("${1}")\n', '3. nope()\n4. join()'],
      '2. echo("${1}")\n1. echo("right")\n4. finish($2)',
    ]);
    const run = await createCompiler({ model, tools: [echo, failing] }).run('?');
    expect(run.answer).toBe('right');
  });

  test('comes to what a plan of its own comes to, whatever stood before it in any order', async () => {
    await fc.assert(
      fc.asyncProperty(twoPlans, async ({ broken, corrected, last }) => {
        const tools = [add];
        const text = `${corrected}\n99. finish($${String(last)})`;
        const alone = await createCompiler({ model: scriptedModel([text]), tools }).run('?');
        const chunks = `${broken}\n98. nope()\n99. join()`.split(/(?<=\n)/);
        const model = scriptedModel([chunks, text.split(/(?<=\n)/)]);
        const repair = await createCompiler({ model, tools }).run('?');
        expect(repair.value).toEqual(alone.value);
      }),
      { numRuns: process.env['TOOLC_DEEP'] === '1' ? 20_000 : 200 },
    );
  });

  test('may refer to a read that it does not repeat', async () => {
    const report = await repaired(
      '1. echo("kept")\n2. nope()\n3. join()',
      '2. echo("${1}!")\n3. finish($2)',
    );
    expect(report.answer).toBe('kept!');
    expect(report.outcomes.get(1)).toMatchObject({ status: 'ok' });
  });

  test('closes what waits and is wanted no more, and says so in its outcome', async () => {
    const slow = controlledTool({ name: 'slow' });
    const model = scriptedModel([
      '1. slow({})\n2. echo("${1}")\n3. nope()\n4. join()',
      '4. echo("other")\n5. join()',
      'Finish: joined',
    ]);
    const run = createCompiler({ model, tools: [echo, slow] }).stream('?');
    const call = await slow.next();
    run.on('plan-end', ({ status }) => {
      if (status === 'ok') call.resolve('late');
    });
    const report = await run.report;
    expect(report.outcomes.get(2)).toMatchObject({
      status: 'skipped',
      cause: { reason: 'plan-replaced' },
    });
    expect(report.outcomes.get(1)).toMatchObject({ status: 'ok', value: 'late' });
    expect(report.missing).toEqual([]);
  });

  test('may give a kept task the source that it waited for', async () => {
    const report = await repaired(
      '1. echo("${7}")\n2. join()',
      '1. echo("${7}")\n7. echo("seven")\n8. finish($1)',
    );
    expect(report.answer).toBe('seven');
  });

  test('that only thinks of a changed call runs the one it writes behind its thinking', async () => {
    const look = counting();
    const report = await repaired(
      '1. look("a")\n2. nope()\n3. join()',
      '1. look("b")\n</think>\n1. look("a")\n2. finish($1)',
      [look],
    );
    expect(report.answer).toBe('a');
  });

  test('with errors of its own is joined with what there is, its waiting tasks skipped', async () => {
    const report = await repaired(
      '1. echo("a")\n2. nope()\n3. join()',
      '1. echo("a")\n2. nope()\n4. echo($9)\n5. join()',
    );
    expect(report.answer).toBe('joined');
    expect(report.outcomes.get(1)).toMatchObject({ status: 'ok' });
    expect([...report.outcomes.keys()]).not.toContain(2);
  });
});

describe('a plan that the joiner writes', () => {
  const joinerPlan = (...replies: readonly string[]): ReturnType<typeof createCompiler> => {
    const planner = scriptedModel(replies.filter((reply) => !/^(Replan|Finish)/.test(reply)));
    const joiner = scriptedModel(replies.filter((reply) => /^(Replan|Finish)/.test(reply)));
    return createCompiler({ model: { planner, joiner }, tools: [echo] });
  };

  test('with errors is repaired by the planner', async () => {
    const report = await joinerPlan(
      '1. echo("a")\n2. join()',
      'Replan: more\n2. nope()\n3. join()',
      '2. echo("b")\n3. finish("${1}${2}")',
    ).run('?');
    expect(report).toMatchObject({ answer: 'ab', rounds: 2 });
  });

  test('that starts again at 1 is renumbered, and refers to its own task 1', async () => {
    const report = await joinerPlan(
      '1. echo("a")\n2. join()',
      'Replan: more\n1. echo("b")\n2. echo("${1}!")\n3. finish($2)',
    ).run('?');
    expect(report.answer).toBe('b!');
    expect(report.outcomes.get(1)).toMatchObject({ value: 'a' });
    expect(report.problems.map(({ code }) => code)).toContain('plan.renumbered');
  });
});

describe('a stray </think>', () => {
  test('voids the calls before it and frees their ids', async () => {
    const look = counting();
    const model = scriptedModel(['1. look("a")\n2. join()\n</think>\n1. look("b")\n2. finish($1)']);
    const single = await createCompiler({ model, tools: [look] }).stream('?').report;
    expect(single.status).toBe('failed'); // the terminal came first: what follows is not read
    const chunks = ['1. look("a")\n', '</think>\n1. look("b")\n', '2. finish($1)'];
    const report = await createCompiler({ model: scriptedModel([chunks]), tools: [look] }).run('?');
    expect(report.answer).toBe('b');
    expect(report.outcomes.size).toBe(1);
  });
});

describe('a corrected plan with writes', () => {
  const store: string[] = [];
  const effects = { resource: () => 'store', inputSchema: { type: 'object' } } as const;
  const put = defineTool({
    ...effects,
    name: 'put',
    description: 'Writes.',
    effect: 'write',
    execute: () => void store.push('put'),
  });
  const count = defineTool({
    ...effects,
    name: 'count',
    description: 'Counts what was written.',
    effect: 'read',
    execute: () => store.length,
  });

  test.each([
    ['1. count()\n2. nobody()\n3. join()', '2. put()\n1. count()\n3. finish($1)', 1],
    ['1. put()\n2. count()\n3. nobody()\n4. join()', '1. put()\n2. count()\n3. finish($2)', 1],
    ['1. count()\n2. nobody()\n3. join()', '1. count()\n2. put()\n3. finish($1)', 0],
  ])('reads behind its write what was written: %j, %j', async (broken, repair, seen) => {
    store.length = 0;
    const model = scriptedModel([broken, repair, 'Finish: joined']);
    const report = await createCompiler({ model, tools: [put, count] }).stream('?').report;
    expect(report.value).toBe(seen);
    expect(store).toEqual(['put']);
  });
});
