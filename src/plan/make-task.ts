import type { Json, JsonObject } from '../core/json.ts';
import type { SchemaIssue } from '../tools/prepared-tool.ts';
import { wrongArgument } from './bind-call.ts';
import type { CompiledCall } from './compile-call.ts';
import { dependenciesOf } from './dependencies.ts';
import type { Decide } from './lower.ts';
import { lowerCondition, lowerExpression } from './lower.ts';
import type { Finding } from './plan-problem.ts';
import type { FanOut, ObjectExpression, Task } from './task.ts';

/** The task of a call, its references decided. `findings` are errors of an input that is whole already. */
export function makeTask(
  call: CompiledCall,
  id: number,
  decide: Decide,
): { readonly task: Task; readonly findings: readonly Finding[] } {
  const { statement, tool } = call;
  const args: ObjectExpression = {
    kind: 'object',
    entries: call.entries.map(({ key, value }) => [key, lowerExpression(value, decide)] as const),
  };
  const guard = statement.guard === undefined ? undefined : lowerCondition(statement.guard, decide);
  const task: Task = {
    id,
    tool: tool.name,
    effect: tool.tool.effect,
    args,
    dependencies: dependenciesOf(guard, args),
    guard,
    fanOut: lowerFanOut(call, decide),
    thought: statement.thought,
    notes: call.notes,
    line: statement.line,
  };
  return { task, findings: checkWholeInput(call, args) };
}

function lowerFanOut({ fanOut }: CompiledCall, decide: Decide): FanOut | undefined {
  if (fanOut === undefined) return undefined;
  const over = decide(fanOut.over);
  return typeof over === 'string' ? undefined : { over, parameters: fanOut.parameters };
}

/** An input without references goes through the tool's own validation, so that a bad call never starts. */
function checkWholeInput(call: CompiledCall, args: ObjectExpression): readonly Finding[] {
  const { statement, tool } = call;
  const whole = wholeInput(args);
  if (whole === undefined) return [];
  const validation = tool.input.validate(whole);
  if (validation instanceof Promise) {
    // It answers at run time again; validators never reject, and a broken one may not end the process.
    void validation.catch(() => undefined);
    return [];
  }
  if (validation.ok) return [];
  return validation.issues.map((issue) => {
    const position = call.entries.find(({ key }) => key === issue.path[0]) ?? statement;
    return wrongArgument(position, { path: spellPath(issue), message: issue.message }, tool);
  });
}

/** Undefined while there is a reference in it. */
function wholeInput(args: ObjectExpression): JsonObject | undefined {
  const values: [string, Json][] = [];
  for (const [name, expression] of args.entries) {
    if (expression.kind !== 'literal') return undefined;
    values.push([name, expression.value]);
  }
  return Object.fromEntries(values);
}

function spellPath({ path }: SchemaIssue): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`,
    )
    .join('');
}
