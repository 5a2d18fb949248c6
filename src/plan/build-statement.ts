import type { Parameter, PreparedTool, Toolset } from '../tools/prepared-tool.ts';
import { badId, inexact, repaired, unclosedCall, unknownTool } from './call-findings.ts';
import type { GuardText } from './opening.ts';
import { errorAt, type Finding } from './plan-problem.ts';
import { type RawCall, terminalName, type ToolFinder } from './raw-call.ts';
import { type BareOptions, readArguments, readBareArgument } from './read-arguments.ts';
import { readCondition } from './read-condition.ts';
import type { Argument, RawCondition, Statement } from './syntax.ts';
import { createCursor, type Cursor } from './text-cursor.ts';

/** What a call turned out to be: a statement and its warnings, or the error why it is none. */
export interface BuiltStatement {
  readonly statement: Statement | undefined;
  readonly findings: readonly Finding[];
}

export interface BuildContext {
  readonly findTool: ToolFinder;
  readonly toolset: Toolset;
  readonly nesting: number;
}

/**
 * Reads the text of a recognised call. Repairs (a missing parenthesis, a bare argument, an
 * apostrophe, an unquoted key) are warnings for a read and a terminal, errors for a write.
 */
export function buildStatement(call: RawCall, context: BuildContext): BuiltStatement {
  const id = call.id === undefined ? undefined : Number(call.id);
  if (
    id !== undefined &&
    (!Number.isSafeInteger(id) || id < 0 || call.id?.startsWith('-') === true)
  ) {
    return refuse(badId(call));
  }
  const terminal = terminalName(call.name);
  if (terminal === 'join') return buildJoin(call, id);
  if (terminal === 'finish') return buildFinish(call, id, context);
  const tool = context.findTool(call.name);
  if (tool === undefined || id === undefined) return refuse(unknownTool(call, context.toolset));
  return tool.tool.effect === 'read'
    ? buildRead(call, { id, tool, context })
    : buildWrite(call, { id, tool, context });
}

interface Target {
  readonly id: number;
  readonly tool: PreparedTool;
  readonly context: BuildContext;
}

function buildRead(call: RawCall, { id, tool, context }: Target): BuiltStatement {
  const unclosed = unclosedCall(call, 'read');
  if (unclosed?.severity === 'error') return refuseUnclosed(unclosed, call, context);
  const guard = readGuard(call.guard, context);
  if ('failure' in guard) return refuse(guard.failure);
  const read = readCallArguments(call.args, context, bareOptions(tool));
  if ('failure' in read) return refuse(read.failure);
  const repairs = [...guard.cursor.repairs, ...read.cursor.repairs].map(repaired);
  const findings = unclosed === undefined ? repairs : [unclosed, ...repairs];
  const { thought, line, column } = call;
  const statement: Statement = {
    kind: 'call',
    id,
    tool: tool.name,
    args: read.args,
    guard: guard.condition,
    thought,
    repairs: findings.map((finding) => finding.message),
    line,
    column,
  };
  return { statement, findings };
}

function buildWrite(call: RawCall, { id, tool, context }: Target): BuiltStatement {
  const unclosed = unclosedCall(call, 'write');
  if (unclosed !== undefined) return refuseUnclosed(unclosed, call, context);
  const guard = readGuard(call.guard, context);
  if ('failure' in guard) return refuse(guard.failure);
  const read = readCallArguments(call.args, context, undefined);
  if ('failure' in read) return refuse(read.failure);
  const repair = guard.cursor.repairs[0] ?? read.cursor.repairs[0];
  if (repair !== undefined) return refuse(inexact(repair));
  const { thought, line, column } = call;
  const { args } = read;
  const base = { kind: 'call', id, tool: tool.name, args, guard: guard.condition } as const;
  return { statement: { ...base, thought, repairs: [], line, column }, findings: [] };
}

function buildJoin(call: RawCall, id: number | undefined): BuiltStatement {
  const unclosed = call.guard === undefined ? unclosedCall(call, 'read') : guardedTerminal(call);
  if (unclosed?.severity === 'error') return refuse(unclosed);
  const { line, column } = call;
  const statement = { kind: 'terminal', name: 'join', id, value: undefined, line, column } as const;
  return { statement, findings: unclosed === undefined ? [] : [unclosed] };
}

