import type { Fact } from '../../src/core/events.ts';
import type { Json } from '../../src/core/json.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import { defaultExecutorLimits, type ExecutorLimits } from '../../src/executor/dispatch.ts';
import { createExecutor } from '../../src/executor/driver.ts';
import type { Executor, ExecutorOptions, Plan } from '../../src/executor/executor.ts';
import { createGates } from '../../src/executor/gates.ts';
import { defaultPasses } from '../../src/executor/passes.ts';
import { createDispatcher } from '../../src/executor/policies.ts';
import { dependenciesOf } from '../../src/plan/dependencies.ts';
import type {
  Condition,
  Expression,
  Reference,
  Step,
  Task,
  Terminal,
} from '../../src/plan/task.ts';
import { createFakeClock, type FakeClock } from '../../src/testing/index.ts';
import type { PreparedSchema, PreparedTool, Toolset } from '../../src/tools/prepared-tool.ts';
import type { Effect, Tool, ToolContext } from '../../src/tools/tool.ts';

/** What a tool for these tests may say; the rest is a read tool that takes anything. */
export interface ToolOptions {
  readonly effect?: Effect;
  readonly timeoutMs?: number;
  readonly concurrency?: number;
  readonly input?: PreparedSchema['validate'];
  readonly output?: PreparedSchema['validate'];
  /** Whatever else a tool may declare. */
  readonly more?: Partial<Tool>;
}

export type Execute = (input: Record<string, Json>, context: ToolContext) => unknown;

export function preparedTool(
  name: string,
  execute: Execute = () => null,
  options: ToolOptions = {},
): PreparedTool {
  const { effect = 'read', timeoutMs, concurrency, input, output, more } = options;
  const inputSchema = { type: 'object' } as const;
  const tool: Tool = {
    name,
    description: name,
    effect,
    inputSchema,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(concurrency === undefined ? {} : { concurrency }),
    execute: (value, context) => execute(value as Record<string, Json>, context),
    ...more,
  };
  return {
    tool,
    name,
    input: { json: inputSchema, validate: input ?? ((value) => ({ ok: true, value })) },
    output: output === undefined ? undefined : { json: {}, validate: output },
    parameters: [],
  };
}

export function toolsetOf(tools: readonly PreparedTool[]): Toolset {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  return { tools: byName, get: (name) => byName.get(name), describe: () => '' };
}

/** `$source.path`, with `?` where optional. */
export function reference(source: number | 'input', ...path: (string | number)[]): Reference {
  const steps = path.map((step): Step => {
    if (step === '*') return { kind: 'each' };
    return typeof step === 'number' ? { kind: 'index', index: step } : { kind: 'key', key: step };
  });
  return { source, path: steps, optional: false };
}

export const ref = (source: number | 'input', ...path: (string | number)[]): Expression => ({
  kind: 'reference',
  reference: reference(source, ...path),
});

export const maybe = (source: number, ...path: (string | number)[]): Expression => ({
  kind: 'reference',
  reference: { ...reference(source, ...path), optional: true },
});

export const literal = (value: Json): Expression => ({ kind: 'literal', value });

/** `if value:` */
export const holds = (value: Expression): Condition => ({ kind: 'value', value });

export function task(
  id: number,
  tool: string,
  args: Readonly<Record<string, Expression>> = {},
  more: Partial<Task> = {},
): Task {
  return {
    id,
    tool,
    effect: 'read',
    args: { kind: 'object', entries: Object.entries(args) },
    dependencies: dependenciesOf(more.guard, { kind: 'object', entries: Object.entries(args) }),
    guard: undefined,
    fanOut: undefined,
    thought: undefined,
    notes: [],
    line: id,
    ...more,
  };
}

export const write = (
  id: number,
  tool: string,
  args: Readonly<Record<string, Expression>> = {},
  more: Partial<Task> = {},
): Task => task(id, tool, args, { effect: 'write', ...more });

