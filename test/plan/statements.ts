import { createChecker } from '../../src/plan/check.ts';
import type { PlanContext } from '../../src/plan/plan-context.ts';
import type {
  Argument,
  CallStatement,
  Money,
  RawCondition,
  RawExpression,
  RawReference,
  Statement,
  TerminalStatement,
} from '../../src/plan/syntax.ts';
import type { PlanItem, Problem, Step, Task, Terminal } from '../../src/plan/task.ts';
import type { PreparedTool, Toolset } from '../../src/tools/prepared-tool.ts';
import type { Effect, JsonSchema, Schema } from '../../src/tools/tool.ts';
import { defineTool } from '../../src/tools/define-tool.ts';
import { createToolset } from '../../src/tools/toolset.ts';

/** Statements as the parser hands them out, written by hand. Every one stands at `line`:1. */

const at = { line: 1, column: 1 };

/** `'*'` is `[*]`, a number an index, anything else a key; a last `'?'` makes it optional. */
export function rawReference(
  source: number | 'input',
  steps: readonly (string | number)[] = [],
  more: Partial<RawReference> = {},
): RawReference {
  const optional = steps.at(-1) === '?';
  const path = (optional ? steps.slice(0, -1) : steps).map((step): Step => {
    if (step === '*') return { kind: 'each' };
    return typeof step === 'number' ? { kind: 'index', index: step } : { kind: 'key', key: step };
  });
  const spelled = `$${source}${steps.map((step) => (step === '?' ? '?' : `.${step}`)).join('')}`;
  return { ...at, source, path, optional, braced: false, spelled, ...more };
}

export function ref(source: number | 'input', ...steps: (string | number)[]): RawExpression {
  return { ...at, kind: 'reference', reference: rawReference(source, steps) };
}

export function text(...parts: (string | RawReference)[]): RawExpression {
  return { ...at, kind: 'text', parts, money: [] };
}

export function price(spelled: string, source: number): RawExpression {
  const money: Money[] = [{ ...at, spelled, source }];
  return { ...at, kind: 'text', parts: [`costs ${spelled}`], money };
}

/** JSON as the parser would read it; expressions inside stay what they are. */
export type Written = RawExpression | string | number | boolean | null | Written[] | WrittenObject;
export interface WrittenObject {
  [key: string]: Written;
}

export function raw(value: Written): RawExpression {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return { ...at, kind: 'literal', value, spelled: String(value) };
  if (value === null || typeof value === 'boolean') return { ...at, kind: 'literal', value };
  if (Array.isArray(value)) return { ...at, kind: 'list', items: value.map(raw) };
  if (isExpression(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => ({ ...at, key, value: raw(item) }));
  return { ...at, kind: 'object', entries };
}

function isExpression(value: RawExpression | WrittenObject): value is RawExpression {
  return 'kind' in value && 'line' in value;
}

export function positional(value: Written): Argument {
  return { ...at, name: undefined, value: raw(value) };
}

export function keyword(name: string, value: Written): Argument {
  return { ...at, name, value: raw(value) };
}

export function call(
  id: number,
  tool: string,
  args: readonly (Argument | Written)[] = [],
  more: Partial<CallStatement> = {},
): CallStatement {
  const isArgument = (arg: Argument | Written): arg is Argument =>
    typeof arg === 'object' && arg !== null && 'name' in arg && 'line' in arg;
  return {
    kind: 'call',
    line: id,
    column: 1,
    id,
    tool,
    args: args.map((arg) => (isArgument(arg) ? arg : positional(arg))),
    guard: undefined,
    thought: undefined,
    repairs: [],
    ...more,
  };
}

export function guard(value: Written): RawCondition {
  return { ...at, kind: 'value', value: raw(value) };
}

export function join(id?: number): TerminalStatement {
  return { ...at, kind: 'terminal', name: 'join', id, value: undefined };
}

export function finish(value: Written, id?: number): TerminalStatement {
  return { ...at, kind: 'terminal', name: 'finish', id, value: raw(value) };
}

/** A tool that is never run. */
export function tool(
  name: string,
  inputSchema: Schema,
  more: { effect?: Effect; outputSchema?: Schema } = {},
) {
  const { effect = 'read', outputSchema } = more;
  const output = outputSchema === undefined ? {} : { outputSchema };
  return defineTool({
    name,
    description: name,
    effect,
    inputSchema,
    ...output,
    execute: () => null,
  });
}

/** The schema of an object all of whose properties are required, but those whose name ends in `?`. */
export function object(properties: Record<string, JsonSchema>): JsonSchema {
  const names = Object.keys(properties);
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name.replace('?', ''), schema]),
    ),
    required: names.filter((name) => !name.endsWith('?')),
  };
}

export const string: JsonSchema = { type: 'string' };
export const number: JsonSchema = { type: 'number' };
export const list: JsonSchema = { type: 'array' };

/** The tools of the plan corpus, and some with an output schema. */
export const toolset: Toolset = createToolset([
  tool('search', object({ query: string })),
  tool('math', object({ expression: string, 'context?': list })),
  tool('fetch', object({ url: string })),
  tool('list', object({ topic: string })),
  tool('send_email', object({ to: string, subject: string, body: string }), { effect: 'write' }),
  tool('add', object({ left: number, right: number })),
  tool('any', { type: 'object', additionalProperties: true }),
  tool('sources', object({ topic: string }), {
    outputSchema: {
      type: 'array',
      items: {
        type: 'object',
        properties: { url: string, rank: number, tags: { type: 'array', items: string } },
        additionalProperties: false,
      },
    },
  }),
  tool('height', object({ mountain: string }), {
    outputSchema: { type: 'object', properties: { metres: number }, additionalProperties: false },
  }),
]);

export function prepared(name: string, from: Toolset = toolset): PreparedTool {
  const found = from.get(name);
  if (found === undefined) throw new Error(`no tool ${name} in the test's toolset`);
  return found;
}

export interface Checked {
  readonly items: readonly PlanItem[];
  /** As first handed out. */
  readonly tasks: readonly Task[];
  readonly revised: readonly Task[];
  readonly terminal: Terminal | undefined;
  readonly problems: readonly Problem[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

export function check(
  statements: readonly Statement[],
  context: Partial<PlanContext> = {},
): Checked {
  const checker = createChecker({ toolset, ...context });
  return summary([...statements.flatMap((statement) => checker.add(statement)), ...checker.end()]);
}

export function summary(items: readonly PlanItem[]): Checked {
  const problems = items.flatMap((item) => (item.kind === 'problem' ? [item.problem] : []));
  const codes = (severity: Problem['severity']) =>
    problems.filter((problem) => problem.severity === severity).map((problem) => problem.code);
  return {
    items,
    tasks: items.flatMap((item) => (item.kind === 'task' ? [item.task] : [])),
    revised: items.flatMap((item) => (item.kind === 'revised' ? [item.task] : [])),
    terminal: items.flatMap((item) => (item.kind === 'terminal' ? [item.terminal] : []))[0],
    problems,
    errors: codes('error'),
    warnings: codes('warning'),
  };
}