function buildFinish(call: RawCall, id: number | undefined, context: BuildContext): BuiltStatement {
  const unclosed = call.guard === undefined ? unclosedCall(call, 'read') : guardedTerminal(call);
  if (unclosed?.severity === 'error') return refuse(unclosed);
  const read = readCallArguments(call.args, context, { parameter: undefined, commas: 'text' });
  if ('failure' in read) return refuse(read.failure);
  const [argument, second] = read.args;
  if (argument === undefined || second !== undefined) {
    const message = `expected one value for finish, got ${read.args.length}`;
    const hint = 'Write finish("the answer"), or finish([…]) for a list.';
    return refuse(errorAt('plan.arguments', call, { message, hint }));
  }
  const repairs = read.cursor.repairs.map(repaired);
  const { line, column } = call;
  const { value } = argument;
  const statement = { kind: 'terminal', name: 'finish', id, value, line, column } as const;
  return { statement, findings: unclosed === undefined ? repairs : [unclosed, ...repairs] };
}

function guardedTerminal(call: RawCall): Finding {
  const message = `a guard stands before ${call.name}, which ends the plan in any case`;
  return errorAt('plan.guard', call, { message, hint: 'Guard a call instead.' });
}

type GuardRead =
  | { readonly condition: RawCondition | undefined; readonly cursor: Cursor }
  | { readonly failure: Finding };

function readGuard(guard: GuardText | undefined, context: BuildContext): GuardRead {
  const cursor = cursorOf(guard ?? { text: '', line: 1, column: 1 }, context);
  if (guard === undefined) return { condition: undefined, cursor };
  const condition = readCondition(cursor);
  return cursor.failure === undefined ? { condition, cursor } : { failure: cursor.failure };
}

type ArgumentsRead =
  { readonly args: readonly Argument[]; readonly cursor: Cursor } | { readonly failure: Finding };

function readCallArguments(
  source: GuardText,
  context: BuildContext,
  bare: BareOptions | undefined,
): ArgumentsRead {
  const cursor = cursorOf(source, context);
  const args = readArguments(cursor);
  if (args !== undefined) return { args, cursor };
  const failure = cursor.failure ?? errorAt('plan.syntax', source, { message: 'cannot be read' });
  const mayBeBare = failure.code === 'plan.syntax' || failure.code === 'plan.nested-call';
  if (bare === undefined || !mayBeBare) return { failure };
  const second = cursorOf(source, context);
  const argument = readBareArgument(second, bare);
  if (argument !== undefined) return { args: [argument], cursor: second };
  return { failure: second.failure ?? failure };
}

/** A bare argument is for the one required string of a read. */
function bareOptions(tool: PreparedTool): BareOptions | undefined {
  const required = tool.parameters.filter((parameter) => parameter.required);
  const parameter = required[0];
  if (parameter === undefined || required.length > 1 || !isString(parameter)) return undefined;
  return { parameter, commas: tool.parameters.length === 1 ? 'text' : 'separator' };
}

function isString({ schema }: Parameter): boolean {
  return schema !== true && schema['type'] === 'string';
}

function cursorOf({ text, line, column }: GuardText, context: BuildContext): Cursor {
  const { nesting, findTool } = context;
  return createCursor(text, { origin: { line, column }, nesting, findTool });
}

/** A string that swallowed the rest of the text often began or ended too early: say where that shows. */
function refuseUnclosed(unclosed: Finding, call: RawCall, context: BuildContext): BuiltStatement {
  if (call.closing !== 'cut-in-string') return refuse(unclosed);
  const read = readCallArguments(call.args, context, undefined);
  const isElsewhere = 'failure' in read && read.failure.code === 'plan.syntax';
  const findings = isElsewhere ? [unclosed, read.failure] : [unclosed];
  return { statement: undefined, findings };
}

function refuse(finding: Finding): BuiltStatement {
  return { statement: undefined, findings: [finding] };
}