export const join: Terminal = { kind: 'join', id: undefined };
export const finish = (value: Expression): Terminal => ({
  kind: 'finish',
  id: undefined,
  value,
  dependencies: [],
});

/** An executor with a plan open, and everything it said. */
export interface Bench {
  readonly executor: Executor;
  readonly clock: FakeClock;
  readonly plan: Plan;
  readonly facts: Fact[];
  /** `'1 start'`, `'1.2 end ok'`, in order. */
  story(): string[];
  add(...tasks: Task[]): void;
  /** Adds the tasks, passes the plan and waits for the end of all. */
  run(...tasks: Task[]): Promise<void>;
  outcome(id: number): Outcome | undefined;
  value(id: number): Json | undefined;
}

export interface BenchOptions extends Partial<Omit<ExecutorOptions, 'limits' | 'clock'>> {
  readonly tools?: readonly PreparedTool[];
  readonly limits?: Partial<ExecutorLimits>;
  readonly clock?: FakeClock;
}

export function benchOf({ tools = [], limits, ...options }: BenchOptions): Bench {
  const clock = options.clock ?? createFakeClock();
  const facts: Fact[] = [];
  const executor = createExecutor({
    runId: 'run',
    toolset: toolsetOf(tools),
    dispatchOf: createDispatcher({ gates: createGates({ clock }) }),
    concurrency: 16,
    limits: { ...defaultExecutorLimits, ...limits },
    context: undefined as never,
    // Most tests tell calls apart by their task; those of equal calls say 'on'.
    passes: { ...defaultPasses, singleFlight: 'off' },
    ...options,
    emit(fact, round) {
      facts.push(fact);
      options.emit?.(fact, round);
    },
    clock,
  });
  const plan: Plan = { round: 1 };
  executor.openPlan(plan);
  const add = (...tasks: Task[]): void => {
    for (const each of tasks) executor.add(each, plan);
  };
  return {
    executor,
    clock,
    plan,
    facts,
    story: () => facts.flatMap(line),
    add,
    async run(...tasks) {
      add(...tasks);
      executor.pass(plan);
      await executor.settled();
    },
    outcome: (id) => executor.outcomes.get(id),
    value(id) {
      const outcome = executor.outcomes.get(id);
      return outcome?.status === 'ok' ? outcome.value : undefined;
    },
  };
}

function line(fact: Fact): string[] {
  if (fact.type === 'task-planned') return [`${String(fact.taskId)} planned`];
  if (fact.type === 'task-start') return [`${fact.path ?? String(fact.taskId)} start`];
  if (fact.type !== 'task-end') return [];
  return [`${fact.path ?? String(fact.taskId)} end ${fact.outcome.status}`];
}

/** Lets every promise that can settle do so. */
export function tick(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** A tool whose calls the test ends, by the `name` argument that each was given. */
export interface HeldTool {
  readonly tool: PreparedTool;
  /** In the order of calling. */
  readonly calls: string[];
  readonly contexts: Map<string, ToolContext>;
  resolve(name: string, value?: Json): void;
  reject(name: string, error?: unknown): void;
}

export function heldTool(toolName: string, options: ToolOptions = {}): HeldTool {
  const calls: string[] = [];
  const contexts = new Map<string, ToolContext>();
  const open = new Map<string, { resolve(value: Json): void; reject(error: unknown): void }>();
  const find = (name: string): { resolve(value: Json): void; reject(error: unknown): void } => {
    const call = open.get(name);
    if (call === undefined) throw new Error(`${name} was not called; ${calls.join(', ')} were`);
    return call;
  };
  const execute: Execute = (input, context) =>
    new Promise((resolve, reject) => {
      const name = String(input['name'] ?? context.taskId);
      calls.push(name);
      contexts.set(name, context);
      open.set(name, { resolve, reject });
    });
  return {
    tool: preparedTool(toolName, execute, options),
    calls,
    contexts,
    resolve: (name, value = null) => find(name).resolve(value),
    reject: (name, error = new Error(`${name} failed`)) => find(name).reject(error),
  };
}
