import { isJsonObject } from '../../../../src/core/json.ts';
import type { Case } from '../../case.ts';
import { type Reply, textReply } from '../reply.ts';
import { matchObservations, type Observation, possibleCalls } from './knowledge.ts';
import { parseJson, readResult } from './read-result.ts';
import type { RoleInput } from './role-input.ts';
import { wordAnswer } from './word-answer.ts';

/**
 * Text ReAct: `Thought: …`, `Action: tool({json})`, one action a turn; `Finish: …` at the end. It reads
 * the pairs of `Action:` and `Observation:` wherever they stand: in one prompt or in many messages.
 */
export function playReact({ raceCase, request, badLine, tries }: RoleInput): Reply {
  const said = request.messages.filter(({ role }) => role !== 'system').map(({ text }) => text);
  const knowledge = matchObservations(raceCase, readPairs(raceCase, said.join('\n')), tries);
  const [next] = possibleCalls(knowledge);
  if (next === undefined) {
    return textReply(`Thought: I have what I need.\nFinish: ${wordAnswer(raceCase, knowledge)}`);
  }
  const args = JSON.stringify(next.args);
  const action = badLine ? `${next.tool}(${args.slice(0, -1)}` : `${next.tool}(${args})`;
  return textReply(`Thought: I need the result of ${next.tool} next.\nAction: ${action}`);
}

const ACTION = /^Action: *([A-Za-z0-9_.:/-]+)\((\{.*\})\) *$/;
/** What ends an observation: the model's next words. */
const MARK = /^(?:(?:Thought|Action|Finish|Observation)\b.*?:|<think>)/;

function readPairs(raceCase: Case, text: string): readonly Observation[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const [, tool = '', json = ''] = ACTION.exec(line) ?? [];
    const args = parseJson(json);
    if (!isJsonObject(args)) return [];
    return [{ tool, args, value: readResult(raceCase, tool, observationAfter(lines, index)) }];
  });
}

/** What stands behind the next `Observation:`, up to the next mark; empty where there is none before it. */
function observationAfter(lines: readonly string[], index: number): string {
  const rest = lines.slice(index + 1);
  const start = rest.findIndex((line) => MARK.test(line));
  const first = /^Observation[^:]*: ?(.*)$/.exec(rest[start] ?? '');
  if (first === null) return '';
  const more = rest.slice(start + 1);
  const end = more.findIndex((line) => MARK.test(line));
  return [first[1] ?? '', ...more.slice(0, end < 0 ? more.length : end)].join('\n').trim();
}
