import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import {
  createCompiler,
  defineTool,
  ToolcError,
  type Model,
  type RunEvent,
  type Tool,
  type ToolContext,
} from '../src/index.ts';
import { controlledTool, createFakeClock, scriptedModel } from '../src/testing/index.ts';

const height = defineTool({
  name: 'height',
  description: 'Height of a mountain in metres.',
  effect: 'read',
  inputSchema: z.object({ mountain: z.string() }),
  outputSchema: z.object({ metres: z.number() }),
  execute: ({ mountain }) => {
    if (mountain === 'Mount Doom') throw new Error('not on this earth');
    return { metres: mountain === 'Everest' ? 8849 : 8611 };
  },
});

const twoHeights = '1. height("Everest")\n2. height("K2")\n3. join()';

/** A write tool, and what it has written. */
function recorder(): { readonly written: string[]; readonly write: Tool } {
  const written: string[] = [];
  const write = defineTool({
    name: 'write',
    description: 'Writes.',
    effect: 'write',
    inputSchema: z.object({ text: z.string() }),
    execute: ({ text }) => void written.push(text),
  });
  return { written, write };
}

async function eventsOf(run: { events(): AsyncIterable<RunEvent> }): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of run.events()) events.push(event);
  return events;
}

/** What a caller without types may hand in. */
function unchecked(input: unknown): never {
  return input as never;
}

