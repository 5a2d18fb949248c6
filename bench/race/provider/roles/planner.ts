import { REPLAN_FIRST_LINE } from '../../../../src/planner/planner-prompt.ts';
import { type Reply, textReply } from '../reply.ts';
import { knowledgeOf } from './knowledge.ts';
import { planLines } from './plan-text.ts';
import { readOutcomes } from './read-outcomes.ts';
import type { RoleInput } from './role-input.ts';

/**
 * toolc's planner: all foreseen calls that were not made, then `join()`, or with `mayFinish` the case's
 * `finish`. Asked for more after earlier rounds it reads their outcomes; asked to repair a plan it writes
 * a right one.
 */
export function playPlanner(
  input: RoleInput,
  { mayFinish }: { readonly mayFinish: boolean },
): Reply {
  const { raceCase, request, badLine } = input;
  const rounds = request.messages.filter(
    ({ role, text }) => role === 'user' && text.startsWith(`${REPLAN_FIRST_LINE}\n`),
  );
  const knowledge =
    rounds.length === 0
      ? knowledgeOf(raceCase, new Map())
      : readOutcomes(raceCase, rounds.map(({ text }) => text).join('\n'));
  const lines = [...planLines(knowledge)];
  if (badLine) spoilLine(lines);
  const { finish } = raceCase;
  const end = mayFinish && finish !== undefined ? `finish(${JSON.stringify(finish)})` : 'join()';
  return textReply([...lines, end].join('\n'));
}

/**
 * Loses the last value of the plan's middle line: `3. fetch(url=)`. Nothing shorter would do: a line that
 * can still be read is no bad line but another plan.
 */
function spoilLine(lines: string[]): void {
  const middle = Math.floor(lines.length / 2);
  const line = lines[middle];
  if (line !== undefined) lines[middle] = line.replace(/=[^=]*\)$/, '=)');
}
