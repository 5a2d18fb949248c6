import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCompiler, runPlan, type RunEvent, type Tool } from '../src/index.ts';
import {
  controlledTool,
  createFakeClock,
  scriptedModel,
  type ScriptedModel,
  type ScriptedReply,
} from '../src/testing/index.ts';
import { runs } from './executor/runs.ts';

const input = { type: 'object', properties: { it: {} } } as const;

function quick(name: string, more: Partial<Tool> = {}): Tool {
  return { ...controlledTool({ name }), inputSchema: input, execute: () => name, ...more };
}

const joinPrompt = (model: ScriptedModel, request: number): string =>
  model.requests[request]?.messages.map(({ content }) => content).join('\n') ?? '';

async function eventsOf(run: { events(): AsyncIterable<RunEvent> }): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of run.events()) events.push(event);
  return events;
}

const starts = (events: readonly RunEvent[]): number =>
  events.filter(({ type }) => type === 'task-start').length;

const reachedIn = (events: readonly RunEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'budget-reached' ? [event.bound] : []));

/** A reply that took so many tokens. */
const costly = (text: string, promptTokens: number, completionTokens: number): ScriptedReply => ({
  chunks: [text],
  usage: { promptTokens, completionTokens },
});

describe('budget.toolCalls', () => {
  test('lets exactly so many calls start, and the joiner says what is missing', async () => {
    const look = controlledTool({ name: 'look' });
    const plan =
      '1. look({"n": 1})\n2. look({"n": 2})\n3. look({"n": 3})\n4. look({"n": $1})\n5. join()';
    const model = scriptedModel([plan, 'Finish: two of four']);
    const compiler = createCompiler({ model, tools: [look], budget: { toolCalls: 2 } });
    const run = compiler.stream('?');
    const [first, second] = [await look.next(), await look.next()];
    first.resolve('a');
    second.resolve('b');
    const report = await run.report;
    expect(look.calls).toHaveLength(2);
    expect(report.incomplete).toEqual({
      bound: 'toolCalls',
      limit: 2,
      message: 'The run has made all its tool calls (budget.toolCalls of 2).',
    });
    expect(report).toMatchObject({ status: 'done', answer: 'two of four' });
    expect(report.missing.map(({ taskId, status }) => [taskId, status])).toEqual([
      [3, 'cancelled'],
      [4, 'cancelled'],
    ]);
    expect(reachedIn(await eventsOf(run))).toEqual(['toolCalls']);
    const asked = joinPrompt(model, 1);
    expect(asked).toContain('(budget.toolCalls of 2). So calls are missing');
    expect(asked).toContain('no call can follow');
    expect(asked).toContain('-> cancelled (budget)');
  });

  test('counts the calls that tools make, and fan-outs by their elements', async () => {
    const inputSchema = { type: 'object', properties: { it: { type: 'integer' } } } as const;
    const leaf = quick('leaf', { inputSchema });
    const ask = quick('ask', {
      execute: async (_, { call }) => {
        const outcomes = [await call('leaf', { it: 1 }), await call('leaf', { it: 2 })];
        return outcomes.map(({ status }) => status);
      },
    });
    const give = quick('give', {
      outputSchema: { type: 'array', items: { type: 'integer' } },
      execute: () => [1, 2, 3],
    });
    const options = { tools: [leaf, ask, give], budget: { toolCalls: 2 } };
    const asked = runPlan('1. ask()\n2. finish($1)', options);
    expect((await asked.report).value).toEqual(['ok', 'cancelled']);
    const fanned = runPlan('1. give()\n2. leaf($1[*])\n3. join()', options);
    const report = await fanned.report;
    expect(report.outcomes.get(2)).toMatchObject({ value: ['leaf', null, null] });
    expect(report.incomplete?.bound).toBe('toolCalls');
  });

  test('holds inside a batch', async () => {
    const batches: number[] = [];
    const batched = quick('batched', {
      runMany: (inputs) => {
        batches.push(inputs.length);
        return inputs;
      },
    });
    const options = { tools: [batched], budget: { toolCalls: 2 } };
    const text = '1. batched(1)\n2. batched(2)\n3. batched(3)\n4. join()';
    const report = await runPlan(text, options).report;
    expect(batches).toEqual([2]);
    expect([...report.outcomes.values()].map(({ status }) => status)).toEqual([
      'ok',
      'ok',
      'cancelled',
    ]);
  });

  test('counts every attempt, and a retry that it refuses is missing', async () => {
    const clock = createFakeClock();
    let attempts = 0;
    const flaky = quick('flaky', {
      retry: { attempts: 5, on: () => true },
      execute: () => {
        attempts += 1;
        throw new Error('no');
      },
    });
    const run = runPlan('1. flaky()\n2. join()', {
      tools: [flaky],
      clock,
      budget: { toolCalls: 3 },
    });
    await clock.advance(60_000);
    const report = await run.report;
    expect(attempts).toBe(3);
    expect(report.outcomes.get(1)).toMatchObject({ status: 'cancelled', attempts: 3 });
    expect(report.incomplete?.bound).toBe('toolCalls');
  });

  test('is not reached by a run that needed just so many', async () => {
    const model = scriptedModel(['1. a()\n2. b()\n3. join()', 'Finish: x']);
    const compiler = createCompiler({
      model,
      tools: [quick('a'), quick('b')],
      budget: { toolCalls: 2 },
    });
    const run = compiler.stream('?');
    const report = await run.report;
    expect(report).toMatchObject({ incomplete: undefined, missing: [] });
    expect(reachedIn(await eventsOf(run))).toEqual([]);
    expect(joinPrompt(model, 1)).not.toContain('budget');
  });

  test('spent, it leaves the joiner no further round and no repair of a plan', async () => {
    const model = scriptedModel(['1. a()\n2. join()', 'Replan: more', 'Finish: less']);
    const compiler = createCompiler({ model, tools: [quick('a')], budget: { toolCalls: 1 } });
    const report = await compiler.run('?');
    expect(report.incomplete?.bound).toBe('toolCalls');
    expect(joinPrompt(model, 2)).toContain('say plainly what is missing');
    const broken = scriptedModel(['1. a()\n2. nope()\n3. join()', 'Finish: a only']);
    const other = createCompiler({ model: broken, tools: [quick('a')], budget: { toolCalls: 1 } });
    expect((await other.run('?')).answer).toBe('a only');
  });

  test('over runPlan ends the run with what it has', async () => {
    const options = { tools: [quick('a'), quick('b')], budget: { toolCalls: 1 } };
    const report = await runPlan('1. a()\n2. b()\n3. join()', options).report;
    expect(report).toMatchObject({ status: 'failed', error: { code: 'run.budget' } });
    expect(report.incomplete?.bound).toBe('toolCalls');
    expect(report.outcomes.get(1)?.status).toBe('ok');
    expect(report.outcomes.get(2)).toMatchObject({
      cause: { reason: 'budget', bound: 'toolCalls' },
    });
  });

  test('is exact for any plan and any bound', async () => {
    const plans = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 1, max: 14 }), async (backs, toolCalls) => {
        const lines = backs.map((back, index) => {
          const source = index - back;
          const it = back === 0 || source < 0 ? String(index) : `$${String(source + 1)}`;
          return `${String(index + 1)}. a(${it})`;
        });
        const text = `${lines.join('\n')}\n${String(backs.length + 1)}. join()`;
        const run = runPlan(text, {
          tools: [quick('a')],
          budget: { toolCalls },
          passes: { singleFlight: 'off' },
        });
        const report = await run.report;
        const events = await eventsOf(run);
        expect(starts(events)).toBe(Math.min(toolCalls, backs.length));
        expect(report.incomplete === undefined).toBe(backs.length <= toolCalls);
        expect(report.outcomes.size).toBe(backs.length);
      }),
      runs(50, 2_000),
    );
  });
});

