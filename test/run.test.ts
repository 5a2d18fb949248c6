import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import {
  createCompiler,
  defineTool,
  runPlan,
  type Json,
  type RunEvent,
  type ToolContext,
} from '../src/index.ts';
import { controlledTool, scriptedModel } from '../src/testing/index.ts';

const echo = defineTool({
  name: 'echo',
  description: 'Gives its text back.',
  effect: 'read',
  inputSchema: { type: 'object', properties: { text: {} }, required: ['text'] },
  execute: ({ text }) => text ?? null,
});
const chain = '1. echo("a")\n2. echo("$1 b")\n3. echo("$2 c")\n4. join()';

describe('listeners', () => {
  test('are told in order, also when one of them aborts the run', async () => {
    const run = runPlan(chain, { tools: [echo] });
    const seen: number[] = [];
    run.on('task-end', ({ taskId }) => taskId === 1 && run.abort());
    run.on('task-end', ({ seq }) => seen.push(seq));
    await run.report;
    expect(seen).toHaveLength(3);
    expect(seen).toEqual([...seen].sort((left, right) => left - right));
  });

  test('may abort at any event: the run ends with an outcome for each task', async () => {
    const whole: RunEvent[] = [];
    for await (const event of runPlan(chain, { tools: [echo] }).events()) whole.push(event);
    for (const { seq, type } of whole) {
      const run = runPlan(chain, { tools: [echo] });
      const planned = new Set<number>();
      run.on('task-planned', ({ taskId }) => planned.add(taskId));
      run.on(type, (event) => event.seq === seq && run.abort('enough'));
      const report = await run.report;
      expect(new Set(report.outcomes.keys())).toEqual(planned);
      expect(report.status).toBe(type === 'run-end' ? 'done' : 'aborted');
      if (type !== 'run-end') expect(report.error?.message).toBe('enough');
    }
  });

  test('may start other runs', async () => {
    const run = runPlan(chain, { tools: [echo] });
    const inner: Promise<unknown>[] = [];
    run.on('task-start', () => inner.push(runPlan(chain, { tools: [echo] }).report));
    await run.report;
    expect(await Promise.all(inner)).toMatchObject([
      { status: 'done' },
      { status: 'done' },
      { status: 'done' },
    ]);
  });

  test('that fail are noted twenty times at most', async () => {
    const run = runPlan(chain, { tools: [echo] });
    for (let index = 0; index < 30; index += 1) {
      run.on('task-end', () => {
        throw new Error('mine');
      });
    }
    expect((await run.report).warnings).toHaveLength(20);
  });
});

describe('readers', () => {
  test('that leave early or lag behind hold up neither the run nor the others', async () => {
    const run = runPlan(chain, { tools: [echo] });
    const counts = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        let count = 0;
        for await (const _event of run.events()) {
          count += 1;
          if (index % 3 === 0 && count === 4) break;
          if (index % 3 === 1) await new Promise<void>((resolve) => void setImmediate(resolve));
        }
        return count;
      }),
    );
    const { seq } = (await lastEvent(run.events())) ?? { seq: -1 };
    expect(counts).toEqual(counts.map((_, index) => (index % 3 === 0 ? 4 : seq + 1)));
  });
});

async function lastEvent(events: AsyncIterable<RunEvent>): Promise<RunEvent | undefined> {
  let last: RunEvent | undefined;
  for await (const event of events) last = event;
  return last;
}

describe('abort', () => {
  test('before the run has begun starts nothing, and gives its reason', async () => {
    const look = controlledTool({ name: 'look' });
    const run = runPlan('1. look({})\n2. join()', { tools: [look] });
    run.abort('not now');
    expect(await run.report).toMatchObject({
      status: 'aborted',
      error: { code: 'run.aborted', message: 'not now' },
    });
    expect(look.calls).toHaveLength(0);
  });

  test('after the end does nothing', async () => {
    const run = runPlan(chain, { tools: [echo] });
    const report = await run.report;
    run.abort();
    expect(await run.report).toBe(report);
    expect(report.status).toBe('done');
    expect((await lastEvent(run.events()))?.type).toBe('run-end');
  });
});

describe('an answer', () => {
  test('that is an empty text is an answer all the same', async () => {
    const model = scriptedModel(['1. echo("")\n2. finish($1)']);
    const answered = await createCompiler({ model, tools: [echo] }).run('?');
    expect(answered).toMatchObject({ status: 'done', answer: '', value: '' });
    expect((await runPlan('finish("")', { tools: [echo] }).report).answer).toBe('');
    expect((await runPlan('join()', { tools: [echo] }).report).answer).toBeUndefined();
  });

  test('has the type of its schema, any JSON for a JSON Schema', () => {
    const compiler = createCompiler({ model: scriptedModel([]), tools: [echo] });
    type Typed<Output extends object> = Awaited<
      ReturnType<typeof compiler.run<Output & z.ZodType<unknown>>>
    >['value'];
    expectTypeOf<Typed<z.ZodNumber>>().toEqualTypeOf<number>();
    const loose = (): Promise<{ value: Json }> =>
      compiler.run('?', { output: { type: 'number' } as const });
    expectTypeOf<Awaited<ReturnType<typeof loose>>['value']>().toEqualTypeOf<Json>();
  });
});

test('runPlan wants the context that its tools want', async () => {
  const who = defineTool({
    name: 'who',
    description: 'The user.',
    effect: 'read',
    inputSchema: z.object({}),
    execute: (_, { context }: ToolContext<{ readonly user: string }>) => context.user,
  });
  const report = await runPlan('1. who()\nfinish($1)', { tools: [who], context: { user: 'Ada' } })
    .report;
  expect(report.value).toBe('Ada');
  // @ts-expect-error the context is required
  await runPlan('join()', { tools: [who] }).report;
  // @ts-expect-error the context is typed
  await runPlan('join()', { tools: [who], context: { user: 1 } }).report;
});
