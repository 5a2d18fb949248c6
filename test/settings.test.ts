import { describe, expect, test } from 'vitest';
import {
  createCompiler,
  runPlan,
  ToolcError,
  type CompilerOptions,
  type ExecutionOptions,
} from '../src/index.ts';
import { controlledTool, scriptedModel } from '../src/testing/index.ts';

const tools = [controlledTool({ name: 'look' })];
const model = scriptedModel([]);

describe('an option that cannot work', () => {
  test.each<[ExecutionOptions, string]>([
    [{ concurrency: 0 }, 'concurrency'],
    [{ concurrency: -1 }, 'concurrency'],
    [{ concurrency: NaN }, 'concurrency'],
    [{ concurrency: 2.5 }, 'concurrency must be a whole number; it is 2.5'],
    [{ budget: { rounds: 0 } }, 'budget.rounds'],
    [{ budget: { wallMs: '5' as unknown as number } }, 'it is string'],
    [{ limits: { fanOut: 0 } }, 'limits.fanOut'],
    [{ approval: 'per-plan' }, "approval 'per-plan' needs somebody to ask: pass approve"],
    [{ approval: 'per-write' }, 'pass approve'],
    [{ approval: 'always' as 'none' }, "'per-plan', 'per-write' or 'none'"],
    [{ approve: 'yes' as unknown as () => never }, 'approve must be a function; it is string'],
    [{ budget: { round: 1 } as object }, 'Did you mean "rounds"?'],
    [{ limits: { fanout: 1 } as object }, 'Did you mean "fanOut"?'],
    [{ passes: { singleflight: 'off' } as object }, 'Did you mean "singleFlight"?'],
    [{ budget: null as unknown as object }, 'budget must be an object; it is null'],
    [{ limits: 5 as unknown as object }, 'limits must be an object; it is number'],
    [{ prices: null as never }, 'prices must be an object'],
    [{ passes: null as unknown as object }, 'passes must be an object'],
    [{ passes: { batching: 'of' as 'off' } }, `must be 'on' or 'off'; it is 'of'`],
    [{ passes: { priority: false as unknown as 'arrival' } }, 'it is a value of type boolean'],
  ])('%j is refused by name', (options, words) => {
    for (const start of [
      () => createCompiler({ model, tools, ...options }),
      () => runPlan('join()', { tools, ...options }),
    ]) {
      expect(start).toThrow(ToolcError);
      expect(start).toThrow(words);
    }
  });

  test.each([undefined, null, 'gpt', {}, { planner: model }, { name: 'x', stream: 1 }])(
    'the model %j is refused, and says what a model is',
    (wrong) => {
      const options = { model: wrong, tools } as unknown as CompilerOptions;
      expect(() => createCompiler(options)).toThrow(
        expect.objectContaining({ code: 'option.invalid' }),
      );
    },
  );

  test.each([-1, 1.5, NaN])('maxRepairs %d is refused', (maxRepairs) => {
    expect(() => createCompiler({ model, tools, maxRepairs })).toThrow('maxRepairs');
  });
});

test('an option that is undefined has its default, and Infinity is no limit', async () => {
  const report = await runPlan('join()', {
    tools,
    concurrency: Infinity,
    budget: { wallMs: undefined, tasks: Infinity } as object,
  }).report;
  expect(report.status).toBe('done');
});

test('a bound that a run leaves undefined stays as the compiler has it', async () => {
  const look = { ...controlledTool({ name: 'look' }), execute: () => 1 };
  const plan = '1. look({"n": 1})\n2. look({"n": 2})\n3. join()';
  const scripted = scriptedModel([plan, 'Finish: x']);
  const compiler = createCompiler({ model: scripted, tools: [look], budget: { toolCalls: 1 } });
  const budget = { rounds: 2, toolCalls: undefined } as object;
  const report = await compiler.run('?', { budget });
  expect(report.incomplete?.bound).toBe('toolCalls');
  const wrong = { budget: null } as unknown as object;
  expect(() => compiler.stream('?', wrong)).toThrow('budget must be an object; it is null');
});

test('an option that there is not is refused, with the name that was meant', () => {
  const misspelt = { tools, aprove: () => ({ decision: 'deny' }) };
  expect(() => runPlan('join()', misspelt)).toThrow('Did you mean "approve"?');
  const options = { model, tools, budgets: {} };
  expect(() => createCompiler(options)).toThrow('createCompiler has no option "budgets"');
  const given = { onFail: 'replan' } as object;
  expect(() => createCompiler({ model, tools }).stream('?', given)).toThrow(
    'compiler.run has no option "onFail"',
  );
});