describe('budget.tokens and budget.cost', () => {
  test('tokens spent by the planner: what runs may end, nothing more starts, one answer', async () => {
    const slow = controlledTool({ name: 'slow' });
    const model = scriptedModel([
      costly('1. slow({})\n2. a($1)\n3. join()', 80, 20),
      costly('Replan: more', 5, 5),
      costly('Finish: what was seen', 5, 5),
    ]);
    const budget = { tokens: 100 };
    const run = createCompiler({ model, tools: [slow, quick('a')], budget }).stream('?');
    const call = await slow.next();
    await new Promise((resolve) => run.on('budget-reached', resolve));
    expect(call.context.signal.aborted).toBe(false);
    call.resolve('seen');
    const report = await run.report;
    expect(report.outcomes.get(1)).toMatchObject({ status: 'ok', value: 'seen' });
    expect(report.outcomes.get(2)).toMatchObject({
      status: 'cancelled',
      cause: { reason: 'budget' },
    });
    expect(report.incomplete).toMatchObject({ bound: 'tokens', limit: 100 });
    expect(model.requests).toHaveLength(3); // there is something to answer from
    expect(report.answer).toBe('what was seen');
  });

  test('spent by the last reply, the run is complete', async () => {
    const model = scriptedModel([costly('1. a()\n2. join()', 1, 1), costly('Finish: x', 90, 20)]);
    const compiler = createCompiler({ model, tools: [quick('a')], budget: { tokens: 100 } });
    expect((await compiler.run('?')).incomplete).toBeUndefined();
  });

  test('no plan is repaired when they are spent', async () => {
    const model = scriptedModel([costly('1. a()\n2. nope()\n3. join()', 90, 20), 'Finish: x']);
    const compiler = createCompiler({ model, tools: [quick('a')], budget: { tokens: 100 } });
    expect((await compiler.run('?')).answer).toBe('x');
  });

  test('cost counts each role at the price of its model', async () => {
    const prices = { big: { prompt: 2, completion: 8 }, small: { prompt: 0, completion: 0 } };
    const slow = controlledTool({ name: 'slow' });
    const options = { tools: [slow, quick('a')], prices };
    for (const [cost, bound] of [
      [6, 'cost'],
      [6.01, undefined],
    ] as const) {
      const models = {
        planner: scriptedModel([costly('1. slow({})\n2. a($1)\n3. join()', 1_000_000, 500_000)], {
          name: 'big',
        }),
        joiner: scriptedModel(['Finish: x'], { name: 'small' }),
      };
      const run = createCompiler({ ...options, model: models, budget: { cost } }).stream('?');
      const planned = new Promise((resolve) => run.on('plan-usage', resolve));
      const call = await slow.next();
      await planned;
      call.resolve(1);
      expect((await run.report).incomplete?.bound).toBe(bound);
    }
  });

  test('a bound on cost wants the price of every model, and says what to write', () => {
    const model = scriptedModel([], { name: 'gpt' });
    const make = (prices: object): unknown =>
      createCompiler({ model, tools: [], budget: { cost: 1 }, prices: prices as never });
    expect(() => make({})).toThrow('budget.cost needs the price of "gpt"');
    expect(() => make({})).toThrow('prices: { "gpt": { prompt: 0.25, completion: 2 } }');
    expect(() => make({ gpt: { prompt: 1 } })).toThrow(
      'prices["gpt"] must be { prompt, completion }',
    );
    expect(() => make({ gpt: { prompt: -1, completion: 0 } })).toThrow('prices["gpt"]');
    expect(() => make({ gpt: null })).toThrow('prices["gpt"]');
    make({ gpt: { prompt: 1, completion: 0 } });
    const named = scriptedModel([], { name: 'toString' });
    expect(() => createCompiler({ model: named, tools: [], budget: { cost: 1 } })).toThrow(
      'toString',
    );
    const compiler = createCompiler({ model, tools: [] });
    expect(() => compiler.stream('?', { budget: { cost: 1 } })).toThrow('"gpt"');
    expect(() => runPlan('join()', { tools: [], budget: { cost: 1 } })).not.toThrow();
  });
});