describe('a run', () => {
  test('plans, calls, joins and answers', async () => {
    const model = scriptedModel([twoHeights, 'Finish: 238 m.']);
    const report = await createCompiler({ model, tools: [height] }).run('How much higher?');
    expect(report).toMatchObject({ status: 'done', answer: '238 m.', rounds: 1, missing: [] });
    expect([...report.outcomes.values()].map((outcome) => outcome.status)).toEqual(['ok', 'ok']);
    expect(model.requests).toHaveLength(2);
  });

  test('has the end of its plan in the log before any write, though the stream goes on', async () => {
    const { write } = recorder();
    const plan = ['1. write("a")\n2. join()\n', '\n'];
    const model = scriptedModel([plan, 'Finish: done'], { pace: 'held' });
    const run = createCompiler({ model, tools: [write] }).stream('?');
    const written = new Promise((resolve) => run.on('task-end', resolve));
    await model.next();
    await written;
    model.release();
    const types = (await eventsOf(run)).map(({ type }) => type);
    const told = types.filter((type) => /^(plan-end|task-start|plan-usage)$/.test(type));
    expect(told).toEqual(['plan-end', 'task-start', 'plan-usage']);
  });

  test('starts a read while the plan still streams', async () => {
    const model = scriptedModel(
      [['1. height("Everest")\n', '2. height("K2")\n3. join()'], 'Finish: x'],
      {
        pace: 'held',
      },
    );
    const tool = controlledTool({ ...height, name: 'height' });
    const run = createCompiler({ model, tools: [tool] }).stream('?');
    await model.next();
    const call = await tool.next();
    expect(call.input).toEqual({ mountain: 'Everest' });
    expect(model.requests).toHaveLength(1);
    model.release();
    call.resolve({ metres: 1 });
    (await tool.next()).resolve({ metres: 2 });
    expect((await run.report).status).toBe('done');
  });

  test('streams the answer from its first token', async () => {
    const model = scriptedModel([twoHeights, ['Finish: Eve', 'rest is ', 'higher.']]);
    const run = createCompiler({ model, tools: [height] }).stream('?');
    const pieces: string[] = [];
    for await (const text of run.text()) pieces.push(text);
    expect(pieces.join('')).toBe('Everest is higher.');
    expect(pieces.length).toBeGreaterThan(1);
  });

  test('takes chat messages and asks with the whole conversation', async () => {
    const model = scriptedModel([twoHeights, 'Finish: yes']);
    await createCompiler({ model, tools: [height] }).run([
      { role: 'user', content: 'Which is higher?' },
      { role: 'assistant', content: 'Everest.' },
      { role: 'user', content: 'By how much?' },
    ]);
    const contents = model.requests[0]?.messages.map(({ content }) => content) ?? [];
    expect(contents.slice(1)).toEqual(['Which is higher?', 'Everest.', 'By how much?']);
  });

  test('refuses an input without a question', async () => {
    const compiler = createCompiler({ model: scriptedModel([]), tools: [height] });
    await expect(compiler.run('  ')).rejects.toMatchObject({ code: 'input.invalid' });
    expect(() => compiler.stream([{ role: 'assistant', content: 'hi' }])).toThrow(ToolcError);
    const parts = [{ type: 'text', text: 'How high is K2?' }];
    const robot = { role: 'robot', content: 'hi' };
    const question = { role: 'user', content: 'How high is K2?' };
    for (const input of [
      null,
      5,
      {},
      [null],
      [{ role: 'user', content: parts }],
      [question, robot],
    ])
      expect(() => compiler.stream(unchecked(input)), JSON.stringify(input)).toThrow(
        expect.objectContaining({ code: 'input.invalid' }),
      );
  });

  test('gives the joiner a typed hole for what failed, and lists it', async () => {
    const model = scriptedModel([
      '1. height("Everest")\n2. height("Mount Doom")\n3. join()',
      'Finish: Only Everest is known.',
    ]);
    const report = await createCompiler({ model, tools: [height] }).run('?');
    expect(report.missing).toMatchObject([{ taskId: 2, status: 'failed' }]);
    const prompt = model.requests[1]?.messages.at(-1)?.content ?? '';
    expect(prompt).toContain('tool.threw');
    expect(prompt).toContain('not on this earth');
  });

  test('finish in the plan answers with no joiner call, its value typed', async () => {
    const model = scriptedModel(['1. height("Everest")\n2. finish($1.metres)']);
    const report = await createCompiler({ model, tools: [height] }).run('?');
    expect(report).toMatchObject({ answer: '8849', value: 8849 });
    expect(report.usage.joiner.calls).toBe(0);
  });

  test('a finish whose value did not come is answered by the joiner', async () => {
    const model = scriptedModel([
      '1. height("Mount Doom")\n2. finish($1.metres)',
      'Finish: unknown',
    ]);
    const report = await createCompiler({ model, tools: [height] }).run('?');
    expect(report.answer).toBe('unknown');
  });

  test('a finish closes the reads that nobody needs', async () => {
    const slow = controlledTool({ name: 'slow' });
    const model = scriptedModel(['1. slow({})\n2. height("Everest")\n3. finish($2.metres)']);
    const run = createCompiler({ model, tools: [slow, height] }).stream('?');
    const call = await slow.next();
    const report = await run.report;
    expect(report.answer).toBe('8849');
    expect(report.outcomes.get(1)).toMatchObject({
      status: 'cancelled',
      cause: { reason: 'not-needed' },
    });
    expect(call.context.signal.aborted).toBe(true);
  });

  test('gives a result as its output schema parsed it', async () => {
    const loose = defineTool({
      name: 'loose',
      description: 'More than it says, and less.',
      effect: 'read',
      inputSchema: z.object({}),
      outputSchema: z.object({ unit: z.string().default('m'), metres: z.number() }),
      execute: () => ({ metres: 3, secret: true }),
    });
    const model = scriptedModel(['1. loose()\n2. finish([$1, $1.unit])']);
    const { value } = await createCompiler({ model, tools: [loose] }).run('?');
    expect(value).toEqual([{ unit: 'm', metres: 3 }, 'm']);
  });

  test('uses separate models for planner and joiner', async () => {
    const planner = scriptedModel([twoHeights], { name: 'planner' });
    const joiner = scriptedModel(['Finish: ok'], { name: 'joiner' });
    const compiler = createCompiler({ model: { planner, joiner }, tools: [height] });
    const run = compiler.stream('?');
    const [start] = await eventsOf(run);
    expect(start).toMatchObject({ models: { planner: 'planner', joiner: 'joiner' } });
    expect([planner.requests.length, joiner.requests.length]).toEqual([1, 1]);
  });

  test('hands the typed context to the tools', async () => {
    const whoAmI = defineTool({
      name: 'who',
      description: 'The user.',
      effect: 'read',
      inputSchema: z.object({}),
      execute: (_, { context }: ToolContext<{ readonly user: string }>) => context.user,
    });
    const compiler = createCompiler({
      model: scriptedModel(['1. who()\n2. finish($1)']),
      tools: [whoAmI],
    });
    const { answer } = await compiler.run('?', { context: { user: 'Ada' } });
    expect(answer).toBe('Ada');
    // @ts-expect-error the context is required and typed
    expect(() => compiler.stream('?', { context: { user: 1 } })).not.toThrow();
  });
});

