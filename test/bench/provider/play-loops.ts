import type { Json, JsonObject } from '../../../src/index.ts';
import { isJsonObject } from '../../../src/core/json.ts';
import type { Case } from '../../../bench/race/case.ts';
import type { ChatMessage } from '../../../bench/race/provider/chat-request.ts';
import type { Reply } from '../../../bench/race/provider/reply.ts';
import { parseJson } from '../../../bench/race/provider/roles/read-result.ts';
import { roles } from '../../../bench/race/provider/roles/play-role.ts';
import { message, requestOf } from './chat.ts';

/** What a runner tells its model of call `number` (from 0): the text of its result, or another. */
export type Tell = (text: string, number: number) => string;

/** How a loop went. */
export interface Played {
  readonly answer: string;
  readonly replies: readonly Reply[];
}

/** Plays a native tool loop without a network. */
export function playToolLoop(
  raceCase: Case,
  role: 'tools-sequential' | 'tools-parallel',
  tell: Tell = (text) => text,
): Played {
  const messages: ChatMessage[] = [message('user', raceCase.question)];
  const replies: Reply[] = [];
  let number = 0;
  for (;;) {
    const reply = roles[role]({ raceCase, request: requestOf(raceCase, messages), badLine: false });
    replies.push(reply);
    if (reply.calls.length === 0) return { answer: reply.text, replies };
    messages.push({ ...message('assistant', reply.text), toolCalls: reply.calls });
    for (const { id, name, args } of reply.calls) {
      const text = tell(resultText(raceCase, name, args), number);
      messages.push({ ...message('tool', text), toolCallId: id });
      number += 1;
    }
  }
}

/** Plays text ReAct with one growing prompt. */
export function playReactLoop(raceCase: Case, tell: Tell = (text) => text): Played {
  let transcript = `Question: ${raceCase.question}\n`;
  const replies: Reply[] = [];
  for (;;) {
    const request = requestOf(raceCase, [message('user', transcript)]);
    const reply = roles.react({ raceCase, request, badLine: false });
    replies.push(reply);
    const finish = /^Finish: ([\s\S]*)$/m.exec(reply.text);
    if (finish !== null) return { answer: finish[1] ?? '', replies };
    const [, name = '', args = ''] = /^Action: (\w+)\((.*)\)$/m.exec(reply.text) ?? [];
    const text = tell(resultText(raceCase, name, args), replies.length - 1);
    transcript += `${reply.text}\nObservation: ${text}\n`;
  }
}

/** The result of a call as JSON text. */
export function resultText(raceCase: Case, name: string, args: string): string {
  return JSON.stringify(resultOf(raceCase, name, parseJson(args)));
}

function resultOf({ tools }: Case, name: string, input: Json | undefined): Json {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool === undefined || !isJsonObject(input)) throw new Error(`Expected a call, got ${name}.`);
  const args: JsonObject = input;
  return tool.result(args);
}
