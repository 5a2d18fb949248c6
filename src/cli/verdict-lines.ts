import type { PlanDifference, PlanVerification } from '../index.ts';
import { cleanLine } from './clean-text.ts';

/** What a verification found, for a person: the verdict first; made harmless. */
export function verdictLines(verification: PlanVerification): readonly string[] {
  const { status, seed, schedules, tasks, differences } = verification;
  const orders = `${String(schedules)} ${schedules === 1 ? 'other order' : 'other orders'}`;
  if (status === 'same') {
    const all = `${String(tasks)} ${tasks === 1 ? 'task' : 'tasks'}`;
    return [`same: ${all}, the same outcomes in ${orders} (seed ${String(seed)})`];
  }
  const some = `${String(differences.length)} of ${String(tasks)} tasks`;
  return [
    `differs: ${some} came to something else in ${orders} (seed ${String(seed)})`,
    ...differences.flatMap((difference) => ['', ...differenceLines(difference)]),
    '',
    `the same orders again: --seed ${String(seed)} --schedules ${String(schedules)}`,
  ];
}

function differenceLines(difference: PlanDifference): readonly string[] {
  const { message, planOrder, order, schedule, kind } = difference;
  const lines = message
    .split('\n')
    .map((line, index) => `${index === 0 ? '' : '  '}${cleanLine(line)}`);
  if (kind !== 'order') return lines;
  const label = `schedule ${String(schedule)}`;
  return [
    ...lines,
    `  ${"plan's order".padEnd(label.length)}  ${idsOf(planOrder)}`,
    `  ${label.padEnd("plan's order".length)}  ${idsOf(order)}`,
  ];
}

/** More ids than these would fill the screen. */
const mostIds = 40;

function idsOf(ids: readonly number[]): string {
  const shown = ids.slice(0, mostIds).map(String);
  if (ids.length > mostIds) shown.push(`and ${String(ids.length - mostIds)} more`);
  return shown.join(' ');
}