describe('a replan', () => {
  test('starts the next round, which may refer to earlier outcomes', async () => {
    const model = scriptedModel([
      '1. height("Everest")\n2. join()',
      'Replan: K2 is missing',
      '2. height("K2")\n3. finish("${1.metres} and ${2.metres}")',
    ]);
    const report = await createCompiler({ model, tools: [height] }).run('?');
    expect(report).toMatchObject({ rounds: 2, answer: '8849 and 8611' });
  });

  test('with a plan behind it needs no planner call', async () => {
    const model = scriptedModel([
      '1. height("Everest")\n2. join()',
      'Replan: K2 is missing\n2. height("K2")\n3. join()',
      'Finish: both known',
    ]);
    const report = await createCompiler({ model, tools: [height] }).run('?');
    expect(report).toMatchObject({ rounds: 2, answer: 'both known' });
    expect(report.usage.planner.calls).toBe(1);
    expect(report.outcomes.get(2)).toMatchObject({ status: 'ok', value: { metres: 8611 } });
  });

  for (const finish of ['cut', 'length', 'stop'] as const) {
    test(`whose plan has ended is done, though its reply goes on and ends as ${finish}`, async () => {
      const written: string[] = [];
      const write = defineTool({
        name: 'write',
        description: 'Writes.',
        effect: 'write',
        inputSchema: z.object({ text: z.string() }),
        execute: ({ text }) => void written.push(text),
      });
      const model = scriptedModel([
        '1. height("Everest")\n2. join()',
        { chunks: ['Replan: tell them\n3. write("higher")\n4. join()\n', 'Now'], finish },
        'Finish: told',
      ]);
      const report = await createCompiler({ model, tools: [height, write] }).run('?');
      expect(written).toEqual(['higher']);
      expect(report).toMatchObject({ rounds: 2, answer: 'told' });
      expect(report.usage.joiner.calls).toBe(2);
    });
  }

  test('whose plan was cut before its end writes nothing and is asked for again', async () => {
    const { written, write } = recorder();
    const model = scriptedModel([
      '1. height("Everest")\n2. join()',
      { chunks: ['Replan: tell them\n3. write("higher")\n4. wri'], finish: 'cut' },
      'Finish: not told',
    ]);
    const report = await createCompiler({ model, tools: [height, write] }).run('?');
    expect(written).toEqual([]);
    expect(report.answer).toBe('not told');
  });

  test('that starts again at an id in use is renumbered', async () => {
    const model = scriptedModel([
      '1. height("Everest")\n2. join()',
      'Replan: K2 is missing',
      '1. height("K2")\n2. finish("${1.metres}")',
    ]);
    const report = await createCompiler({ model, tools: [height] }).run('?');
    expect(report.answer).toBe('8611');
    expect(report.outcomes.get(1)).toMatchObject({ value: { metres: 8849 } });
  });

  test('is not allowed in the last round: the joiner must finish', async () => {
    const model = scriptedModel([twoHeights, 'Replan: more', 'Finish: well then']);
    const compiler = createCompiler({ model, tools: [height], budget: { rounds: 1 } });
    expect((await compiler.run('?')).answer).toBe('well then');
    expect(model.requests[1]?.messages[0]?.content).not.toContain('Replan:');
  });
});

