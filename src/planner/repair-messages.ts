import { shorten } from '../core/shorten.ts';
import type { Message } from '../model/model.ts';
import type { Problem } from '../plan/task.ts';

/** The first line of the user message that asks for a corrected plan. */
export const REPAIR_FIRST_LINE = 'This plan has errors:';

/** Of the broken text, in UTF-16 units, and of its errors. */
const TEXT_LIMIT = 24_000;
const PROBLEM_LIMIT = 20;

/** What a repair starts from. */
export interface PlanRepair {
  /** The messages that led to the broken plan. */
  readonly messages: readonly Message[];
  /** The planner's own text. */
  readonly planText: string;
  /** Warnings are left out. */
  readonly problems: readonly Problem[];
}

/**
 * The messages that ask for a corrected plan: what was asked, the planner's own text, and its
 * errors as a numbered list of `code, line:column, message, hint`. At most 24,000 characters of the
 * text and 20 errors are shown; what is left out is counted.
 */
export function repairMessages({ messages, planText, problems }: PlanRepair): readonly Message[] {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const shown = errors.slice(0, PROBLEM_LIMIT).map(showProblem);
  const rest = errors.length - shown.length;
  const content = [
    REPAIR_FIRST_LINE,
    ...shown,
    ...(rest > 0 ? [`… and ${rest} more errors.`] : []),
    'Write the whole corrected plan and nothing else. Keep the ids of the calls that were right.',
  ];
  return [
    ...messages,
    {
      role: 'assistant',
      content: planText.trim() === '' ? '(empty)' : shorten(planText, TEXT_LIMIT),
    },
    { role: 'user', content: content.join('\n') },
  ];
}

function showProblem({ code, line, column, message, hint }: Problem, index: number): string {
  const advice = hint === undefined ? '' : ` ${hint}`;
  return `${index + 1}. ${code} at ${line}:${column}: ${message}${advice}`;
}
