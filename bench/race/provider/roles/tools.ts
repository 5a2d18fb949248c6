import { isJsonObject } from '../../../../src/core/json.ts';
import type { Case } from '../../case.ts';
import type { ChatMessage } from '../chat-request.ts';
import { type Reply, textReply } from '../reply.ts';
import { matchObservations, type Observation, possibleCalls } from './knowledge.ts';
import { parseJson, readResult } from './read-result.ts';
import type { RoleInput } from './role-input.ts';
import { wordAnswer } from './word-answer.ts';

/**
 * Native tool calls: every call whose arguments are known now, or only the first (`atOnce: 'one'`, or
 * `parallel_tool_calls: false`); the answer as text when there is none left.
 */
export function playTools(
  { raceCase, request, badLine, tries }: RoleInput,
  { atOnce }: { readonly atOnce: 'one' | 'all' },
): Reply {
  const { messages, tools, toolChoice, parallelToolCalls } = request;
  const knowledge = matchObservations(raceCase, readCalls(raceCase, messages), tries);
  const offered = new Set(tools.map(({ name }) => name));
  const possible =
    toolChoice === 'none' ? [] : possibleCalls(knowledge).filter(({ tool }) => offered.has(tool));
  const wanted = atOnce === 'all' && parallelToolCalls ? possible : possible.slice(0, 1);
  if (wanted.length === 0) return textReply(wordAnswer(raceCase, knowledge));
  const turn = messages.filter(({ role }) => role === 'assistant').length;
  const calls = wanted.map(({ tool, args }, index) => {
    const json = JSON.stringify(args);
    const text = badLine && index === 0 ? json.slice(0, -1) : json;
    return { id: `call_${turn}_${index}`, name: tool, args: text };
  });
  return { text: '', calls };
}

function readCalls(raceCase: Case, messages: readonly ChatMessage[]): readonly Observation[] {
  // Not every runner keeps ids unique over turns: a result belongs to the last call of its id before it.
  const results = new Map<string, string>();
  const observations: Observation[] = [];
  for (const message of [...messages].reverse()) {
    if (message.role === 'tool' && message.toolCallId !== undefined) {
      results.set(message.toolCallId, message.text);
    }
    for (const { id, name, args: json } of message.toolCalls) {
      const args = parseJson(json);
      const text = results.get(id);
      results.delete(id);
      if (!isJsonObject(args)) continue;
      const value = text === undefined ? undefined : readResult(raceCase, name, text);
      observations.push({ tool: name, args, value });
    }
  }
  return observations;
}