describe('a bad plan', () => {
  test('goes back once with its errors, and keeps what was right', async () => {
    const model = scriptedModel([
      '1. height("Everest")\n2. hight("K2")\n3. join()',
      '1. height("Everest")\n2. height("K2")\n3. join()',
      'Finish: repaired',
    ]);
    const run = createCompiler({ model, tools: [height] }).stream('?');
    const events = await eventsOf(run);
    const started = events.filter((event) => event.type === 'task-start');
    expect(started.map((event) => event.taskId)).toEqual([1, 2]);
    expect(model.requests[1]?.messages.at(-1)?.content).toContain('plan.unknown-tool');
    expect((await run.report).answer).toBe('repaired');
  });

  test('a changed call takes its id over, and so do its readers', async () => {
    const echo = defineTool({
      name: 'echo',
      description: 'Gives its text back.',
      effect: 'read',
      inputSchema: z.object({ text: z.string() }),
      execute: ({ text }) => text,
    });
    const model = scriptedModel([
      ['1. echo("old")\n2. echo($1)\n', '3. nope()\n4. join()'],
      '1. echo("new")\n2. echo($1)\n3. finish($2)',
    ]);
    const report = await createCompiler({ model, tools: [echo] }).run('?');
    expect(report.answer).toBe('new');
  });

  test('writes nothing, and its repair writes only what it repeats', async () => {
    const { written, write } = recorder();
    const model = scriptedModel([
      '1. write("a")\n2. write("b")\n3. nope()\n4. join()',
      '2. write("b")\n4. join()',
      'Finish: ok',
    ]);
    await createCompiler({ model, tools: [write] }).run('?');
    expect(written).toEqual(['b']);
  });

  test('that cannot be repaired is joined if it has some result, and lists what it refused', async () => {
    const bad = '1. height("Everest")\n2. nope()\n3. join()';
    const model = scriptedModel([bad, bad, 'Finish: Everest only']);
    const report = await createCompiler({ model, tools: [height] }).run('?');
    expect(report.missing).toMatchObject([
      { taskId: 2, call: 'line 2 of the plan', status: 'refused' },
    ]);
    expect(report.answer).toBe('Everest only');
    expect(model.requests[2]?.messages.at(-1)?.content).toContain('plan.unknown-tool');
  });

  test('with no result at all fails with its problems', async () => {
    const model = scriptedModel(['I cannot help.', 'I still cannot.']);
    const error: unknown = await createCompiler({ model, tools: [height] })
      .run('?')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ToolcError);
    expect(error).toMatchObject({ code: 'run.plan-invalid' });
    expect(error).toHaveProperty('details.report.status', 'failed');
  });

  test('that was cut never writes', async () => {
    const { written, write } = recorder();
    const cut = { chunks: ['1. write("a")\n2. write("b")'], finish: 'cut' as const };
    const model = scriptedModel([cut, cut]);
    const run = createCompiler({ model, tools: [write] }).stream('?');
    const report = await run.report;
    expect(written).toEqual([]);
    expect(report.error?.code).toBe('run.plan-invalid');
    expect([...report.outcomes.values()].every(({ status }) => status === 'skipped')).toBe(true);
  });
});