describe('budget.wallMs', () => {
  test('closes what runs, whatever else was spent, and tells the joiner', async () => {
    const clock = createFakeClock();
    const slow = controlledTool({ name: 'slow' });
    const model = scriptedModel(['1. slow({})\n2. a()\n3. join()', 'Finish: late']);
    const budget = { wallMs: 100, toolCalls: 1 };
    const compiler = createCompiler({ model, tools: [slow, quick('a')], clock, budget });
    const run = compiler.stream('?');
    const call = await slow.next();
    await clock.advance(100);
    const report = await run.report;
    expect(call.context.signal.aborted).toBe(true);
    expect(reachedIn(await eventsOf(run))).toEqual(['toolCalls', 'wallMs']);
    expect(report.incomplete?.bound).toBe('toolCalls');
    call.resolve(1);
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  test('that is over while the joiner answers has kept the run from nothing', async () => {
    const clock = createFakeClock();
    const model = scriptedModel(['1. a()\n2. join()', ['Finish: ', 'x']], { pace: 'held' });
    const compiler = createCompiler({ model, tools: [quick('a')], clock, budget: { wallMs: 100 } });
    const run = compiler.stream('?');
    await model.next();
    await model.next();
    await model.next();
    await clock.advance(100);
    model.release();
    expect(await run.report).toMatchObject({ answer: 'x', incomplete: undefined });
  });

  test('takes back its timer when the run ends', async () => {
    const clock = createFakeClock();
    const model = scriptedModel(['1. a()\n2. join()', 'Finish: x']);
    await createCompiler({ model, tools: [quick('a')], clock }).run('?');
    expect(clock.pending).toBe(0);
  });
});

describe('budget.rounds', () => {
  test('is reached only by a run that was kept from one', async () => {
    const replies = ['1. a()\n2. join()', 'Replan: more', 'Finish: less'];
    const model = scriptedModel(replies);
    const compiler = createCompiler({ model, tools: [quick('a')], budget: { rounds: 1 } });
    const run = compiler.stream('?');
    const report = await run.report;
    expect(report).toMatchObject({ answer: 'less', rounds: 1 });
    expect(report.incomplete).toMatchObject({ bound: 'rounds', limit: 1 });
    expect(reachedIn(await eventsOf(run))).toEqual(['rounds']);
    const content = createCompiler({
      model: scriptedModel(['1. a()\n2. join()', 'Finish: all']),
      tools: [quick('a')],
      budget: { rounds: 1 },
    });
    expect((await content.run('?')).incomplete).toBeUndefined();
  });
});

describe('budget.tasks', () => {
  test('cuts a plan that is too long: what was taken runs, nothing of it is written', async () => {
    const written: unknown[] = [];
    const save = quick('save', { effect: 'write', execute: (it) => void written.push(it) });
    const model = scriptedModel([
      '1. a()\n2. save($1)\n3. a($1)\n4. a(4)\n5. join()',
      'Finish: some',
    ]);
    const compiler = createCompiler({ model, tools: [quick('a'), save], budget: { tasks: 3 } });
    const run = compiler.stream('?');
    const report = await run.report;
    expect(report.answer).toBe('some');
    expect([...report.outcomes.values()].map(({ status }) => status)).toEqual([
      'ok',
      'skipped',
      'ok',
    ]);
    expect(written).toEqual([]);
    expect(report.incomplete).toMatchObject({ bound: 'tasks', limit: 3 });
    expect(report.missing.map(({ status }) => status)).toContain('refused');
    expect(reachedIn(await eventsOf(run))).toEqual(['tasks']);
    expect(model.requests).toHaveLength(2);
  });

  test('ends what waits for a task that was cut off', async () => {
    const model = scriptedModel(['1. a($3)\n2. a(2)\n3. a(3)\n4. join()', 'Finish: one']);
    const compiler = createCompiler({ model, tools: [quick('a')], budget: { tasks: 2 } });
    const report = await compiler.run('?');
    expect(report.outcomes.get(1)?.status).toBe('skipped');
    expect(report.outcomes.get(2)?.status).toBe('ok');
  });

  test('holds over all rounds together', async () => {
    const model = scriptedModel([
      '1. a()\n2. join()',
      'Replan: more',
      '2. a(2)\n3. a(3)\n4. join()',
      'Finish: two',
    ]);
    const compiler = createCompiler({ model, tools: [quick('a')], budget: { tasks: 2 } });
    const report = await compiler.run('?');
    expect([...report.outcomes.keys()]).toEqual([1, 2]);
    expect(report.incomplete?.bound).toBe('tasks');
  });

  test('over runPlan refuses the whole plan before its first call', async () => {
    const report = await runPlan('1. a()\n2. a(2)\n3. join()', {
      tools: [quick('a')],
      budget: { tasks: 1 },
    }).report;
    expect(report).toMatchObject({
      error: { code: 'run.plan-invalid' },
      incomplete: { bound: 'tasks' },
    });
    expect(report.outcomes.size).toBe(0);
  });
});

test('a run may have a budget of its own, bound by bound', async () => {
  const model = scriptedModel([
    '1. a()\n2. b()\n3. join()',
    'Finish: x',
    '1. a()\n2. b()\n3. join()',
    'Finish: y',
  ]);
  const tools = [quick('a'), quick('b')];
  const compiler = createCompiler({ model, tools, budget: { rounds: 1 } });
  const narrow = await compiler.run('?', { budget: { toolCalls: 1 } });
  expect(narrow.incomplete?.bound).toBe('toolCalls');
  expect((await compiler.run('?')).incomplete).toBeUndefined();
});
