import { RESULTS_FIRST_LINE } from '../../../../src/joiner/joiner-prompt.ts';
import { type Reply, textReply } from '../reply.ts';
import { possibleCalls } from './knowledge.ts';
import { planLines } from './plan-text.ts';
import { readOutcomes } from './read-outcomes.ts';
import type { RoleInput } from './role-input.ts';
import { wordAnswer } from './word-answer.ts';

/**
 * toolc's joiner: the answer from the results that its prompt shows, or, where they let the model
 * foresee more calls and the prompt allows it, `Replan:`, with the plan of these where the prompt asks
 * for it there and not of a planner.
 */
export function playJoiner({ raceCase, request }: RoleInput): Reply {
  const asked = request.messages.findLast(
    ({ role, text }) => role === 'user' && text.includes(RESULTS_FIRST_LINE),
  );
  const lines = asked?.text.split('\n') ?? [];
  // Data stands behind `| `, so the last bare line of that text is the mark.
  const results = lines.slice(lines.lastIndexOf(RESULTS_FIRST_LINE) + 1).join('\n');
  const knowledge = readOutcomes(raceCase, results);
  const mayDo = (line: RegExp): boolean =>
    request.messages.some(({ role, text }) => role === 'system' && line.test(text));
  if (mayDo(/^Replan:/m) && possibleCalls(knowledge).length > 0) {
    const plan = mayDo(/ below Replan:/) ? [...planLines(knowledge), 'join()'] : [];
    return textReply(['Replan: the next calls depend on these results.', ...plan].join('\n'));
  }
  return textReply(`Finish: ${wordAnswer(raceCase, knowledge)}`);
}
