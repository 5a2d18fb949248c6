import type { Json } from '../core/json.ts';
import type { PreparedTool } from '../tools/prepared-tool.ts';
import { bindCall } from './bind-call.ts';
import type { RawFanOut } from './find-fan-out.ts';
import { findFanOut } from './find-fan-out.ts';
import type { Finding } from './plan-problem.ts';
import type { PlacedReference, Survey } from './survey.ts';
import { emptySurvey, surveyCondition, surveyExpression } from './survey.ts';
import type { CallStatement, Money, ObjectEntry } from './syntax.ts';

/** All that can be said of a call without any other statement. */
export interface CompiledCall {
  readonly statement: CallStatement;
  readonly tool: PreparedTool;
  /** The arguments by parameter, in signature order. */
  readonly entries: readonly ObjectEntry[];
  /** The guard's first. */
  readonly references: readonly CallReference[];
  readonly money: readonly Money[];
  readonly fanOut: RawFanOut | undefined;
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** A reference and what its value is for. */
export interface CallReference extends PlacedReference {
  /** The schema that the value, or each element of a fan-out, must fit; true where none is known. */
  readonly wanted: Json;
  /** The task is mapped over it. */
  readonly fansOut: boolean;
}

/** Binds a call and looks through all its expressions, which are walked as they were written. */
export function compileCall(statement: CallStatement, tool: PreparedTool): CompiledCall {
  const survey: Survey = emptySurvey();
  if (statement.guard !== undefined) surveyCondition(statement.guard, survey);
  for (const argument of statement.args) surveyExpression(argument.value, survey);
  const bound = bindCall(statement, tool);
  const { fanOut, finding } = findFanOut(bound.entries, tool);
  return {
    statement,
    tool,
    entries: bound.entries,
    references: survey.references.map((placed) => ({
      ...placed,
      wanted: bound.wanted.get(placed.reference) ?? true,
      fansOut: fanOut?.references.includes(placed.reference) ?? false,
    })),
    money: survey.money,
    fanOut,
    findings: [...survey.findings, ...bound.findings, ...(finding === undefined ? [] : [finding])],
    notes: [...statement.repairs, ...bound.notes],
  };
}
