import type { PlanCode } from '../core/errors.ts';
import { shorten } from '../core/shorten.ts';
import type { Position } from './syntax.ts';
import type { PlanItem, Problem } from './task.ts';

/** A problem before it is known whose task it is. */
export interface Finding extends Position {
  readonly code: PlanCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint: string | undefined;
}

/** What an error says, and what to write instead. */
export interface Wording {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** An error at a place in the plan. */
export function errorAt(code: PlanCode, { line, column }: Position, wording: Wording): Finding {
  const { message, hint } = wording;
  return { code, severity: 'error', line, column, message, hint };
}

/** A warning at a place in the plan: the plan runs, but a caller can see what was decided. */
export function warningAt(code: PlanCode, { line, column }: Position, wording: Wording): Finding {
  const { message, hint } = wording;
  return { code, severity: 'warning', line, column, message, hint };
}

/** Of a message or a hint, which may repeat a name or a path of any length. */
const LONGEST = 2_000;

/** A finding as what the checker hands out. */
export function problemItem(finding: Finding, taskId: number | undefined): PlanItem {
  const { code, severity, line, column } = finding;
  const message = shorten(finding.message, LONGEST);
  const hint = finding.hint === undefined ? undefined : shorten(finding.hint, LONGEST);
  const problem: Problem = { code, severity, message, line, column, hint, taskId };
  return { kind: 'problem', problem };
}

/** True for what makes the plan bad. */
export function isError({ severity }: Pick<Finding, 'severity'>): boolean {
  return severity === 'error';
}