describe('a joiner', () => {
  test('that cannot be understood is asked once more, then the run fails', async () => {
    const good = scriptedModel([twoHeights, 'Hmm.', 'Finish: yes']);
    expect((await createCompiler({ model: good, tools: [height] }).run('?')).answer).toBe('yes');
    const bad = scriptedModel([twoHeights, 'Hmm.', 'Hm.']);
    const { error, outcomes } = await createCompiler({ model: bad, tools: [height] }).stream('?')
      .report;
    expect(error?.code).toBe('run.joiner-unparseable');
    expect(outcomes.size).toBe(2);
  });

  test('that is cut in its answer gives no answer, but says what there was', async () => {
    const cut = { chunks: ['Finish: Everest is'], finish: 'cut' as const };
    const report = await createCompiler({
      model: scriptedModel([twoHeights, cut]),
      tools: [height],
    }).stream('?').report;
    expect(report).toMatchObject({ status: 'failed', answer: undefined });
    expect(report.error).toMatchObject({ code: 'model.truncated' });
    expect(JSON.stringify(report.error?.details)).toContain('Everest is');
  });

  test('that dies in a plan of its own ends that plan, and what it said is counted', async () => {
    const reply = { chunks: ['Replan: more\n3. height("K2")\n'], error: new Error('gone') };
    const run = createCompiler({
      model: scriptedModel([twoHeights, reply]),
      tools: [height],
    }).stream('?');
    const events = await eventsOf(run);
    const ends = events.filter(({ type }) => type === 'plan-end');
    expect(ends.map((event) => (event.type === 'plan-end' ? event.status : ''))).toEqual([
      'ok',
      'invalid',
    ]);
    expect((await run.report).usage.joiner.completionTokens).toBeGreaterThan(5);
  });

  test('that dies fails the run with its error and every outcome', async () => {
    const model = scriptedModel([twoHeights, { error: new Error('gone') }]);
    const report = await createCompiler({ model, tools: [height] }).stream('?').report;
    expect(report.error?.code).toBe('model.threw');
    expect(report.outcomes.size).toBe(2);
  });
});

describe('a typed answer', () => {
  const output = z.object({ metres: z.number() });

  test('is parsed and typed', async () => {
    const model = scriptedModel([twoHeights, 'Finish: {"metres": 238}']);
    const { value } = await createCompiler({ model, tools: [height] }).run('?', { output });
    expectTypeOf(value).toEqualTypeOf<{ metres: number }>();
    expect(value).toEqual({ metres: 238 });
  });

  test('reads its schema once for all runs of a compiler', async () => {
    let reads = 0;
    const schema = {
      '~standard': {
        version: 1,
        vendor: 'x',
        validate: (value: unknown) => ({ value }),
        jsonSchema: {
          input: () => ({}),
          output: () => {
            reads += 1;
            return { type: 'object' };
          },
        },
      },
    } as const;
    const model = scriptedModel([twoHeights, 'Finish: {"a": 1}', twoHeights, 'Finish: {"a": 2}']);
    const compiler = createCompiler({ model, tools: [height] });
    const first = await compiler.run('?', { output: schema });
    const second = await compiler.run('?', { output: schema });
    expect([first.value, second.value, reads]).toEqual([{ a: 1 }, { a: 2 }, 1]);
  });

  test('is repaired once', async () => {
    const model = scriptedModel([twoHeights, 'Finish: {"meters": 238}', 'Finish: {"metres": 238}']);
    const run = createCompiler({ model, tools: [height] }).stream('?', { output });
    const pieces: string[] = [];
    for await (const text of run.text()) pieces.push(text);
    expect((await run.report).value).toEqual({ metres: 238 });
    expect(pieces.join('')).toBe('{"metres": 238}');
  });

  test('that does not fit twice fails', async () => {
    const model = scriptedModel([twoHeights, 'Finish: no', 'Finish: {}']);
    const { error } = await createCompiler({ model, tools: [height] }).stream('?', { output })
      .report;
    expect(error?.code).toBe('run.output-invalid');
  });

  test('comes from finish where it fits, from the joiner where not', async () => {
    const fits = scriptedModel(['1. height("K2")\n2. finish($1)']);
    const first = await createCompiler({ model: fits, tools: [height] }).run('?', { output });
    expect(first.value).toEqual({ metres: 8611 });
    const not = scriptedModel(['1. height("K2")\n2. finish($1.metres)', 'Finish: {"metres": 1}']);
    const second = await createCompiler({ model: not, tools: [height] }).run('?', { output });
    expect(second.value).toEqual({ metres: 1 });
  });
});

