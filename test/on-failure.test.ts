import { describe, expect, test } from 'vitest';
import {
  createCompiler,
  runPlan,
  type ApprovalRequest,
  type Approve,
  type RunEvent,
  type RunOptions,
  type Tool,
} from '../src/index.ts';
import { controlledTool, createFakeClock, scriptedModel } from '../src/testing/index.ts';

const messagesOf = (model: ReturnType<typeof scriptedModel>, request: number): string =>
  model.requests[request]?.messages.map(({ content }) => content).join('\n') ?? '';

async function eventsOf(run: { events(): AsyncIterable<RunEvent> }): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of run.events()) events.push(event);
  return events;
}

function failing(name: string, more: Partial<Tool> = {}): Tool {
  const tool = controlledTool({ name });
  return { ...tool, ...more, execute: () => Promise.reject(new Error('no')) };
}

const takesIt = { type: 'object', properties: { it: {} } } as const;

function quick(name: string, value: unknown = name): Tool {
  return { ...controlledTool({ name }), inputSchema: takesIt, execute: () => value };
}

/** A write, and what it has written. */
function saving(more: Partial<Tool> = {}): { readonly save: Tool; readonly written: unknown[] } {
  const written: unknown[] = [];
  const execute = (input: unknown): unknown => written.push(input);
  return { save: { ...quick('save'), effect: 'write', execute, ...more }, written };
}

/** A list that grows, and its first item once that is there. */
function gathering<Item>(): { all: Item[]; first: Promise<Item>; add(item: Item): void } {
  const all: Item[] = [];
  let resolve: (item: Item) => void = () => undefined;
  const first = new Promise<Item>((resolveFirst) => {
    resolve = resolveFirst;
  });
  return { all, first, add: (item) => (all.push(item), resolve(item)) };
}

describe("'skip-dependents', the default", () => {
  test('one of four branches failing gives three results and a hole that the joiner sees by name', async () => {
    const branches = ['north', 'east', 'south', 'west'];
    const model = scriptedModel([
      '1. north()\n2. east()\n3. south()\n4. west()\n5. sum($3)\n6. join()',
      'Finish: three of four',
    ]);
    const tools = branches.map((name) => (name === 'south' ? failing(name) : quick(name)));
    const compiler = createCompiler({ model, tools: [...tools, quick('sum')] });
    const report = await compiler.run('?');
    const states = [...report.outcomes].map(([id, { status }]) => `${String(id)} ${status}`);
    expect(states).toEqual(['1 ok', '2 ok', '3 failed', '4 ok', '5 skipped']);
    const prompt = messagesOf(model, 1);
    expect(prompt).toContain('1. north() -> ok\n| north');
    expect(prompt).toContain('-> failed (tool.threw)\n| south failed: no');
    expect(prompt).toContain('-> skipped (dependency)');
    expect(report.missing).toMatchObject([
      { taskId: 3, status: 'failed', message: 'south failed: no' },
      { taskId: 5, status: 'skipped' },
    ]);
    expect(report).toMatchObject({ status: 'done', answer: 'three of four', rounds: 1 });
  });
});

describe('{ fallback }', () => {
  test('is told to the joiner as a fallback, and listed in the report', async () => {
    const model = scriptedModel(['1. look({})\n2. join()', 'Finish: probably none']);
    const tools = [failing('look', { onFailure: { fallback: [] } })];
    const report = await createCompiler({ model, tools }).run('?');
    expect(messagesOf(model, 1)).toContain('ok, but with a fallback for a call that failed');
    expect(report.missing).toEqual([
      {
        taskId: 1,
        call: expect.any(String) as string,
        status: 'fallback',
        message: 'A fallback stands for it: look failed: no',
      },
    ]);
  });

  test('of the run is checked when the compiler is made, and when a run brings its own', () => {
    const model = scriptedModel([]);
    const outputSchema = { type: 'object', required: ['metres'] } as const;
    const tools = [{ ...quick('look'), outputSchema }];
    const onFailure = { fallback: 'none' };
    const words = 'onFailure does not suit the tool "look": the outputSchema refuses the fallback';
    expect(() => createCompiler({ model, tools, onFailure })).toThrow(words);
    expect(() => runPlan('join()', { tools, onFailure })).toThrow(words);
    expect(() => createCompiler({ model, tools }).stream('?', { onFailure })).toThrow(words);
    const circle: unknown[] = [];
    circle.push(circle);
    const wrong = { fallback: circle } as never;
    expect(() => createCompiler({ model, tools: [], onFailure: wrong })).toThrow('onFailure: ');
  });
});

