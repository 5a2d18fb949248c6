import type { ChatMessage } from './chat-request.ts';

/** A line that tells of a call's result: ReAct's observation, toolc's outcomes. */
const TOLD = /^(?:Observation:|\d+\. .* -> |\$\d+ -> )/gm;

/**
 * How far a conversation is: the assistant's messages and the results told in the user's. Each call of a
 * model in a run has another number, so that each has a jitter of its own.
 */
export function countTurns(messages: readonly ChatMessage[]): number {
  let turns = 0;
  for (const { role, text } of messages) {
    if (role === 'assistant') turns += 1;
    else if (role === 'user') turns += text.match(TOLD)?.length ?? 0;
  }
  return turns;
}