describe('the handle', () => {
  test('replays every event to a late reader', async () => {
    const run = createCompiler({
      model: scriptedModel([twoHeights, 'Finish: x']),
      tools: [height],
    }).stream('?');
    await run.report;
    const events = await eventsOf(run);
    expect(events[0]?.type).toBe('run-start');
    expect(events.at(-1)?.type).toBe('run-end');
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index));
    expect(JSON.parse(JSON.stringify(events))).toEqual(events);
  });

  test('a listener that throws or rejects stops nothing and is noted', async () => {
    const run = createCompiler({
      model: scriptedModel([twoHeights, 'Finish: x']),
      tools: [height],
    }).stream('?');
    const seen: number[] = [];
    run.on('task-end', () => {
      throw new Error('mine');
    });
    run.on('task-start', () => Promise.reject(new Error('late')));
    run.on('task-end', (event) => seen.push(event.taskId));
    const off = run.on('task-end', () => seen.push(-1));
    off();
    const report = await run.report;
    expect(report.status).toBe('done');
    expect(seen).toEqual([1, 2]);
    expect(report.warnings.join()).toContain('mine');
    expect(report.warnings.join()).toContain('late');
  });

  test('abort gives every task an outcome and closes the model stream', async () => {
    const model = scriptedModel([['1. slow({})\n2. slow({"a": $1})\n', '3. join()']], {
      pace: 'held',
    });
    const slow = controlledTool({ name: 'slow' });
    const controller = new AbortController();
    const run = createCompiler({ model, tools: [slow] }).stream('?', { signal: controller.signal });
    await model.next();
    const call = await slow.next();
    controller.abort();
    expect(call.context.signal.aborted).toBe(true);
    call.reject(new Error('stopped'));
    const report = await run.report;
    expect(report.status).toBe('aborted');
    expect([...report.outcomes.values()].map(({ status }) => status)).toEqual([
      'cancelled',
      'cancelled',
    ]);
    expect(slow.calls).toHaveLength(1);
  });

  test('a tool that ignores the abort is abandoned after the grace period', async () => {
    const clock = createFakeClock();
    const slow = controlledTool({ name: 'slow' });
    const model = scriptedModel(['1. slow({})\n2. join()']);
    const run = createCompiler({ model, tools: [slow], clock, limits: { graceMs: 500 } }).stream(
      '?',
    );
    await slow.next();
    run.abort('enough');
    await clock.advance(500);
    const report = await run.report;
    expect(report.error?.message).toBe('enough');
    expect(report.outcomes.get(1)).toMatchObject({ status: 'cancelled' });
    expect(clock.pending).toBe(0);
  });

  test('a signal that is aborted already starts nothing', async () => {
    const model = scriptedModel([]);
    const run = createCompiler({ model, tools: [height] }).stream('?', {
      signal: AbortSignal.abort(),
    });
    expect((await run.report).status).toBe('aborted');
    expect(model.requests).toHaveLength(0);
  });
});

describe('options', () => {
  test('without a model are refused, saying what to pass', () => {
    for (const model of [undefined, null, 'gpt-5-mini', {}, { planner: scriptedModel([]) }]) {
      const make = (): unknown => createCompiler({ model: unchecked(model), tools: [height] });
      expect(make, JSON.stringify(model)).toThrow(
        expect.objectContaining({ code: 'option.invalid' }),
      );
    }
  });
});