describe("'abort-run'", () => {
  test('fails the run at once, naming task and failure, and cancels every other task', async () => {
    const look = controlledTool({ name: 'look', onFailure: 'abort-run' });
    const slow = controlledTool({ name: 'slow' });
    const clock = createFakeClock();
    const model = scriptedModel([
      '1. look({})\n2. slow({})\n3. slow({"it": $1})\n4. slow({"it": $2})\n5. join()',
    ]);
    const run = createCompiler({ model, tools: [look, slow], clock }).stream('?');
    const call = await slow.next();
    (await look.next()).reject(new Error('gone'));
    const report = await run.report;
    expect(call.context.signal.aborted).toBe(true);
    expect(report.status).toBe('failed');
    expect(report.error).toMatchObject({
      code: 'run.task-failed',
      details: { taskId: 1, tool: 'look', failure: { message: 'look failed: gone' } },
    });
    expect(report.error?.message).toContain('1. look(');
    expect(report.error?.message).toContain('look failed: gone');
    expect(report.outcomes.get(1)?.status).toBe('failed');
    for (const id of [2, 3, 4]) {
      const cause = { reason: 'task-failed', taskId: 1 };
      expect(report.outcomes.get(id)).toMatchObject({ status: 'cancelled', cause });
    }
    expect(model.requests).toHaveLength(1);
    expect(clock.pending).toBe(1); // the grace of the call that was aborted
    call.resolve(1);
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  test('stops the planner that still writes', async () => {
    const model = scriptedModel([['1. look({})\n', '2. join()']], { pace: 'held' });
    const tools = [failing('look', { onFailure: 'abort-run' })];
    const run = createCompiler({ model, tools }).stream('?');
    void model.next();
    const report = await run.report;
    expect(report.error?.code).toBe('run.task-failed');
    expect(model.requests[0]?.signal.aborted).toBe(true);
  });

  test('of the run holds for tools that say nothing of their own, over runPlan too', async () => {
    const tools = [failing('look'), failing('skip', { onFailure: 'skip-dependents' })];
    const options = { tools, onFailure: 'abort-run' } as const;
    const fine = await runPlan('1. skip({})\n2. join()', options).report;
    expect(fine.status).toBe('done');
    const report = await runPlan('1. look({})\n2. join()', options).report;
    expect(report.error?.code).toBe('run.task-failed');
  });

  test('is not set off by a child call that its caller has put up with', async () => {
    const ask: Tool = {
      ...quick('ask'),
      execute: async (_, { call }) => (await call('look', {})).status,
    };
    const tools = [ask, failing('look', { onFailure: 'abort-run' })];
    const report = await runPlan('1. ask({})\n2. finish($1)', { tools }).report;
    expect(report.value).toBe('failed');
  });
});

describe("'replan'", () => {
  const unrelated = (): ReturnType<typeof controlledTool> => controlledTool({ name: 'slow' });

  test('asks for the next plan at once, while what runs goes on and can be referred to', async () => {
    const slow = unrelated();
    const model = scriptedModel([
      '1. look({})\n2. slow({})\n3. join()',
      '4. echo($2)\n5. join()',
      'Finish: done',
    ]);
    const echo: Tool = { ...quick('echo'), execute: (input) => input };
    const tools = [failing('look', { onFailure: 'replan' }), slow, echo];
    const run = createCompiler({ model, tools }).stream('?');
    const replanned = new Promise((resolve) => run.on('replan', resolve));
    const call = await slow.next();
    expect(await replanned).toMatchObject({ round: 1, planned: false });
    await new Promise((resolve) => void setImmediate(resolve));
    expect(model.requests).toHaveLength(2);
    const asked = messagesOf(model, 1);
    expect(asked).toContain('$1 -> failed (tool.threw)');
    expect(asked).toContain('What is missing: what failed: $1, look (tool.threw).');
    expect(asked).toContain('Still running: $2.');
    expect(asked).toContain('Its ids go on from 3');
    expect(call.context.signal.aborted).toBe(false);
    call.resolve({ seen: 7 });
    const report = await run.report;
    expect(report).toMatchObject({ status: 'done', answer: 'done', rounds: 2 });
    expect(report.outcomes.get(2)).toMatchObject({ status: 'ok', value: { seen: 7 } });
    expect(report.outcomes.get(4)).toMatchObject({ status: 'ok', value: { it: { seen: 7 } } });
    expect(report.missing).toMatchObject([{ taskId: 1, status: 'failed' }]);
  });

  test('waits for the end of the plan text, not for its tasks', async () => {
    const slow = unrelated();
    const model = scriptedModel(
      [['1. look({})\n', '2. slow({})\n', '3. join()'], '4. join()', 'Finish: x'],
      { pace: 'held' },
    );
    const tools = [failing('look', { onFailure: 'replan' }), slow];
    const run = createCompiler({ model, tools }).stream('?');
    await model.next();
    await model.next();
    expect(model.requests).toHaveLength(1);
    const call = await slow.next();
    model.release();
    await new Promise((resolve) => run.on('replan', resolve));
    call.resolve(1);
    expect((await run.report).status).toBe('done');
  });

  test('skips the writes that have not begun, so that none is done twice or on a dead premise', async () => {
    const written: unknown[] = [];
    const slow = unrelated();
    const save: Tool = {
      ...quick('save'),
      effect: 'write',
      execute: (input) => void written.push(input),
    };
    const look = controlledTool({ name: 'look', onFailure: 'replan' });
    const model = scriptedModel([
      '1. look({})\n2. slow({})\n3. save("old ${2}")\n4. join()',
      '5. save("new ${2}")\n6. join()',
      'Finish: saved',
    ]);
    const run = createCompiler({ model, tools: [look, slow, save] }).stream('?');
    const call = await slow.next();
    (await look.next()).reject(new Error('no'));
    await new Promise((resolve) => run.on('replan', resolve));
    call.resolve('seen');
    const report = await run.report;
    const skipped = { status: 'skipped', cause: { reason: 'task-failed' } };
    expect(report.outcomes.get(3)).toMatchObject(skipped);
    expect(written).toEqual([{ it: 'new seen' }]);
    expect(report.outcomes.get(5)?.status).toBe('ok');
  });

  test('skips a write that took the name of a call that had begun', async () => {
    const { save, written } = saving();
    const slow = unrelated();
    const look = controlledTool({ name: 'look', onFailure: 'replan' });
    const model = scriptedModel([
      '1. look({})\n2. slow({"n": 1})\n3. missing()\n4. join()',
      '1. look({})\n2. save($3)\n3. slow({"n": 2})\n4. join()',
      '5. save("new")\n6. join()',
      'Finish: saved',
    ]);
    const run = createCompiler({ model, tools: [look, slow, save] }).stream('?');
    await slow.next();
    const source = await slow.next();
    (await look.next()).reject(new Error('no'));
    await new Promise((resolve) => run.on('replan', resolve));
    source.resolve('old');
    const report = await run.report;
    expect(report.outcomes.get(2)).toMatchObject({ cause: { reason: 'task-failed' } });
    expect(written).toEqual([{ it: 'new' }]);
  });

  test('lets the new plan write what had waited for consent', async () => {
    const { save, written } = saving();
    const look = controlledTool({ name: 'look', onFailure: 'replan' });
    const model = scriptedModel([
      '1. look({})\n2. save("old")\n3. join()',
      '4. save("new")\n5. join()',
      'Finish: saved',
    ]);
    const asked = gathering<ApprovalRequest>();
    const approve: Approve = (request) => {
      asked.add(request);
      if (asked.all.length > 1) return { decision: 'approve' };
      return new Promise<never>(() => undefined);
    };
    const tools = [look, save];
    const compiler = createCompiler({ model, tools, approve, approval: 'per-write' });
    const run = compiler.stream('?');
    const request = await asked.first;
    (await look.next()).reject(new Error('no'));
    const report = await run.report;
    expect(request.signal.aborted).toBe(true);
    expect(messagesOf(model, 1)).not.toContain('Still running');
    expect(report.outcomes.get(2)).toMatchObject({ cause: { reason: 'task-failed' } });
    expect(written).toEqual([{ it: 'new' }]);
  });

  test('lets the new plan write what had waited for a permit', async () => {
    const { save, written } = saving({ gate: 'disk' });
    const slow = controlledTool({ name: 'slow', gate: 'disk' });
    const look = controlledTool({ name: 'look', onFailure: 'replan' });
    const model = scriptedModel([
      '1. list({})\n2. slow({})\n3. look({})\n4. save($1[*])\n5. join()',
      '6. save("new")\n7. join()',
      'Finish: saved',
    ]);
    const tools = [quick('list', ['old', 'older']), slow, look, save];
    const gates = { disk: { concurrency: 1 } };
    const run = createCompiler({ model, tools, gates }).stream('?');
    const waiting = new Promise((resolve) => run.on('task-wait', resolve));
    const held = await slow.next();
    await waiting;
    (await look.next()).reject(new Error('no'));
    await new Promise((resolve) => run.on('plan-end', resolve));
    held.resolve(1);
    const report = await run.report;
    expect(report.outcomes.get(4)).toMatchObject({ cause: { reason: 'task-failed' } });
    expect(written).toEqual([{ it: 'new' }]);
  });

  test('lets a write that runs go on, and the new plan sees its outcome', async () => {
    const save = controlledTool({ name: 'save', effect: 'write' });
    const look = controlledTool({ name: 'look', onFailure: 'replan' });
    const model = scriptedModel(['1. look({})\n2. save({})\n3. join()', '4. join()', 'Finish: x']);
    const run = createCompiler({ model, tools: [look, save] }).stream('?');
    const call = await save.next();
    (await look.next()).reject(new Error('no'));
    await new Promise((resolve) => run.on('replan', resolve));
    expect(call.context.signal.aborted).toBe(false);
    call.resolve('saved');
    const report = await run.report;
    expect(report.outcomes.get(2)).toMatchObject({ status: 'ok', value: 'saved' });
    expect(save.calls).toHaveLength(1);
  });

  test('of a failed write lets the new plan write', async () => {
    const written: unknown[] = [];
    const send: Tool = { ...failing('send', { onFailure: 'replan' }), effect: 'write' };
    const save: Tool = {
      ...quick('save'),
      effect: 'write',
      execute: (input) => void written.push(input),
    };
    const model = scriptedModel([
      '1. send({})\n2. save({})\n3. join()',
      '4. save({})\n5. join()',
      'Finish: x',
    ]);
    const report = await createCompiler({ model, tools: [send, save] }).run('?');
    expect(report.outcomes.get(4)?.status).toBe('ok');
    expect(written).toHaveLength(1);
  });

  test('acts as skip-dependents in the last round, and with no planner', async () => {
    const slow = quick('slow');
    const tools = [failing('look', { onFailure: 'replan' }), slow];
    const model = scriptedModel(['1. look({})\n2. slow({})\n3. join()', 'Finish: x']);
    const compiler = createCompiler({ model, tools, budget: { rounds: 1 } });
    const run = compiler.stream('?');
    const report = await run.report;
    expect(report).toMatchObject({ status: 'done', rounds: 1, incomplete: undefined });
    expect((await eventsOf(run)).some(({ type }) => type === 'replan')).toBe(false);
    const byHand = await runPlan('1. look({})\n2. slow({})\n3. join()', { tools }).report;
    expect([...byHand.outcomes.values()].map(({ status }) => status)).toEqual(['failed', 'ok']);
  });

  test('heeds a failure of an earlier round that the new plan reads, and no other', async () => {
    const look = controlledTool({ name: 'look', onFailure: 'replan' });
    const model = scriptedModel([
      '1. look({"n": 1})\n2. look({"n": 2})\n3. look({"n": 3})\n4. join()',
      '5. echo($2)\n6. join()',
      '7. echo("x")\n8. join()',
      'Finish: x',
    ]);
    const echo = quick('echo');
    const run = createCompiler({ model, tools: [look, echo], budget: { rounds: 3 } }).stream('?');
    const replanned: number[] = [];
    const reasons: string[] = [];
    const next = (): Promise<unknown> => new Promise((resolve) => run.on('replan', resolve));
    run.on('replan', ({ round, reason }) => {
      replanned.push(round);
      reasons.push(reason);
    });
    const [first, second, third] = [await look.next(), await look.next(), await look.next()];
    first.reject(new Error('no'));
    await next();
    await new Promise((resolve) => run.on('plan-end', resolve));
    third.reject(new Error('nobody reads it'));
    await new Promise((resolve) => void setImmediate(resolve));
    expect(replanned).toEqual([1]);
    second.reject(new Error('it is read'));
    const report = await run.report;
    expect(replanned).toEqual([1, 2]);
    expect(reasons[1]).toContain('$2, look');
    expect(reasons[1]).not.toContain('$3');
    expect(report.status).toBe('done');
  });
});

describe('a run', () => {
  test('may say for itself what becomes of failures, and what it may spend', async () => {
    const model = scriptedModel(['1. look({})\n2. join()', '1. look({})\n2. join()', 'Finish: x']);
    const compiler = createCompiler({ model, tools: [failing('look')] });
    const options: RunOptions<unknown, undefined> = { onFailure: 'abort-run' };
    expect((await compiler.stream('?', options).report).error?.code).toBe('run.task-failed');
    expect((await compiler.stream('?').report).status).toBe('done');
    const wrong = { onFailure: 'stop' } as never;
    expect(() => compiler.stream('?', wrong)).toThrow('onFailure must be');
    expect(() => compiler.stream('?', { budget: { rounds: 0 } })).toThrow('budget.rounds');
  });
});
