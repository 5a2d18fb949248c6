import type { Case } from '../case.ts';
import type { ChatMessage } from './chat-request.ts';

/**
 * The case that a conversation is about: the first user message that holds a known question decides, the
 * longest question where it holds several (one may be the beginning of another).
 */
export function findCase(
  cases: ReadonlyMap<string, Case>,
  messages: readonly ChatMessage[],
): Case | undefined {
  for (const { role, text } of messages) {
    if (role !== 'user') continue;
    const exact = cases.get(text.trim());
    if (exact !== undefined) return exact;
    let found: Case | undefined;
    for (const [question, raceCase] of cases) {
      const isLonger = question.length > (found?.question.length ?? 0);
      if (isLonger && text.includes(question)) found = raceCase;
    }
    if (found !== undefined) return found;
  }
  return undefined;
}