describe('what never ends', () => {
  test('a joiner is given up, and the report has every outcome', async () => {
    const clock = createFakeClock();
    const joiner: Model = {
      name: 'stalled',
      async *stream() {
        await new Promise(() => undefined);
        yield { type: 'text', text: 'never' };
      },
    };
    const planner = scriptedModel([twoHeights]);
    const run = createCompiler({ model: { planner, joiner }, tools: [height], clock }).stream('?');
    run.on('join-start', () => void clock.advance(180_000));
    const report = await run.report;
    expect(report.error?.code).toBe('model.timeout');
    expect(report.outcomes.size).toBe(2);
    expect(report.usage.joiner).toMatchObject({ calls: 1, estimated: true });
    expect(clock.pending).toBe(0);
  });

  test('a model that drips is given up after ten minutes', async () => {
    const clock = createFakeClock();
    const dripping: Model = {
      name: 'dripping',
      async *stream() {
        for (;;) {
          await new Promise<void>((resolve) => void clock.after(60_000, resolve));
          yield { type: 'text', text: 'Thought: wait' };
        }
      },
    };
    const run = createCompiler({ model: dripping, tools: [height], clock }).stream('?');
    run.on('plan-start', () => void clock.advance(600_000));
    const report = await run.report;
    expect(report.error?.code).toMatch(/^(model.timeout|run.budget)$/);
  });

  test.each(['Finish: 1', 'never'])('an output schema holds up no abort (%s)', async (reply) => {
    const output = {
      '~standard': { version: 1, vendor: 'x', validate: () => new Promise<never>(() => undefined) },
    } as const;
    const plan = reply === 'never' ? '1. height("K2")\n2. finish($1)' : twoHeights;
    const model = scriptedModel([plan, reply]);
    const run = createCompiler({ model, tools: [height] }).stream('?', { output });
    for await (const event of run.events()) {
      if (event.type === (reply === 'never' ? 'task-end' : 'join-start')) break;
    }
    await new Promise((resolve) => void setImmediate(resolve));
    run.abort();
    expect((await run.report).status).toBe('aborted');
  });

  test('an output schema that never answers refuses', async () => {
    const clock = createFakeClock();
    const output = {
      '~standard': { version: 1, vendor: 'x', validate: () => new Promise<never>(() => undefined) },
    } as const;
    const model = scriptedModel([twoHeights, 'Finish: 1', 'Finish: 2']);
    const run = createCompiler({ model, tools: [height], clock }).stream('?', { output });
    run.on('join-start', () => void clock.advance(180_000).then(() => clock.advance(180_000)));
    const report = await run.report;
    expect(report.error?.code).toBe('run.output-invalid');
    expect(clock.pending).toBe(0);
  });

  test('a tool is stopped after ten minutes of the run, which then answers', async () => {
    const clock = createFakeClock();
    const slow = controlledTool({ name: 'slow' });
    const model = scriptedModel(['1. slow({})\n2. join()', 'Finish: without it']);
    const run = createCompiler({ model, tools: [slow], clock }).stream('?');
    await slow.next();
    await clock.advance(600_000);
    expect((await run.report).answer).toBe('without it');
  });
});

describe('a budget', () => {
  test('of wall time stops the calls and answers with what there is', async () => {
    const clock = createFakeClock();
    const slow = controlledTool({ name: 'slow' });
    const model = scriptedModel(['1. height("K2")\n2. slow({})\n3. join()', 'Finish: K2 only']);
    const compiler = createCompiler({
      model,
      tools: [slow, height],
      clock,
      budget: { wallMs: 1_000 },
    });
    const run = compiler.stream('?');
    const call = await slow.next();
    await clock.advance(1_000);
    const report = await run.report;
    call.resolve('late');
    await clock.advance(0);
    expect(report.answer).toBe('K2 only');
    expect(report.missing).toMatchObject([{ taskId: 2, status: 'cancelled' }]);
    expect(clock.pending).toBe(0);
  });

  test('an unknown option of it is refused with a suggestion', () => {
    const model = scriptedModel([]);
    // @ts-expect-error there is no such option
    expect(() => createCompiler({ model, tools: [], budget: { walMs: 1 } })).toThrow('wallMs');
    expect(() => createCompiler({ model, tools: [], concurrency: 0 })).toThrow('concurrency');
  });
});

describe('plan()', () => {
  test('gives the checked plan and runs nothing', async () => {
    const tool = controlledTool({ ...height, name: 'height' });
    const model = scriptedModel(['1. hight("K2")\n2. join()', '1. height("K2")\n2. join()']);
    const preview = await createCompiler({ model, tools: [tool] }).plan('?');
    expect(preview).toMatchObject({ repairs: 1, problems: [] });
    expect(preview.tasks.map(({ id, tool: name }) => [id, name])).toEqual([[1, 'height']]);
    expect(tool.calls).toHaveLength(0);
  });
});
