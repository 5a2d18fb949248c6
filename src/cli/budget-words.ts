import type { EventOf } from '../index.ts';
import { cleanLine } from './clean-text.ts';

/** What a run came to that reached a bound of its budget. */
export function budgetWords({ message }: Pick<EventOf<'budget-reached'>, 'message'>): string {
  return cleanLine(`incomplete: ${message}`);
}
