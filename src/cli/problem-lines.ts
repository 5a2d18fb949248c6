import { cleanLine } from './clean-text.ts';

/** What a line needs of a plan's problem or its event. */
interface ShownProblem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly hint?: string | undefined;
}

/** `3:12 error [plan.unknown-tool] message`, each with its hint on a line of its own; made harmless. */
export function problemLines(problems: readonly ShownProblem[]): readonly string[] {
  return problems.flatMap(({ code, severity, message, line, column, hint }) => [
    `${String(line)}:${String(column)} ${severity} [${code}] ${cleanLine(message)}`,
    ...(hint === undefined ? [] : [`    ${cleanLine(hint)}`]),
  ]);
}
