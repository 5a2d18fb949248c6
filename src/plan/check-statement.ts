import type { OpenReader, Reader, Reading, ReferenceChecks } from './check-references.ts';
import type { CompiledCall } from './compile-call.ts';
import { compileCall } from './compile-call.ts';
import { dependenciesOf } from './dependencies.ts';
import { lowerExpression } from './lower.ts';
import { makeTask } from './make-task.ts';
import type { PlanContext } from './plan-context.ts';
import type { Finding } from './plan-problem.ts';
import { isError } from './plan-problem.ts';
import { unknownTool } from './statement-findings.ts';
import { emptySurvey, surveyExpression } from './survey.ts';
import type { CallStatement, TerminalStatement } from './syntax.ts';
import type { Task, Terminal } from './task.ts';

/** What became of a call. */
export interface CheckedCall {
  readonly findings: readonly Finding[];
  /** Absent if its tool does not exist. */
  readonly call: CompiledCall | undefined;
  /** Absent if there is an error. */
  readonly task: Task | undefined;
  /** What it refers to and is not stated yet. */
  readonly open: OpenReader | undefined;
}

/** Checks one call as far as the statements before it allow. */
export function checkCall(
  statement: CallStatement,
  id: number,
  { context, references }: { readonly context: PlanContext; readonly references: ReferenceChecks },
): CheckedCall {
  const tool = context.toolset.get(statement.tool);
  if (tool === undefined) {
    const findings = [unknownTool(statement, context)];
    return { findings, call: undefined, task: undefined, open: undefined };
  }
  const call = compileCall(statement, tool);
  const reader: Reader = {
    kind: tool.tool.effect,
    written: statement.id,
    root: tool.input.json,
    references: call.references,
    money: call.money,
  };
  const reading = references.read(reader);
  const findings = [...call.findings, ...reading.findings];
  if (findings.some(isError)) return { findings, call, task: undefined, open: reading.open };
  const made = makeTask(call, id, reading.decide);
  findings.push(...made.findings);
  const task = made.findings.length > 0 ? undefined : made.task;
  return { findings, call, task, open: reading.open };
}

/** Checks the last statement. All that it may refer to has been stated. */
export function checkTerminal(
  statement: TerminalStatement,
  references: ReferenceChecks,
  options: { readonly id: number | undefined; readonly unknown: 'report' | 'ignore' },
): { readonly findings: readonly Finding[]; readonly terminal: Terminal } {
  const { id, unknown } = options;
  if (statement.name === 'join' || statement.value === undefined) {
    return { findings: [], terminal: { kind: 'join', id } };
  }
  const survey = emptySurvey();
  surveyExpression(statement.value, survey);
  const reading = references.read({
    kind: 'finish',
    written: statement.id,
    root: true,
    references: survey.references.map((placed) => ({ ...placed, wanted: true, fansOut: false })),
    money: survey.money,
  });
  const last: Reading =
    reading.open === undefined ? reading : references.close(reading.open, unknown);
  const value = lowerExpression(statement.value, last.decide);
  const closing = last === reading ? [] : last.findings;
  return {
    findings: [...survey.findings, ...reading.findings, ...closing],
    terminal: { kind: 'finish', id, value, dependencies: dependenciesOf(undefined, value) },
  };
}
